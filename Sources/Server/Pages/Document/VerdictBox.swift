import Documents
import Workflow

/// What a reader may say of a document, and what saying it means.
struct VerdictBox {
  let state: DocumentState
  let gate: GateEvaluation?
  let reader: String
  let people: Directory
  let words: PageWords
  let now: Timestamp

  /// The roles in which the reader is asked; the first is the one that waits.
  private var roles: [String] {
    guard let gate else { return [] }
    return rolesAsked { people.holds(reader, role: $0, in: state.project) }
      + (state.isUnderReview && isAskedAsReviewer(gate) ? [KnownRole.reviewer] : [])
  }

  private func rolesAsked(_ isTheirs: (String) -> Bool) -> [String] {
    guard state.isUnderReview, let gate else { return [] }
    return gate.findings.filter { $0.isOpen && $0.requires == .approvals }
      .sorted { !$0.state.passes && $1.state.passes }.compactMap(\.role).filter(isTheirs).deduplicated
  }

  /// Those who have given the reader their say, and the roles in which they are asked.
  private var proxies: [Value] {
    let given = rolesAsked { _ in true }.flatMap { role in
      people.delegates(in: role, of: state.project, at: now).filter { $0.delegate == reader }
        .map { (principal: $0.principal, role: role) }
    }
    return Dictionary(grouping: given, by: \.principal).sorted { $0.key < $1.key }.map { principal, given in
      .object(voice(given.map(\.role), of: principal).merging(["principal": words.person(principal)]) { $1 })
    }
  }

  /// As one of the document's reviewers, or as anybody who may: where a rule names no role.
  private func isAskedAsReviewer(_ gate: GateEvaluation) -> Bool {
    gate.findings.contains { finding in
      guard finding.isOpen else { return false }
      return switch finding.requires {
      case .reviewers: state.reviewers.contains(reader)
      case .approvals:
        finding.role == nil && people.mayWrite(reader, in: state.project) && !state.authors.contains(reader)
      default: false
      }
    }
  }

  /// Why the reader gives no verdict here, where that is worth a sentence.
  private var reason: String? {
    if !state.isUnderReview { return nil }
    if people.users[reader]?.kind != .person { return "Only people approve." }
    return roles.isEmpty ? "No approval of yours is asked for in this stage." : nil
  }

  func value() -> Value {
    let roles = roles
    let given = state.verdicts.last { $0.principal == reader && $0.state == .live }
    let box: Value = [
      "asked": .bool(!roles.isEmpty), "reason": Value(reason), "revision": .int(state.revision),
      "proxies": .array(proxies), "given": given.map { self.given($0) } ?? .null,
      "section_options": .string(sectionOptions),
    ]
    return box.merging(voice(roles, of: reader))
  }

  /// Each section as a choice: they stand in the form several times, and are put together once.
  private var sectionOptions: String {
    state.sections.map { section in
      "<option value=\"\(HtmlEscaping.escaped(section.id))\">\(HtmlEscaping.escaped(section.title))</option>"
    }.joined()
  }

  /// What somebody may be answered for as.
  private func voice(_ roles: [String], of person: String) -> [String: Value] {
    let choices = roles.enumerated().map { index, role -> Value in
      [
        "role": .string(role), "name": .string(PageWords.role(role)), "first": .bool(index == 0),
        "means": .string(meaning(role, of: person)),
      ]
    }
    return ["several": .bool(roles.count > 1), "principal": .null, "roles": .array(choices)]
  }

  /// `You approve revision 12: all of it.`
  private func meaning(_ role: String, of person: String) -> String {
    let scope = state.policy.scope(of: role, person: person, in: state.sections)
    let titles = state.sections.filter { scope.contains($0.id) }.map { "“\($0.title)”" }
    let words: String
    if titles.count == state.sections.count || titles.isEmpty {
      words = "all of it"
    } else if titles.count <= 4 {
      words = (titles.count == 1 ? "the section " : "the sections ") + PageWords.list(titles)
    } else {
      words = "\(titles.count) sections, from \(titles.first ?? "") to \(titles.last ?? "")"
    }
    return "You approve revision \(state.revision): \(words)."
  }

  private func given(_ verdict: Verdict) -> Value {
    [
      "id": .string(verdict.id), "outcome": .string(PageWords.status(verdict.outcome.rawValue)),
      "revision": .int(verdict.revision), "role": .string(PageWords.role(verdict.role)),
      "at": PageWords.time(verdict.givenAt),
    ]
  }
}

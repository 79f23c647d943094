import Documents
import Workflow

/// How each section stands: whose approval covers its words, and whether they have changed since the reader approved.
struct SectionStanding {
  private let covering: [String: [String]]
  private let mine: Verdict?
  private let seen: [String: String]

  init(_ state: DocumentState, reader: String, words: PageWords) {
    let digests = Dictionary(state.sections.map { ($0.id, $0.digest) }, uniquingKeysWith: { first, _ in first })
    var covering: [String: [String]] = [:]
    for verdict in state.verdicts where verdict.state == .live && verdict.isApproval {
      let who = "\(words.name(verdict.principal)) (\(PageWords.role(verdict.role)))"
      for part in verdict.scope where digests[part.section] == part.digest {
        covering[part.section, default: []].append(who)
      }
    }
    self.covering = covering
    mine = state.verdicts.last { $0.principal == reader && $0.isApproval && ($0.state == .live || $0.state == .stale) }
    seen = Dictionary((mine?.scope ?? []).map { ($0.section, $0.digest) }, uniquingKeysWith: { first, _ in first })
  }

  /// The revision of the reader's approval, where they gave one.
  var approvedRevision: Int? { mine?.revision }

  func hasChanged(_ section: SectionRef) -> Bool {
    guard let mine else { return false }
    guard let digest = seen[section.id] else { return mine.state == .stale && mine.staledSections.contains(section.id) }
    return digest != section.digest
  }

  func covers(_ section: SectionRef) -> Bool { seen[section.id] == section.digest && mine?.state == .live }

  func value(_ section: SectionRef) -> [String: Value] {
    let names = covering[section.id] ?? []
    return [
      "changed": .bool(hasChanged(section)), "covered_by_me": .bool(covers(section)),
      "covered_by": .string(PageWords.list(names)), "covered": .bool(!names.isEmpty),
    ]
  }
}

import Documents
import Workflow

/// A gate as a plain list: what is done, what is missing, and with whom.
struct GateList {
  let gate: GateEvaluation
  /// Those of the document: they say whom a finding speaks of.
  let verdicts: [Verdict]
  let words: PageWords

  func value() -> Value {
    let done = gate.findings.filter { $0.state.passes && $0.state != .notApplicable }
    return [
      "stage": .string(PageWords.role(gate.stage)), "passes": .bool(gate.state.passes),
      "items": .array(gate.findings.filter { $0.state != .notApplicable }.map(item)),
      "done": .int(done.count), "of": .int(done.count + gate.blocking.count),
    ]
  }

  private func item(_ finding: GateEvaluation.Finding) -> Value {
    let (mark, word) = Self.mark(finding)
    return [
      "rule": .string(finding.rule), "title": .string(title(finding)), "detail": .string(detail(finding)),
      "state": .string(mark), "state_text": .string(word), "passes": .bool(finding.state.passes),
      "waiting_on": .array(finding.waitingOn.map(words.person)),
      "waits": .bool(!finding.waitingOn.isEmpty && !finding.state.passes && finding.isOpen),
      "since": PageWords.time(finding.since),
    ]
  }

  private func title(_ finding: GateEvaluation.Finding) -> String {
    switch finding.requires {
    case .approvals: finding.role.map { "Approval: " + PageWords.role($0) } ?? "Approvals"
    case .reviewers: "Reviewers"
    case .checklist: "Checklist"
    case .questions: "Open questions"
    case .comments: "Comments resolved"
    case .lint: "Nothing left blank"
    case .obligations: "Agreed changes made"
    }
  }

  /// What the finding says, with names for those whose ids stand in it, and its role as people write it.
  private func detail(_ finding: GateEvaluation.Finding) -> String {
    let said = finding.role.map { finding.detail.replacing("'\($0)'", with: PageWords.role($0)) } ?? finding.detail
    let given = verdicts.filter { finding.events.contains($0.seq) }
    let spoken = Set(given.flatMap { [$0.actor, $0.principal] } + finding.waitingOn)
    return said.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let id = word.prefix { $0 != "," && $0 != ";" && $0 != ":" }
      let bare = id.hasSuffix(".") ? id.dropLast() : id
      return spoken.contains(String(bare)) ? words.name(String(bare)) + word.dropFirst(bare.count) : String(word)
    }.joined(separator: " ")
  }

  private static func mark(_ finding: GateEvaluation.Finding) -> (String, String) {
    switch finding.state {
    case .satisfied, .notApplicable: ("done", "Done")
    case .overridden: ("passed-over", "Passed over")
    case .stale: ("stale", "Asked again")
    case .unsatisfiable: ("impossible", "Nobody can")
    case .unsatisfied: finding.isOpen ? ("open", "Missing") : ("later", "Later")
    }
  }
}

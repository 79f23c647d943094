import Documents

/// What a gate's rules come to at one moment. The transition, the explanation and the what-if all ask this one.
package struct GateEvaluation: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, Codable {
    case notApplicable = "NOT_APPLICABLE"
    case unsatisfied = "UNSATISFIED"
    case satisfied = "SATISFIED"
    case stale = "STALE"
    case overridden = "OVERRIDDEN"
    case unsatisfiable = "UNSATISFIABLE"

    /// Whether a rule in this state lets the stage complete. Everything that is not named here blocks.
    package var passes: Bool { self == .satisfied || self == .notApplicable || self == .overridden }
  }

  package struct Finding: Hashable, Sendable {
    package let rule: String
    package let requires: Rule.Requirement
    package let role: String?
    package let state: State
    /// A plain sentence: what is there, or what is missing and who can mend it.
    package let detail: String
    /// The log positions of the events that made it so.
    package let events: [Int64]
    /// The people who can bring it on, where they are known.
    package let waitingOn: [String]
  }

  package let stage: String
  package let findings: [Finding]

  package var state: State {
    if findings.allSatisfy(\.state.passes) { return .satisfied }
    if findings.contains(where: { $0.state == .unsatisfiable }) { return .unsatisfiable }
    return findings.contains { $0.state == .stale } ? .stale : .unsatisfied
  }

  package var blocking: [Finding] { findings.filter { !$0.state.passes } }
}

/// The one evaluator: pure, and complete over what it is given.
package enum Gate {
  package static func evaluate(_ stage: Stage, of document: DocumentState, people: Directory) -> GateEvaluation {
    GateEvaluation(
      stage: stage.name, findings: stage.gate.map { evaluate($0, of: document, people: people) })
  }

  /// The gate of the document's present stage, or, before its submission, that of the first stage.
  package static func current(of document: DocumentState, people: Directory) -> GateEvaluation? {
    guard let stage = document.policy.stage(named: document.stage) ?? document.policy.stages.first else { return nil }
    return evaluate(stage, of: document, people: people)
  }

  private static func evaluate(
    _ rule: Rule, of document: DocumentState, people: Directory
  ) -> GateEvaluation.Finding {
    switch rule.requires {
    case .approvals: ApprovalRule(rule: rule, document: document, people: people).evaluate()
    case .checklist: checklist(rule, of: document)
    case .questions: questions(rule, of: document)
    case .comments: comments(rule, of: document)
    case .obligations: obligations(rule, of: document)
    }
  }

  private static func checklist(_ rule: Rule, of document: DocumentState) -> GateEvaluation.Finding {
    let items = document.checklists.flatMap(\.items)
    let required = items.filter(\.required)
    let missing = required.filter { document.marks[$0.id] == nil }
    let refused = items.filter { document.marks[$0.id]?.verdict == .needsRevision }
    let events = items.compactMap { document.marks[$0.id]?.seq }
    if required.isEmpty && refused.isEmpty {
      return rule.finding(.notApplicable, "The document has no checklist item that must be verified.")
    }
    if let item = refused.first {
      return rule.finding(.unsatisfied, "'\(item.text)' needs revision.", events: events)
    }
    if let item = missing.first {
      return rule.finding(
        .unsatisfied, "\(missing.count) of \(required.count) items are still to be verified, first '\(item.text)'.",
        events: events)
    }
    return rule.finding(.satisfied, "All \(required.count) items that must be verified are.", events: events)
  }

  private static func questions(_ rule: Rule, of document: DocumentState) -> GateEvaluation.Finding {
    let blocking = document.questions.filter(\.blocking)
    let open = blocking.filter { document.decisions[$0.id] == nil && !$0.answered }
    let events = blocking.compactMap { document.decisions[$0.id]?.seq }
    if blocking.isEmpty { return rule.finding(.notApplicable, "No question blocks.") }
    if let question = open.first {
      return rule.finding(
        .unsatisfied, "\(open.count) of \(blocking.count) questions are unanswered, first '\(question.text)'.",
        events: events)
    }
    return rule.finding(.satisfied, "All \(blocking.count) questions that block are answered.", events: events)
  }

  private static func comments(_ rule: Rule, of document: DocumentState) -> GateEvaluation.Finding {
    let open = document.openThreads
    if open.isEmpty { return rule.finding(.satisfied, "No comment is open.") }
    return rule.finding(
      .unsatisfied, "\(open.count) comment \(open.count == 1 ? "thread is" : "threads are") open: resolve them.",
      events: open.map(\.seq), waitingOn: [document.owner])
  }

  private static func obligations(_ rule: Rule, of document: DocumentState) -> GateEvaluation.Finding {
    let counted = document.obligations.filter { obligation in
      document.verdict(obligation.verdict)?.state == .live
    }
    let open = counted.filter { $0.verified == nil }
    if counted.isEmpty { return rule.finding(.notApplicable, "No approval asks for modifications.") }
    if let first = open.first {
      return rule.finding(
        .unsatisfied,
        "\(open.count) of \(counted.count) obligations are to be verified, first '\(first.obligation.text)'.",
        waitingOn: [first.obligation.verifier ?? first.askedBy])
    }
    return rule.finding(.satisfied, "All \(counted.count) obligations are verified.")
  }
}

extension Rule {
  func finding(
    _ state: GateEvaluation.State, _ detail: String, events: [Int64] = [], waitingOn: [String] = []
  ) -> GateEvaluation.Finding {
    GateEvaluation.Finding(
      rule: id, requires: requires, role: role, state: state, detail: detail, events: events, waitingOn: waitingOn)
  }
}

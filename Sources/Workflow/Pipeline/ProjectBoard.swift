/// Where a step of a pipeline stands.
package enum StepState: String, Hashable, Sendable, CaseIterable {
  /// What it requires is not complete: it cannot be submitted.
  case blocked
  /// It may begin, and has no document yet.
  case ready
  case drafting
  case inReview = "in_review"
  case complete
  /// It rests on words of an earlier step that have changed since its own latest draft or approval.
  case touched
}

/// A project's board: how its steps stand, and what each waits for.
extension ProjectState {
  package func state(of step: PipelineStep) -> StepState {
    let entry = entry(ofStep: step.name)
    if let entry, !entry.touchedBy.isEmpty { return .touched }
    if let entry, entry.isApproved { return .complete }
    if let entry, entry.status == .inReview { return .inReview }
    guard missing(for: step).isEmpty else { return .blocked }
    return entry == nil ? .ready : .drafting
  }

  /// What a step waits for, as a sentence; nil where it is complete. `turns` are those of its document.
  package func nextAction(of step: PipelineStep, turns: [Turn] = []) -> String? {
    let entry = entry(ofStep: step.name)
    switch state(of: step) {
    case .complete: return nil
    case .blocked:
      let missing = missing(for: step)
      return "It cannot be submitted before \(missing.titles) \(missing.count == 1 ? "is" : "are") complete."
    case .ready: return "\(opener(of: step)) is to open its document from the template '\(step.template)'."
    case .touched: return entry.map(answering)
    case .drafting, .inReview: return turns.isEmpty ? entry.map(Self.waiting(for:)) : Self.waiting(on: turns)
    }
  }

  /// What the project waits for: the first step that may move, or that rests on changed words.
  package func nextAction(turns: (String) -> [Turn] = { _ in [] }) -> String {
    let open = steps.first { ![.complete, .blocked].contains(state(of: $0)) }
    guard let step = open else { return "Every step is complete." }
    let action = nextAction(of: step, turns: entry(ofStep: step.name).map { turns($0.document) } ?? [])
    return "Step \(step.number), '\(step.title)': \(action ?? "")"
  }

  /// Whoever answers for what comes right before it.
  private func opener(of step: PipelineStep) -> String {
    let owner = step.requires.last.flatMap(entry(ofStep:))?.owner
    return owner.flatMap { $0 == Actor.daemon.id ? nil : $0 } ?? "Somebody"
  }

  private func answering(_ entry: Entry) -> String {
    let causes = steps.compactMap { step in
      entry.touchedBy[step.name].map { "'\(step.title)' (\($0.joined(separator: ", ")))" }
    }
    return "It rests on changed words of \(causes.joined(separator: ", ")): \(entry.owner) is to save a draft that "
      + "answers to them, or to have it approved again."
  }

  private static func waiting(for entry: Entry) -> String {
    switch entry.status {
    case .inReview: "Its reviewers are to decide."
    case .rejected: "\(entry.owner) is to revise it."
    default: "\(entry.owner) is to submit '\(entry.title)'."
    }
  }

  /// Those who have the turn, by what they are asked for.
  private static func waiting(on turns: [Turn]) -> String {
    var reasons: [Turn.Reason] = []
    for turn in turns where !reasons.contains(turn.reason) { reasons.append(turn.reason) }
    let parts = reasons.map { reason in
      let actors = turns.filter { $0.reason == reason }.map(\.actor)
      return "\(actors.joined(separator: ", ")) \(actors.count == 1 ? "is" : "are") to \(reason.words)"
    }
    return parts.joined(separator: "; ") + "."
  }
}

extension Turn.Reason {
  /// What it asks, behind "is to".
  fileprivate var words: String {
    switch self {
    case .submit: "submit it"
    case .revise: "revise it"
    case .respond: "answer its reviewers"
    case .approve: "approve or reject it"
    case .unblock: "make its gate satisfiable"
    case .resolveComments: "resolve its comments"
    case .verifyChecklist: "verify its checklist"
    case .answerQuestions: "decide its open questions"
    case .fillIn: "fill in what lint names"
    case .fulfilObligations: "fulfil its obligations"
    case .verifyObligations: "verify its obligations"
    }
  }
}

/// So many live approvals by distinct people in a role, none of whom wrote the words, and no live objection.
struct ApprovalRule {
  let rule: Rule
  let document: DocumentState
  let people: Directory

  func evaluate() -> GateEvaluation.Finding {
    let inRole = document.verdicts.filter(countsForRole)
    let live = inRole.filter { $0.state == .live }
    if let objection = live.first(where: { $0.outcome == .rejected }) {
      return rule.finding(
        .unsatisfied, "\(objection.actor) rejected revision \(objection.revision) as \(objection.role).",
        events: [objection.seq], waitingOn: [document.owner])
    }
    let approvals = live.filter { $0.outcome != .rejected && isEligible($0.actor) && $0.actorKind == .person }
    let approvers = Set(approvals.map(\.actor))
    if approvers.count >= rule.count {
      return rule.finding(
        .satisfied, "Approved by \(approvers.sorted().joined(separator: ", ")).", events: approvals.map(\.seq))
    }
    return missing(rule.count - approvers.count, approvers: approvers, inRole: inRole)
  }

  private func missing(_ count: Int, approvers: Set<String>, inRole: [Verdict]) -> GateEvaluation.Finding {
    let candidates = people.people(in: rule.role, of: document.project)
      .filter { isEligible($0) && !approvers.contains($0) }
    let title = rule.role ?? "somebody who is not an author"
    guard candidates.count >= count else {
      return rule.finding(
        .unsatisfiable,
        "\(count) more approval by \(title) is needed, and \(candidates.count) people can give it: "
          + "grant the role\(rule.role.map { " '\($0)'" } ?? "") to a person who is not an author.")
    }
    let stale = inRole.filter { $0.state == .stale && $0.outcome != .rejected }
    let named = rule.role == nil ? candidates.filter(document.reviewers.contains) : candidates
    let waitingOn = named.isEmpty ? candidates : named
    if !stale.isEmpty {
      return rule.finding(
        .stale,
        "The words that \(title) approved have changed: an approval of revision \(document.revision) is needed.",
        events: stale.map(\.seq), waitingOn: waitingOn)
    }
    return rule.finding(
      .unsatisfied, "\(count) more approval by \(title) is needed.", waitingOn: waitingOn)
  }

  private func countsForRole(_ verdict: Verdict) -> Bool {
    rule.role == nil || verdict.role == rule.role
  }

  private func isEligible(_ user: String) -> Bool {
    !document.authors.contains(user)
  }
}

import Documents

/// Each required reviewer has approved, and of each group as many as it asks for; none of them objects.
extension RuleEvaluation {
  func reviewers() -> GateEvaluation.Finding {
    let terms = document.reviewerTerms.filter(\.value.isHeard)
    if terms.isEmpty { return finding(.notApplicable, "No reviewer is required.") }
    if let objection = document.verdicts.first(where: {
      $0.state == .live && $0.outcome == .rejected && terms[$0.principal] != nil
    }) {
      return finding(
        .unsatisfied,
        "\(objection.actor) rejected revision \(objection.revision): change the words, or ask them to withdraw it.",
        events: [objection.seq], waitingOn: [document.owner], asks: .revise,
        since: objection.givenAt)
    }
    let parts = document.reviewerParts.map { Part($0, evaluation: self) }
    let open = parts.filter { $0.missing > 0 }
    if open.isEmpty {
      return finding(
        .satisfied, "Approved by \(parts.flatMap(\.approvers).sorted().joined(separator: ", ")).",
        events: parts.flatMap(\.events))
    }
    if let stuck = open.first(where: { $0.candidates.count < $0.missing }) {
      return finding(
        .unsatisfiable,
        "\(stuck.missing) more approval of \(stuck.name) is needed, and \(stuck.candidates.count) can give it: add another "
          + "reviewer, or make those who cannot approve optional.", events: stuck.events,
        waitingOn: [document.owner])
    }
    let names = open.map { "\($0.missing) more approval of \($0.name) is needed" }.joined(separator: "; ")
    let isStale = open.contains(where: \.isStale)
    return finding(
      isStale ? .stale : .unsatisfied, names + ".", events: open.flatMap(\.events),
      waitingOn: open.flatMap(\.candidates), since: open.compactMap(\.since).max())
  }

  /// One required reviewer, or one group, and how far they are.
  private struct Part {
    let name: String
    let approvers: [String]
    let missing: Int
    let candidates: [String]
    let events: [Int64]
    let isStale: Bool
    let since: Timestamp?

    init(_ part: (name: String, people: [String], count: Int), evaluation: RuleEvaluation) {
      let (rule, document) = (evaluation.rule, evaluation.document)
      let theirs = document.verdicts.filter { part.people.contains($0.principal) && $0.isApproval }
      let standing = theirs.filter { verdict in
        verdict.isStanding(under: document.policy, at: evaluation.context.now)
          && rule.mayCount(verdict.actor, of: document) && rule.mayCount(verdict.principal, of: document)
      }
      let stale = theirs.filter { $0.needsRenewal(under: document.policy, at: evaluation.context.now) }
      let done = Set(standing.map(\.principal))
      name = part.name
      approvers = done.sorted()
      missing = max(0, part.count - done.count)
      candidates = part.people.filter { person in
        !done.contains(person) && evaluation.context.people.isActivePerson(person)
          && rule.mayCount(person, of: document)
      }
      isStale = missing > 0 && !stale.isEmpty
      events = standing.map(\.seq) + (missing > 0 ? stale.map { $0.staledSeq ?? $0.seq } : [])
      since = isStale ? stale.compactMap(\.staledAt).max() : nil
    }
  }
}

extension DocumentState {
  /// Each required reviewer alone, then each group, by name.
  fileprivate var reviewerParts: [(name: String, people: [String], count: Int)] {
    let single = reviewers.filter { reviewerTerms[$0]?.required == true && reviewerTerms[$0]?.group == nil }
      .map { (name: $0, people: [$0], count: 1) }
    let groups = Dictionary(grouping: reviewers) { reviewerTerms[$0]?.group ?? "" }.filter { !$0.key.isEmpty }
    return single
      + groups.sorted { $0.key < $1.key }.map { name, people in
        // What was said last of how many are needed holds for the whole group.
        let latest = people.compactMap { reviewerTerms[$0] }.max { $0.seq < $1.seq }
        return (name: "group '\(name)'", people: people, count: latest?.groupCount ?? people.count)
      }
  }
}

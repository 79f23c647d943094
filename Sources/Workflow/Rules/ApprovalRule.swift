import Documents

/// So many standing approvals by people in a role, and no standing objection.
extension RuleEvaluation {
  func approvals() -> GateEvaluation.Finding {
    if let scope = rule.scope, rule.words(in: document.sections).isEmpty {
      return finding(
        .unsatisfiable,
        "No section of the document is \(scope.map { "'\($0)'" }.joined(separator: ", ")): add it, or move the document "
          + "to a workflow that does not ask for it.", events: [document.draftSeq], waitingOn: admins)
    }
    if let objection = document.objection(to: rule) {
      return finding(
        .unsatisfied,
        "\(objection.actor) rejected revision \(objection.revision) as \(objection.role): change the words, or ask them "
          + "to withdraw it.", events: [objection.seq], waitingOn: [document.owner], asks: .revise,
        since: objection.givenAt)
    }
    let approvals = counting.approvals(for: rule)
    guard approvals.count < rule.count else {
      return rule.count == 0
        ? finding(.satisfied, "Nobody has objected as \(rule.title).")
        : finding(
          .satisfied, "Approved by \(approvals.map(\.speaker).sorted().joined(separator: ", ")).",
          events: approvals.map(\.seq))
    }
    return missing(rule.count - approvals.count, having: approvals.map(\.seq))
  }

  private func missing(_ count: Int, having events: [Int64]) -> GateEvaluation.Finding {
    let candidates = counting.candidates(for: rule)
    let needed =
      count == 1 ? "1 more approval by \(rule.title) is needed" : "\(count) more approvals by \(rule.title) are needed"
    guard counting.canBeSatisfied(rule) else {
      let found = candidates.count == 1 ? "1 person can give it" : "\(candidates.count) people can give it"
      return finding(
        .unsatisfiable, "\(needed), and \(found): \(remedy).",
        events: document.unsatisfiable[rule.id].map { [$0] } ?? [], waitingOn: admins)
    }
    let stale = document.verdicts.filter { verdict in
      verdict.isApproval && verdict.needsRenewal(under: document.policy, at: context.now)
        && rule.counts(role: verdict.role, person: verdict.principal, isReviewer: false)
    }
    guard stale.isEmpty else { return renewal(of: stale, count: count, candidates: candidates) }
    let named = rule.isOpenToAll ? candidates.filter(document.reviewers.contains) : candidates
    return finding(.unsatisfied, "\(needed).", events: events, waitingOn: asked(named.isEmpty ? candidates : named))
  }

  /// Those whose approval went stale are asked again; others only where they are too few.
  private func renewal(of stale: [Verdict], count: Int, candidates: [String]) -> GateEvaluation.Finding {
    let again = candidates.filter { candidate in stale.contains { $0.principal == candidate || $0.actor == candidate } }
    let sections = Set(stale.flatMap { $0.changedSections(in: document.sections, policy: document.policy) })
    let cause =
      sections.isEmpty
      ? "The approval by \(rule.title) has expired"
      : "The words that \(rule.title) approved have changed in \(document.titles(of: sections))"
    return finding(
      .stale, "\(cause): an approval of revision \(document.revision) is needed.",
      events: stale.map { $0.staledSeq ?? $0.seq }, waitingOn: asked(again.count >= count ? again : candidates),
      since: stale.compactMap { $0.staledAt ?? $0.validUntil(under: document.policy) }.max())
  }

  /// The candidates, and whom they have given their say to.
  private func asked(_ candidates: [String]) -> [String] {
    (candidates + counting.delegates(of: candidates, for: rule)).deduplicated
  }

  private var remedy: String {
    let whom = rule.notAuthor ?? true ? "a person who is not an author" : "another person"
    if let people = rule.people {
      return
        "none of \(people.map { "'\($0)'" }.joined(separator: ", ")) is left; move the document to a workflow that "
        + "names \(whom)"
    }
    if let role = rule.role { return "grant the role '\(role)' to \(whom)" }
    return "register \(whom), or give one the right to write here"
  }

  var admins: [String] { context.people.people(in: KnownRole.admin, of: nil) }
}

extension DocumentState {
  /// The first standing rejection that blocks a rule.
  func objection(to rule: Rule) -> Verdict? {
    verdicts.first { $0.state == .live && $0.outcome == .rejected && rule.isVetoed(by: $0) }
  }

  /// The titles of sections, in the document's order; of those that are gone, the ids.
  func titles(of ids: Set<String>) -> String {
    let present = sections.filter { ids.contains($0.id) }
    let gone = ids.subtracting(present.map(\.id)).sorted()
    return (present.map { "'\($0.title)'" } + gone.map { "'\($0)' (gone)" }).joined(separator: ", ")
  }
}

extension Verdict {
  /// Who approved, as a person would say it.
  var speaker: String { onBehalfOf.map { "\(actor) for \($0)" } ?? actor }

  /// Whether it would count but for its words or its time.
  func needsRenewal(under policy: Policy, at now: Timestamp) -> Bool {
    state == .stale || (state == .live && !isStanding(under: policy, at: now))
  }
}

/// Passing over a rule, where the policy lets somebody do that.
enum Overriding {
  static func override(
    _ id: String, reason: String, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    try Decide.check(reason, field: "reason", isRequired: true)
    guard state.isUnderReview, let stage = state.policy.stage(named: state.stage) else {
      throw Refusal(.conflict, "not_in_review", "The document is \(state.status.rawValue): there is no gate to pass.")
    }
    guard let rule = stage.rules(for: state).first(where: { $0.id == id }) else {
      let rules = stage.rules(for: state).map { "'\($0.id)'" }.joined(separator: ", ")
      throw Refusal.field("rule", "the stage '\(stage.name)' has no rule '\(id)'; it has \(rules).")
    }
    try mayOverride(stage, on: state, context: context)
    let gate = Gate.evaluate(stage, of: state, in: context.gate)
    guard gate.findings.contains(where: { $0.rule == id && !$0.state.passes }) else {
      throw Refusal(.conflict, "nothing_to_override", "The rule '\(id)' blocks nothing.")
    }
    let scope = rule.words(in: state.sections).scoped
    return [
      .gateOverridden(
        GateOverridden(stage: stage.name, rule: id, reason: reason, revision: state.revision, scope: scope))
    ]
  }

  private static func mayOverride(
    _ stage: Stage, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) {
    let actor = context.actor.id
    guard context.actor.kind == .person else {
      throw Refusal(.forbidden, "agents_cannot_override", "'\(actor)' is no person: only people override a rule.")
    }
    guard let override = stage.override else {
      throw Refusal(
        .forbidden, "no_override", "The workflow '\(state.policy.name)' lets nobody override its stage '\(stage.name)'."
      )
    }
    guard
      override.people.contains(actor)
        || override.roles.contains(where: { context.people.holds(actor, role: $0, in: state.project) })
    else {
      let whom = (override.roles.map { "the role '\($0)'" } + override.people.map { "'\($0)'" }).joined(separator: ", ")
      throw Refusal(.forbidden, "not_in_role", "'\(actor)' may not override here: that is for \(whom).")
    }
    guard !state.authors.contains(actor) else {
      throw Refusal(
        .forbidden, "author_cannot_override", "'\(actor)' wrote words of this document: ask somebody else.")
    }
  }
}

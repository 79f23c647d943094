/// Moving a document to another policy, or to another version of its own.
enum Moving {
  static func change(
    to published: Policy, reason: String?, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    try Decide.check(reason, field: "reason", isRequired: false)
    guard context.people.isAdmin(context.actor.id) else {
      throw Refusal(
        .forbidden, "not_allowed",
        "'\(context.actor.id)' is no admin: moving a document to another policy is for admins.")
    }
    let policy = published.expanded(with: state.opened.signOffRoles)
    if policy == state.policy { return [] }
    let stage = stage(of: state, under: policy)
    let surviving = state.verdicts.filter { verdict in
      verdict.state == .live && !policy.rules(counting: verdict.role, person: verdict.principal).isEmpty
        && verdict.narrowed(to: policy, in: state.sections).changedSections(in: state.sections, policy: policy).isEmpty
        && !verdict.isOver(under: policy, at: context.now)
    }
    return [
      .documentWorkflowChanged(
        DocumentWorkflowChanged(
          policy: policy, stage: stage, reason: reason, revision: state.revision, surviving: surviving.map(\.id)))
    ]
  }

  /// The stage of the same name, or one before it that the old policy did not ask for; where the new policy has none of
  /// that name, its first.
  private static func stage(of state: DocumentState, under policy: Policy) -> String {
    if state.stage == Policy.draftStage { return state.stage }
    guard policy.stage(named: state.stage) != nil else { return policy.stages.first?.name ?? Policy.draftStage }
    let passed = state.policy.stages.prefix { $0.name != state.stage }.map(\.name)
    let before = policy.stages.prefix { $0.name != state.stage }.map(\.name)
    return before.first { !passed.contains($0) } ?? state.stage
  }
}

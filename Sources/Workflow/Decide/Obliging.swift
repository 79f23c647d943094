import Documents

/// What an approval with modifications asks for, and its verification.
enum Obliging {
  static func check(
    _ obligations: [Obligation], outcome: VerdictGiven.Outcome, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) {
    guard outcome == .approvedWithModifications || obligations.isEmpty else {
      throw Refusal.field("obligations", "go with the outcome approved_with_modifications only.")
    }
    guard outcome != .approvedWithModifications || !obligations.isEmpty else {
      throw Refusal.field("obligations", "must name at least one modification.")
    }
    guard obligations.count <= WorkflowLimits.obligationsMax else {
      throw Refusal.field("obligations", "must be at most \(WorkflowLimits.obligationsMax).")
    }
    for (index, obligation) in obligations.enumerated() {
      try Decide.check(obligation.text, field: "obligations[\(index)].text", isRequired: true)
      guard state.sections.contains(where: { $0.id == obligation.section }) else {
        throw Refusal.field("obligations[\(index)].section", "there is no section '\(obligation.section)'.")
      }
      if let verifier = obligation.verifier { try check(verifier, at: index, on: state, context: context) }
    }
  }

  private static func check(
    _ verifier: String, at index: Int, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) {
    guard context.people.users[verifier]?.active == true else {
      throw Refusal.field("obligations[\(index)].verifier", "there is no active user '\(verifier)'.")
    }
    guard context.people.isActivePerson(verifier) else {
      throw Refusal.field("obligations[\(index)].verifier", "'\(verifier)' is no person: name one.")
    }
    guard !state.authors.contains(verifier) else {
      throw Refusal.field(
        "obligations[\(index)].verifier", "'\(verifier)' wrote words of this document: name somebody else.")
    }
  }

  static func verify(
    _ id: String, revision: Int, note: String?, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    try Decide.check(note, field: "note", isRequired: false)
    guard let known = state.obligations.first(where: { $0.obligation.id == id }) else {
      throw Refusal.unknown("obligation", id)
    }
    guard revision == state.revision else {
      throw Refusal(
        .conflict, "stale_revision", "The obligation is to be verified at the latest revision, \(state.revision).")
    }
    guard known.verified == nil else {
      throw Refusal(.conflict, "already_verified", "The obligation was verified already.")
    }
    guard context.actor.kind == .person else {
      throw Refusal(.forbidden, "agents_cannot_verify", "Only people may verify an obligation.")
    }
    guard known.mayBeVerified(by: context.actor.id, on: state, people: context.people) else {
      throw Refusal(
        .forbidden, "not_the_verifier",
        "'\(known.obligation.verifier ?? known.askedBy)' or somebody else in the role '\(known.role)' verifies this.")
    }
    return [.obligationVerified(ObligationVerified(obligation: id, revision: revision, note: note))]
  }
}

extension ObligationState {
  /// Nobody verifies what they wrote; the one who is named may be stood in for by somebody in the role, once gone.
  package func mayBeVerified(by user: String, on document: DocumentState, people: Directory) -> Bool {
    guard !document.authors.contains(user) else { return false }
    let holds = people.holds(user, role: role, in: document.project)
    if let verifier = obligation.verifier {
      return user == verifier || (holds && !people.isActivePerson(verifier))
    }
    return user == askedBy || holds
  }
}

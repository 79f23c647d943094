/// The turns of somebody who has left, and whose they are now.
package struct HandedOn: Hashable, Sendable {
  /// What the leaver was to do.
  package let turn: Turn
  /// Whom the document waits on in their place, sorted; empty where nobody is asked any more.
  package let to: [String]
  /// Those of them who were not asked for it before.
  let newly: [String]

  /// What a document waited on a user for, and whom it waits on without them. It says the same before they are
  /// deactivated and after.
  package static func turns(of user: String, on state: DocumentState, in context: GateContext) -> [HandedOn] {
    let before = Turn.turns(of: state, in: context.with(user, active: true))
    guard before.contains(where: { $0.actor == user }) else { return [] }
    let after = Turn.turns(of: state, in: context.with(user, active: false))
    return before.filter { $0.actor == user }.map { turn in
      let same = after.filter { $0.reason == turn.reason && $0.role == turn.role }
      let newly = after.filter { next in
        !before.contains { $0.actor == next.actor && $0.reason == next.reason }
      }
      let holders = Set((same.isEmpty ? newly : same).map(\.actor))
      return HandedOn(
        turn: turn, to: holders.sorted(), newly: holders.intersection(newly.map(\.actor)).sorted())
    }
  }

  /// One event for each who has a turn now because of it; those who had it anyway are told nothing new.
  static func events(
    of user: String, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    guard context.people.users[user]?.active == false, context.people.isAdmin(context.actor.id) else {
      throw Refusal(.conflict, "still_active", "'\(user)' is active: their turns are their own.")
    }
    return turns(of: user, on: state, in: context.gate).flatMap { handed in
      handed.newly.map { to in
        .turnHandedOver(
          TurnHandedOver(
            from: user, to: to, reason: handed.turn.reason.rawValue, role: handed.turn.role,
            note: "\(user) was deactivated.", revision: state.revision))
      }
    }
  }
}

extension GateContext {
  fileprivate func with(_ user: String, active: Bool) -> GateContext {
    guard people.users[user]?.active != active else { return self }
    var people = people
    people.evolve(.userUpdated(UserUpdated(user: user, fields: [], active: active)))
    return GateContext(people: people, project: project, now: now)
  }
}

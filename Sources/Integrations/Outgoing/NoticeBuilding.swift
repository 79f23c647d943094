import Ledger
import Workflow

extension Notice {
  init(_ facts: PlannedFacts) throws {
    let recorded = facts.recorded
    let names = facts.people.mapValues(\.name)
    self.init(
      event: try EventView.value(recorded, names: names), type: recorded.event.type.rawValue,
      timestamp: recorded.position.timestamp.description,
      actorName: names[recorded.position.actor.id] ?? recorded.position.actor.id,
      document: facts.document.map { document in
        Document(
          id: document.id, slug: document.opened.slug, title: document.title, status: document.status.rawValue,
          stage: document.stage, url: facts.url(of: document), owner: names[document.owner] ?? document.owner,
          step: document.opened.step)
      },
      project: facts.project.map { Project(slug: $0.opened.slug, title: $0.opened.title) },
      stage: recorded.event.stageSpokenOf ?? facts.document?.stage, nextAction: facts.nextAction,
      turns: facts.turns.map { turn in
        let profile = facts.people[turn.actor]
        return Turn(
          user: turn.actor, name: profile?.name ?? turn.actor, reason: turn.reason.rawValue, role: turn.role,
          identities: Dictionary(
            (profile?.identities ?? []).map { ($0.host, $0.login) }, uniquingKeysWith: { first, _ in first }))
      })
  }
}

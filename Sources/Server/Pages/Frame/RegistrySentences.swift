import Documents
import Ledger
import Workflow

// What happens beside documents: projects and policies, people, and the ways in and out.
extension EventSentences {
  func policy(_ event: Event) -> Sentence {
    switch event {
    case .projectOpened(let opened): said("opened the project “\(opened.title)”")
    case .projectUpdated(let updated): project(updated)
    case .projectStepCompleted(let completed):
      said("completed step \(completed.number) of the project with it")
    case .projectStepReopened(let reopened):
      said("reopened the step “\(reopened.stage)” of the project", reopened.reason)
    case .templatePublished(let published): self.published("template", published.name, published.version)
    case .workflowPublished(let published): self.published("workflow", published.name, published.version)
    case .pipelinePublished(let published): self.published("pipeline", published.name, published.version)
    default: said(event.type.rawValue)
    }
  }

  func people(_ event: Event) -> Sentence {
    switch event {
    case .userRegistered(let registered): said("registered \(name(registered.user)), \(article(registered.kind))")
    case .userUpdated(let updated): user(updated)
    case .userErased(let erased): said("erased what was known of \(erased.user)", erased.reason)
    case .roleGranted(let granted):
      said("gave \(name(granted.user)) the role \(PageWords.role(granted.role))\(place(granted.project))")
    case .roleRevoked(let revoked):
      said("took the role \(PageWords.role(revoked.role)) from \(name(revoked.user))\(place(revoked.project))")
    case .tokenIssued(let issued): said("issued the token “\(issued.name)” to \(name(issued.user))")
    case .tokenRevoked: said("revoked a token")
    case .delegationGranted(let granted):
      said(
        "handed the say of \(name(granted.by))\(role(granted.role))\(place(granted.project)) to \(name(granted.to)) "
          + "from \(granted.from.date) until \(granted.until.date)")
    case .delegationEnded(let ended):
      said(ended.cause == .expired ? "ended a delegation: its time was over" : "took a delegation back")
    default: group(event)
    }
  }

  func ways(_ event: Event) -> Sentence {
    switch event {
    case .endpointCreated(let created):
      said("set up the endpoint “\(created.name)”, \(PageWords.status(created.kind))")
    case .endpointUpdated(let updated): endpoint(updated)
    case .endpointDisabled(let disabled): said("switched an endpoint off", disabled.reason)
    case .endpointDeleted: said("removed an endpoint")
    case .deliveryExhausted(let exhausted):
      said(
        "gave up sending event \(exhausted.position) to an endpoint, after "
          + PageWords.count(exhausted.attempts, "attempt"))
    case .connectionCreated(let created):
      said("connected \(created.repository) at \(PageWords.status(created.host)) as “\(created.name)”")
    case .connectionDeleted: said("removed a connection")
    case .pushReceived(let push):
      said(
        "took in a push to \(push.ref) that touches \(PageWords.count(push.paths.count, "watched file"))")
    case .changeRequestUpdated(let updated):
      said("took in that change request \(updated.number), “\(updated.title)”, is \(updated.state.rawValue)")
    case .changeRequestReviewed(let reviewed):
      said(
        "took in a review of change request \(reviewed.number) by \(host(reviewed.reviewer)): "
          + reviewed.outcome.rawValue.replacing("_", with: " "), reviewed.note)
    default: said(event.type.rawValue)
    }
  }

  private func published(_ what: String, _ name: String, _ version: Int) -> Sentence {
    said("published the \(what) “\(name)”, version \(version)")
  }

  private func project(_ updated: ProjectUpdated) -> Sentence {
    var parts: [String] = []
    if updated.title != nil { parts.append("its title") }
    if updated.configuration != nil { parts.append("its configuration") }
    if updated.links != nil { parts.append("its links") }
    if let restricted = updated.restricted { parts.append("who may see it: " + (restricted ? "members only" : "all")) }
    return said("changed the project “\(updated.slug)”" + (parts.isEmpty ? "" : ": " + PageWords.list(parts)))
  }

  private func user(_ updated: UserUpdated) -> Sentence {
    if let active = updated.active {
      return said((active ? "let \(name(updated.user)) in again" : "closed the account of \(name(updated.user))"))
    }
    let fields = updated.fields.map { $0.replacing("_", with: " ") }
    return said("changed the \(PageWords.list(fields)) of \(name(updated.user))")
  }

  private func endpoint(_ updated: EndpointUpdated) -> Sentence {
    let name = updated.name.map { "the endpoint “\($0)”" } ?? "an endpoint"
    guard let enabled = updated.enabled else { return said("changed \(name)") }
    return said("switched \(name) \(enabled ? "on" : "off")")
  }

  private func group(_ event: Event) -> Sentence {
    switch event {
    case .groupCreated(let created):
      return said(
        "made the group “\(created.name)”" + (created.members.isEmpty ? "" : " of \(list(of: created.members))"))
    case .groupUpdated(let updated):
      var parts: [String] = []
      if !updated.added.isEmpty { parts.append("\(list(of: updated.added)) came in") }
      if !updated.removed.isEmpty { parts.append("\(list(of: updated.removed)) went out") }
      if !updated.granted.isEmpty { parts.append("it holds \(roles(updated.granted)) now") }
      if !updated.revoked.isEmpty { parts.append("it holds \(roles(updated.revoked)) no more") }
      if let name = updated.name { parts.append("it is called “\(name)” now") }
      return said("changed the group “\(updated.group)”" + (parts.isEmpty ? "" : ": " + PageWords.list(parts)))
    case .groupDeleted(let deleted): return said("removed the group “\(deleted.group)”")
    default: return said(event.type.rawValue)
    }
  }

  private func roles(_ grants: [RoleGrant]) -> String {
    PageWords.list(grants.map { PageWords.role($0.role) + place($0.project) })
  }

  private func place(_ project: String?) -> String { project.map { " in the project “\($0)”" } ?? "" }

  private func host(_ actor: HostActor) -> String {
    actor.user.map(name) ?? actor.name ?? actor.login ?? "somebody"
  }

  private func article(_ kind: ActorKind) -> String {
    switch kind {
    case .person: "a person"
    case .agent: "an agent"
    case .service: "a service"
    }
  }
}

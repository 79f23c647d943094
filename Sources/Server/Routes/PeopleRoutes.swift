import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// Users and their roles.
struct PeopleRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("me", use: me)
    group.get("users", use: users)
    group.post("users", use: register)
    group.get("users/{id}", use: user)
    group.patch("users/{id}", use: update)
  }

  @Sendable private func me(_ request: Request, _ context: ServerContext) async throws -> Response {
    let caller = try context.known()
    guard let user = try await services.ledger.user(caller.id) else { throw Refusal.unknown("user", caller.id) }
    return .json(RegistryViews.user(user).merging(caller.members))
  }

  @Sendable private func users(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    let found = try await services.ledger.users(after: page.cursor, limit: page.limit)
    let hidden = try services.hidden(from: context)
    return Page.answer(
      found.map { RegistryViews.user($0, hidden: hidden) }, next: found.count == page.limit ? found.last?.id : nil)
  }

  @Sendable private func user(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try context.parameters.require("id")
    guard let user = try await services.ledger.user(id) else { throw Refusal.unknown("user", id) }
    return .json(RegistryViews.user(user, hidden: try services.hidden(from: context)))
  }

  @Sendable private func register(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let id = try Slug.check(try fields.text("id"), field: "id")
    guard id != Actor.daemon.id else { throw Refusal.field("id", "is the daemon's own.") }
    let kind = try fields.optionalText("kind") == nil ? .person : try fields.choice("kind", of: ActorKind.self)
    let grants = try RoleRequest.grants(fields) ?? []
    let profile = Profile(
      name: try fields.optionalText("name") ?? id, email: try fields.optionalText("email"),
      identities: try identities(fields) ?? [])
    let held = grants.isEmpty ? [RoleGrant(role: KnownRole.member)] : grants
    return try await services.write(
      .registry(.registerUser(UserRegistered(user: id, kind: kind), grants: grants)), request: request,
      context: context, body: body, privateWrites: [.profile(user: id, profile)]
    ) { outcome in
      let record = UserRecord(
        id: id, kind: kind, active: true, profile: profile, grants: held, seq: outcome.seq,
        createdAt: outcome.events.first?.position.timestamp ?? Timestamp(milliseconds: 0))
      return Answer(
        RegistryViews.user(record).merging(["version": .int(outcome.version), "seq": .int(Int(outcome.seq))]),
        status: 201, location: "/api/v1/users/\(id)", version: outcome.version)
    }
  }

  @Sendable private func update(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let id = try context.parameters.require("id")
    guard let known = try await services.ledger.user(id) else { throw Refusal.unknown("user", id) }
    let profile = Profile(
      name: try fields.optionalText("name") ?? known.profile.name,
      email: try fields.optionalText("email") ?? known.profile.email,
      identities: try identities(fields) ?? known.profile.identities)
    let changed = ["name", "email", "identities"].filter { fields.members[$0] != nil }
    let updated = UserUpdated(user: id, fields: changed, active: try fields.optionalFlag("active"))
    var answer = try await services.answer(
      .registry(.updateUser(updated, grants: try RoleRequest.grants(fields))), request: request, context: context,
      body: body, privateWrites: changed.isEmpty ? [] : [.profile(user: id, profile)]
    ) { outcome in
      Answer(
        ["id": .string(id), "version": .int(outcome.version), "seq": .int(Int(outcome.seq))], version: outcome.version)
    }
    if updated.active == false {
      let handed = try await Leaving(services: services, users: [id], context: context).handOn()
      let answered = try JSONDecoder().decode(Value.self, from: answer.body)
      answer.body = JSON.encode(answered.merging(["handed_on": .array(handed)]))
    }
    return Response(answer)
  }

  private func identities(_ fields: Fields) throws -> [Identity]? {
    guard fields.members["identities"] != nil else { return nil }
    return try fields.list("identities").map {
      Identity(host: try $0.text("host"), login: try $0.text("login"))
    }
  }
}

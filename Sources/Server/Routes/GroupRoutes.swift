import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// People who hold roles together.
struct GroupRoutes {
  static let membersMax = 2000
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("groups", use: list)
    group.post("groups", use: create)
    group.get("groups/{id}", use: show)
    group.patch("groups/{id}", use: update)
    group.delete("groups/{id}", use: delete)
  }

  @Sendable private func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    let hidden = try services.hidden(from: context)
    let rest = services.ledger.directory.groups.all.filter { group in page.cursor.map { group.id > $0 } ?? true }
    let shown = rest.prefix(page.limit)
    return Page.answer(
      shown.map { GroupView.value($0, hidden: hidden) }, next: rest.count > shown.count ? shown.last?.id : nil)
  }

  @Sendable private func show(_ request: Request, _ context: ServerContext) async throws -> Response {
    .json(GroupView.value(try group(context), hidden: try services.hidden(from: context)))
  }

  private func group(_ context: ServerContext) throws -> Groups.Group {
    let id = try context.parameters.require("id")
    guard let group = services.ledger.directory.groups[id] else { throw Refusal.unknown("group", id) }
    return group
  }

  @Sendable private func create(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let id = try Slug.check(try fields.text("id"), field: "id")
    let created = GroupCreated(
      group: id, name: try fields.name() ?? id, members: try members(fields) ?? [],
      roles: try RoleRequest.grants(fields) ?? [])
    return try await write(.createGroup(created), id, request, context, body: body, status: 201)
  }

  @Sendable private func update(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try group(context).id
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    return try await write(
      .updateGroup(
        id: id, name: try fields.name(), members: try members(fields), grants: try RoleRequest.grants(fields)),
      id, request, context, body: body)
  }

  @Sendable private func delete(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try group(context).id
    return try await write(.deleteGroup(id: id), id, request, context, body: Data())
  }

  private func members(_ fields: Fields) throws(Refusal) -> [String]? {
    let members = try fields.optionalTexts("members")
    guard members.map({ $0.count <= Self.membersMax }) ?? true else {
      throw fields.refusal("members", "has more than \(Self.membersMax) people.")
    }
    return members
  }

  private func write(
    _ command: RegistryCommand, _ id: String, _ request: Request, _ context: ServerContext, body: Data,
    status: Int = 200
  ) async throws -> Response {
    let ledger = services.ledger
    return try await services.write(.registry(command), request: request, context: context, body: body) { outcome in
      var events = ledger.directory
      for recorded in outcome.events { events.evolve(recorded.event) }
      let shown = events.groups[id].map { GroupView.value($0, hidden: []) } ?? ["id": .string(id), "deleted": true]
      return Answer(
        shown.merging(["version": .int(outcome.version), "seq": .int(Int(outcome.seq))]), status: status,
        location: status == 201 ? "/api/v1/groups/\(id)" : nil, version: outcome.version)
    }
  }
}

enum GroupView {
  static func value(_ group: Groups.Group, hidden: Set<String>) -> Value {
    let grants = group.grants.inOrder.filter { !hidden.hides($0.project) }
    return [
      "id": .string(group.id), "name": .string(group.name), "members": Value(group.members.sorted()),
      "roles": .array(grants.map(RegistryViews.role)),
    ]
  }
}

/// The roles of a user or a group, as a request has them: a role's name, or `{role, project}`.
enum RoleRequest {
  static func grants(_ fields: Fields) throws(Refusal) -> [RoleGrant]? {
    guard let items = try fields.optionalList("roles") else { return nil }
    var grants: [RoleGrant] = []
    for (index, item) in items.enumerated() {
      let place = "roles[\(index)]"
      if case .string(let role) = item {
        grants.append(RoleGrant(role: try Slug.check(role, field: place)))
        continue
      }
      let grant = try Fields(item, prefix: place)
      grants.append(
        RoleGrant(
          role: try Slug.check(try grant.text("role"), field: "\(place).role"),
          project: try grant.optionalText("project").map { (project) throws(Refusal) in
            try Slug.check(project, field: "\(place).project")
          }))
    }
    return grants
  }
}

import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// Handing one's say in a role to somebody else for a time.
struct DelegationRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("delegations", use: list)
    group.post("delegations", use: grant)
    group.delete("delegations/{id}", use: revoke)
  }

  /// One's own, given and received; an admin sees everybody's, or one user's with `?user=`.
  @Sendable private func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    let caller = try context.known()
    let page = try Page(request)
    let seesAll = services.ledger.directory.isAdmin(caller.id) || services.ledger.directory.isAuditor(caller.id)
    let found = try await services.ledger.delegations(
      of: seesAll ? request.query("user") : caller.id, after: page.cursor, limit: page.limit)
    let now = services.ledger.sources.now()
    let hidden = try services.hidden(from: context)
    let shown = found.filter { !hidden.hides($0.granted.project) }
    return Page.answer(
      shown.map { Self.view($0.granted, ended: $0.ended, at: now) },
      next: found.count == page.limit ? found.last?.granted.delegation : nil)
  }

  @Sendable private func grant(_ request: Request, _ context: ServerContext) async throws -> Response {
    let caller = try context.known()
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let sources = services.ledger.sources
    guard let until = try fields.time("until") else { throw Refusal.field("until", "is required.") }
    if let project = try fields.optionalText("project") {
      guard services.ledger.directory.maySee(caller.id, project: project), services.ledger.projects[project] != nil
      else { throw Refusal.field("project", "there is no project '\(project)'.") }
    }
    let granted = DelegationGranted(
      delegation: sources.newID("del"), by: caller.id, to: try fields.text("to"), role: try fields.text("role"),
      project: try fields.optionalText("project"), from: try fields.time("from") ?? sources.now(), until: until)
    return try await services.write(
      .registry(.grantDelegation(granted)), request: request, context: context, body: body
    ) { outcome in
      Answer(
        Self.view(granted, ended: nil, at: sources.now()).merging([
          "version": .int(outcome.version), "seq": .int(Int(outcome.seq)),
        ]), status: 201, location: "/api/v1/delegations/\(granted.delegation)", version: outcome.version)
    }
  }

  @Sendable private func revoke(_ request: Request, _ context: ServerContext) async throws -> Response {
    let caller = try context.known()
    let id = try context.parameters.require("id")
    guard let delegation = services.ledger.directory.delegations[id],
      [delegation.granted.by, delegation.granted.to].contains(caller.id)
        || services.ledger.directory.isAdmin(caller.id)
    else { throw Refusal.unknown("delegation", id) }
    return try await services.write(
      .registry(.endDelegation(id: id, .revoked)), request: request, context: context
    ) { outcome in
      Answer(["id": .string(id), "revoked": true, "version": .int(outcome.version), "seq": .int(Int(outcome.seq))])
    }
  }

  private static func view(_ granted: DelegationGranted, ended: String?, at now: Timestamp) -> Value {
    let state = ended ?? (now < granted.from ? "coming" : now < granted.until ? "active" : "expired")
    return [
      "id": .string(granted.delegation), "by": .string(granted.by), "to": .string(granted.to),
      "role": .string(granted.role), "project": Value(granted.project), "from": Value(granted.from),
      "until": Value(granted.until), "state": .string(state),
    ]
  }
}

import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Lets through whom the matrix lets: before the body is read, and with one answer for what is not there and for what the
/// caller may not know of.
struct Permitting: RouterMiddleware {
  typealias Context = ServerContext
  let services: ServerServices

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let caller = try context.known()
    guard let path = context.endpointPath.map(Self.normal),
      let permission = PermissionMatrix.permission(request.method.rawValue, path)
    else { throw Refusal(.forbidden, "not_allowed", "Nobody is allowed this yet.") }
    var context = context
    let project = try await project(permission.place, &context)
    try check(permission, caller, in: project)
    if let code = permission.peopleOnly, caller.kind != .person {
      throw Refusal(.forbidden, code, "'\(caller.id)' is no person: this is for people.")
    }
    return try await next(request, context)
  }

  /// With one slash before each part, as the matrix writes it.
  static func normal(_ path: String) -> String {
    "/" + path.split(separator: "/").joined(separator: "/")
  }

  /// The project that the path leads to, where the caller may know of it.
  private func project(_ place: Permission.Place, _ context: inout ServerContext) async throws -> String? {
    switch place {
    case .nowhere: return nil
    case .project:
      let slug = try context.parameters.require("slug")
      try services.mustSee(project: slug, context)
      return slug
    case .document:
      let place = try await services.documentPlace(context)
      context.documentPlace = place
      return place.project
    }
  }

  private func check(_ permission: Permission, _ caller: Caller, in project: String?) throws(Refusal) {
    let people = services.ledger.directory
    switch permission.who {
    case .anyone, .signed, .reader: return
    case .writer where permission.place == .nowhere:
      guard people.mayWriteSomewhere(caller.id) else { throw Refusal.readOnly(caller) }
    case .writer, .serverWriter: try services.requireWriter(caller, in: project)
    case .auditor: try services.requireAuditor(caller)
    case .admin: try services.requireAdmin(caller)
    }
  }
}

extension PermissionMatrix {
  /// The routes that have no entry, and the entries that have no route: both are mistakes.
  static func differences(from router: Router<ServerContext>) -> [String] {
    let routes = Set(router.routes.map { "\($0.method.rawValue) \(Permitting.normal($0.path.description))" })
    let entries = Set(all.map { "\($0.method) \($0.path)" })
    return routes.symmetricDifference(entries).sorted()
  }
}

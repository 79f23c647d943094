import HTTPTypes
package import Hummingbird

/// Asks the routes for a GET where a client asks for the head of one: so that whatever holds for the one holds for the
/// other. Who sends the answer leaves its body out.
package struct HeadResponder<Routes: HTTPResponder>: HTTPResponder where Routes.Context == ServerContext {
  private let routes: Routes

  package init(_ routes: Routes) {
    self.routes = routes
  }

  package func respond(to request: Request, context: ServerContext) async throws -> Response {
    guard request.method == .head else { return try await routes.respond(to: request, context: context) }
    var (head, context) = (request.head, context)
    head.method = .get
    context.isHead = true
    return try await routes.respond(to: Request(head: head, body: request.body), context: context)
  }
}

import HTTPTypes
import Testing
import Workflow

@testable import Server

@Suite struct ScopingRoutes {
  @Test(
    "a route asks for the scope of what it does",
    arguments: [
      ("GET", "documents/{id}", TokenScope.read), ("GET", "users", .read), ("GET", "inbox", .read),
      ("POST", "documents/{id}/gate/what-if", .read), ("POST", "templates/{name}/preview", .read),
      ("POST", "documents", .write), ("PUT", "documents/{id}/content", .write), ("PATCH", "projects/{slug}", .write),
      ("POST", "imports", .write), ("POST", "documents/{id}/submission", .write),
      ("GET", "searches", .read), ("POST", "searches", .write), ("DELETE", "searches/{id}", .write),
      ("POST", "documents/{id}/verdicts", .review), ("PUT", "documents/{id}/checklists/{item}", .review),
      ("POST", "documents/{id}/gate/override", .review), ("POST", "delegations", .review),
      ("GET", "events", .audit), ("GET", "events/export", .audit), ("GET", "log/checkpoint", .audit),
      ("GET", "documents/{id}/approvals", .audit), ("GET", "readings", .audit), ("GET", "reports/cycle-times", .audit),
      ("POST", "log/witness", .audit), ("POST", "users", .admin), ("PUT", "workflows/{name}", .admin),
      ("GET", "tokens", .admin), ("GET", "sessions", .admin), ("GET", "endpoints", .admin), ("GET", "backups", .admin),
      ("POST", "documents/{id}/redactions", .admin), ("POST", "users/{id}/erasure", .admin),
      ("POST", "what/nobody/named", .admin),
    ])
  func scopes(method: String, path: String, scope: TokenScope) throws {
    let method = try #require(HTTPRequest.Method(method))
    #expect(RouteScopes.scope(of: method, "/api/v1/" + path) == scope)
  }

  @Test("what a caller asks of itself needs none")
  func own() {
    #expect(RouteScopes.scope(of: .get, "/api/v1/me") == nil)
    #expect(RouteScopes.scope(of: .get, "/api/v1/session") == nil)
    #expect(RouteScopes.scope(of: .get, "") == .admin)
  }

  @Test("a challenge says what is wrong, and nothing where no token was sent")
  func challenges() {
    #expect(BearerChallenge().text == #"Bearer realm="countersign""#)
    #expect(
      BearerChallenge(fault: .insufficientScope, scope: .review).text
        == #"Bearer realm="countersign", error="insufficient_scope", scope="review""#)
  }
}

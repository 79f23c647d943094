import HTTPTypes
import Testing

@testable import Server

@Suite struct LimitingRoutes {
  @Test(
    "what reads or writes the whole log has a limit of its own, and people have theirs",
    arguments: [
      ("GET", "events/export", RateLimit.heavy), ("GET", "documents/d/events/export", .heavy), ("GET", "events", nil),
      ("GET", "documents/d/events", nil), ("POST", "backups", .heavy), ("GET", "backups", nil),
      ("POST", "rebuild", .heavy), ("GET", "rebuild", nil), ("POST", "imports", .heavy), ("POST", "documents", nil),
      ("GET", "users", .usersList), ("GET", "users/a", .usersRead), ("POST", "tokens", .usersCreate),
      ("DELETE", "groups/a", .usersDelete), ("POST", "tokens/a/rotation", .usersUpdate),
    ])
  func limits(method: String, path: String, limit: RateLimit?) throws {
    let method = try #require(HTTPRequest.Method(method))
    #expect(RateLimit.ofRoute(method, path: "/api/v1/" + path) == limit)
  }
}

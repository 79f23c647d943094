import Documents
import Foundation
import TestSupport
import Testing

/// Tokens: their scopes, their ends, and others in their places.
@Suite struct KeepingTokens {
  private func client(_ daemon: TestDaemon, _ admin: TestClient, _ more: [String: Value]) async throws -> TestClient {
    let issued = try await admin.send("POST", "tokens", .object(["user": "admin"].merging(more) { $1 }))
    #expect(issued.status == 201, "\(issued.text)")
    return TestClient(url: daemon.url, token: issued.json["token"]?.string ?? "")
  }

  @Test("a token does what its scopes say, and is told which one it lacks")
  func scopes() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let opened = try await admin.send("POST", "documents", ["template": "design", "title": "T"])
    let id = try #require(opened.json["id"]?.string)
    let asked: [(scope: String, method: String, path: String, body: Value?)] = [
      ("read", "GET", "documents/\(id)", nil), ("write", "POST", "documents", ["template": "design", "title": "U"]),
      ("review", "POST", "documents/\(id)/comments", ["body": "Why?"]), ("audit", "GET", "events", nil),
      ("admin", "GET", "endpoints", nil),
    ]
    for scope in asked.map(\.scope) {
      let narrow = try await client(daemon, admin, ["scopes": [.string(scope)]])
      for (needed, method, path, body) in asked {
        let answer = try await narrow.send(method, path, body)
        guard needed != scope else {
          #expect(answer.status / 100 == 2, "\(scope) \(path): \(answer.text)")
          continue
        }
        #expect(answer.status == 403 && answer.code == "insufficient_scope", "\(scope) \(path): \(answer.text)")
        let challenge = #"Bearer realm="countersign", error="insufficient_scope", scope="\#(needed)""#
        #expect(answer.headers["www-authenticate"] == challenge)
      }
      let me = try await narrow.send("GET", "me")
      #expect(me.json["scopes"] == [.string(scope)])
    }
    let unknown = try await admin.send("POST", "tokens", ["user": "admin", "scopes": ["read", "reed"]])
    #expect(unknown.status == 400 && unknown.json["errors"]?.items.first?["field"] == "scopes")
    #expect(unknown.text.contains("'reed'"))
    daemon.stop()
  }

  @Test("a token with scopes makes none that is wider, and may end itself and no other")
  func widening() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let narrow = try await client(daemon, admin, ["scopes": ["admin", "read"]])
    for scopes: Value in [[], ["write"], ["admin", "review"]] {
      let answer = try await narrow.send("POST", "tokens", ["user": "admin", "scopes": scopes])
      #expect(answer.status == 403 && answer.code == "scope_too_wide", "\(answer.text)")
    }
    let inherited = try await narrow.send("POST", "tokens", ["user": "admin"])
    #expect(inherited.status == 201 && inherited.json["scopes"] == ["admin", "read"])
    let whole = try await client(daemon, admin, [:])
    let wholeID = try #require(try await whole.send("GET", "me").json["token"]?.string)
    #expect(try await narrow.send("POST", "tokens/\(wholeID)/rotation").code == "scope_too_wide")
    let reader = try await client(daemon, admin, ["scopes": ["read"]])
    let readerID = try #require(try await reader.send("GET", "me").json["token"]?.string)
    #expect(try await reader.send("DELETE", "tokens/\(wholeID)").code == "insufficient_scope")
    #expect(try await reader.send("POST", "tokens/\(readerID)/rotation").code == "insufficient_scope")
    #expect(try await reader.send("DELETE", "tokens/\(readerID)").status == 200)
    let gone = try await reader.send("GET", "me")
    #expect(gone.status == 401)
    #expect(gone.headers["www-authenticate"] == #"Bearer realm="countersign", error="invalid_token""#)
    let nobody = try await TestClient(url: daemon.url, token: "").send("GET", "me")
    #expect(nobody.status == 401 && nobody.headers["www-authenticate"] == #"Bearer realm="countersign""#)
    daemon.stop()
  }

  @Test("a rotation gives another token once, and the old one is good for the overlap")
  func rotation() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let old = try await client(
      daemon, admin, ["name": "ci", "scopes": ["admin"], "expires_at": "2099-01-01T00:00:00Z"])
    let id = try #require(try await old.send("GET", "me").json["token"]?.string)
    let rotated = try await old.send("POST", "tokens/\(id)/rotation", ["overlap_seconds": 3600])
    #expect(rotated.status == 201 && rotated.json["name"] == "ci" && rotated.json["scopes"] == ["admin"])
    #expect(rotated.json["replaces"]?["id"] == .string(id) && rotated.json["expires_at"]?.string != nil)
    let new = TestClient(url: daemon.url, token: rotated.json["token"]?.string ?? "")
    #expect(try await old.send("GET", "me").status == 200)
    #expect(try await new.send("GET", "me").status == 200)
    #expect(try await old.send("POST", "tokens/\(id)/rotation").code == "token_not_live")
    let shown = try await admin.send("GET", "tokens/\(id)").json
    #expect(shown["replaced_by"] == rotated.json["id"] && shown["expires_at"] == rotated.json["replaces"]?["until"])
    let newID = try #require(rotated.json["id"]?.string)
    let again = try await new.send("POST", "tokens/\(newID)/rotation", ["overlap_seconds": 0])
    #expect(again.status == 201)
    #expect(try await new.send("GET", "me").status == 401)
    #expect(try await admin.send("DELETE", "tokens/\(id)").status == 200)
    #expect(try await old.send("GET", "me").status == 401)
    // The log says it all again after a restart, and a rebuild comes to the same.
    daemon.stop()
    _ = try TestDaemon.run(["rebuild", "--data", daemon.directory.path])
    try daemon.start()
    let restarted = TestClient(url: daemon.url, token: daemon.token)
    #expect(try await restarted.send("GET", "tokens/\(id)").json["replaced_by"] == rotated.json["id"])
    daemon.stop()
  }

  @Test("a token's end is in the future and within the greatest lifetime, and its last use is known")
  func ends() async throws {
    let daemon = try TestDaemon(environment: ["COUNTERSIGN_TOKENS_LIFETIME_DAYS_MAX": "30"])
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    for end in ["2001-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "soon"] {
      let answer = try await admin.send("POST", "tokens", ["user": "admin", "expires_at": .string(end)])
      #expect(answer.status == 400 && answer.json["errors"]?.items.first?["field"] == "expires_at")
    }
    let issued = try await admin.send("POST", "tokens", ["user": "admin"])
    #expect(issued.json["expires_at"]?.string != nil)
    let id = try #require(issued.json["id"]?.string)
    #expect(try await admin.send("GET", "tokens/\(id)").json["last_used_at"] == .null)
    _ = try await TestClient(url: daemon.url, token: issued.json["token"]?.string ?? "").send("GET", "me")
    let used = try await admin.send("GET", "tokens/\(id)").json["last_used_at"]
    #expect(used?.string != nil)
    daemon.stop()
    try daemon.start()
    let restarted = TestClient(url: daemon.url, token: daemon.token)
    #expect(try await restarted.send("GET", "tokens/\(id)").json["last_used_at"] == used)
    #expect(try await restarted.send("GET", "events?type=token.*").json["items"]?.items.count == 2)
    daemon.stop()
  }
}

import Documents
import TestSupport
import Testing

/// HEAD is answered as GET is, without the body, by whatever stands between a request and its route.
@Suite struct AskingForHeads {
  @Test("HEAD has the status and the headers of GET, and no body")
  func heads() async throws {
    let team = try Team()
    let narrow = try await team.admin.send("POST", "tokens", ["user": "admin", "name": "n", "scopes": ["read"]])
    let reader = TestClient(url: team.daemon.url, token: narrow.json["token"]?.string ?? "")
    let nobody = TestClient(url: team.daemon.url, token: "")
    for (client, path, status) in [
      (nobody, "/livez", 200), (nobody, "/api/v1/me", 401), (nobody, "/nothing", 404), (team.admin, "/api/v1/me", 200),
      (team.admin, "/api/v1/users?limit=1", 200), (team.admin, "/api/v1/documents?limit=0", 400),
      (team.admin, "/api/v1/documents/none", 404), (team.admin, "/api/v1/nothing", 404), (reader, "/api/v1/users", 200),
      (reader, "/api/v1/endpoints", 403), (team.admin, "/api/v1/events/export", 200),
    ] {
      let whole = try await client.raw("GET", path, nil)
      let head = try await client.raw("HEAD", path, nil)
      #expect(whole.status == status && head.status == status && head.data.isEmpty, "\(path): \(head.status)")
      let isStream = whole.headers["content-length"] == nil
      #expect(isStream || whole.headers["content-length"] == String(whole.data.count), "\(path)")
      for name in ["content-length", "content-type", "etag", "www-authenticate", "content-security-policy"] {
        #expect(head.headers[name] == whole.headers[name], "\(path) \(name)")
      }
    }
    // It would not end as a GET.
    let stream = try await team.admin.raw("HEAD", "/api/v1/events/stream", nil)
    #expect(stream.status == 200 && stream.headers["content-type"] == "text/event-stream" && stream.data.isEmpty)
    let line = try await team.daemon.journal.line("request", ["method": "HEAD", "path": "/livez"])
    #expect(line?["status"] == 200 && line?["bytes"] == nil, "\(line ?? .null)")
    #expect(team.daemon.stop() == 0)
  }

  @Test("what takes no GET takes no HEAD, and what takes GET says that it takes HEAD")
  func methods() async throws {
    let team = try Team()
    for (method, path, allowed) in [
      ("HEAD", "echo", "POST"), ("DELETE", "me", "GET, HEAD"), ("PUT", "users/admin", "GET, HEAD, PATCH"),
    ] {
      let answer = try await team.admin.send(method, path)
      #expect(answer.status == 405 && answer.headers["allow"] == allowed, "\(method) \(path): \(answer.headers)")
    }
    #expect(team.daemon.stop() == 0)
  }
}

import Documents
import Foundation
import TestSupport
import Testing

/// What no client in its senses sends is refused by name like any other bad request.
@Suite(.serialized) struct RefusingOddRequests {
  private static let largest = "9223372036854775807"

  @Test("parameters that are none are refused by name, and the largest numbers are only numbers")
  func parameters() async throws {
    let (daemon, admin, id) = try await start()
    let refused = [
      ("events?cursor=YWJj", "cursor"), ("events?cursor=!", "cursor"), ("readings?cursor=LTE=", "cursor"),
      ("documents?cursor=YWJj", "cursor"), ("documents/\(id)/comments?cursor=YWJj", "cursor"),
      ("documents/\(id)/revisions?cursor=YWJj", "cursor"), ("documents?limit=201", "limit"),
      ("documents?limit=1e1", "limit"), ("documents?status=open", "status"),
      ("documents/\(id)/diff?form=words", "form"), ("documents/\(id)/diff?from=0", "from"),
      ("documents/\(id)/content?form=other", "form"), ("documents/\(id)/content?revision=x", "revision"),
      ("documents/\(id)?at=soon", "at"), ("workflows/sign-off?version=0", "version"), ("deliveries?state=x", "state"),
      ("log/proof/inclusion", "seq"), ("log/proof/inclusion?seq=-1", "seq"),
    ]
    for (path, field) in refused {
      let answer = try await admin.send("GET", path)
      #expect(answer.status == 400 && answer.json["errors"]?.items.first?["field"] == .string(field), "\(path)")
    }
    for path in [
      "events?after=\(Self.largest)", "documents/\(id)?at=\(Self.largest)", "documents/\(id)?at=-\(Self.largest)",
      "documents/\(id)/events?after=\(Self.largest)", "log/proof/inclusion?seq=\(Self.largest)",
      "log/proof/inclusion?seq=0", "log/proof/consistency?from=0&to=\(Self.largest)",
      "log/proof/consistency?from=\(Self.largest)&to=1", "documents/\(id)/revisions/\(Self.largest)",
      "documents/\(id)/diff?to=\(Self.largest)", "events?cursor=OTIyMzM3MjAzNjg1NDc3NTgwNw==",
      "documents/\(id)/comments?cursor=OTIyMzM3MjAzNjg1NDc3NTgwNw==", "documents/%00", "users/%2e%2e",
    ] {
      let answer = try await admin.send("GET", path)
      #expect(answer.status < 500, "\(path): \(answer.text)")
    }
    daemon.stop()
  }

  @Test("bodies that are no JSON, or too much of it, are refused, and odd words are kept or refused")
  func bodies() async throws {
    let (daemon, admin, id) = try await start()
    let deep = String(repeating: "[", count: 50_000)
    let refused: [(String, [UInt8])] = [
      ("not UTF-8", Array(#"{"body": ""#.utf8) + [0xFF] + Array(#""}"#.utf8)), ("nothing", []),
      ("half a surrogate", Array(#"{"body": "\ud800"}"#.utf8)), ("a raw NUL", Array("{\"body\": \"a\0\"}".utf8)),
      ("a number beyond numbers", Array(#"{"body": "a", "x": 1e999}"#.utf8)),
      ("deep lists", Array(#"{"body": \#(deep)"#.utf8)), ("a text", Array(#""body""#.utf8)),
    ]
    for (what, body) in refused {
      let answer = try await admin.raw("POST", "/api/v1/documents/\(id)/comments", Data(body))
      #expect(answer.status == 400 && answer.code == "malformed_json", "\(what): \(answer.text)")
    }
    for words in [#"a\u0000b"#, #"\u202e"#, #"\ufffe"#, #"e\u0301"#, #"\ud83d\ude00"#] {
      for path in ["documents/\(id)/comments", "documents", "users", "projects", "echo"] {
        let body =
          #"{"body": "\#(words)", "title": "\#(words)", "template": "\#(words)", "id": "\#(words)", "slug": "x"}"#
        let answer = try await admin.raw("POST", "/api/v1/" + path, Data(body.utf8))
        #expect(answer.status < 500, "\(path) \(words): \(answer.text)")
      }
    }
    daemon.stop()
  }

  @Test("a body of another kind is refused, and one that names no kind is read")
  func kinds() async throws {
    let (daemon, admin, id) = try await start()
    let cases = [
      ("POST", "echo", "application/x-www-form-urlencoded", 200), ("POST", "documents", "text/plain", 415),
      ("POST", "documents", "multipart/form-data; boundary=x", 415), ("POST", "documents", "nonsense", 415),
      ("PUT", "documents/\(id)/content", "application/pdf", 415), ("PUT", "workflows/w", "text/html", 415),
      ("POST", "log/witness", "application/json", 415), ("POST", "echo", "application/merge-patch+json", 200),
      ("POST", "echo", "Application/JSON; charset=utf-8", 200),
    ]
    for (method, path, type, status) in cases {
      let answer = try await admin.raw(method, "/api/v1/" + path, Data("{}".utf8), headers: ["content-type": type])
      #expect(answer.status == status, "\(path) \(type): \(answer.text)")
      if status == 415 { #expect(answer.code == "unsupported_media_type") }
    }
    daemon.stop()
  }

  @Test("the description is served to everybody, as YAML and as JSON")
  func description() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let nobody = TestClient(url: daemon.url, token: "")
    let yaml = try await nobody.send("GET", "openapi.yaml")
    #expect(yaml.text.hasPrefix("openapi: 3.1.0\n") && yaml.headers["content-type"] == "application/yaml")
    let json = try await nobody.send("GET", "openapi.json").json
    #expect(json == Contract.compiledIn?.document)
    daemon.stop()
  }

  private func start() async throws -> (TestDaemon, TestClient, String) {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let opened = try await admin.send("POST", "documents", ["template": "design", "title": "T"])
    return (daemon, admin, try #require(opened.json["id"]?.string))
  }
}

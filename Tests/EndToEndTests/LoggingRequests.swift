import Documents
import Foundation
import TestSupport
import Testing

/// The log: one JSON object a line, one line a request, and a trace that goes from the request to what it causes.
@Suite(.serialized) struct LoggingRequests {
  private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  private static let parent = "00-\(trace)-00f067aa0ba902b7-01"

  @Test("a request is one line with the fields of the log's form, and numbers are numbers")
  func line() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let opened = try await admin.send("POST", "documents", ["template": "design", "title": "T"])
    let id = try #require(opened.json["id"]?.string)
    let answer = try await admin.send(
      "GET", "documents/\(id)", headers: ["x-request-id": "seen-1", "traceparent": Self.parent])
    let lineFound = try await daemon.journal.request("seen-1")
    let line = try #require(lineFound)
    for name in ["timestamp", "level", "service", "trace_id", "span_id", "message", "user_id", "duration_ms"] {
      #expect(line[name] != nil, "\(name) is missing: \(line)")
    }
    #expect(line["level"] == "INFO" && line["service"] == "countersign" && line["user_id"] == "admin")
    #expect(line["trace_id"]?.string == Self.trace)
    #expect(line["span_id"]?.string?.count == 16 && line["span_id"] != "00f067aa0ba902b7")
    #expect(line["method"] == "GET" && line["route"] == "/api/v1/documents/{id}")
    #expect(line["path"]?.string == "/api/v1/documents/\(id)")
    #expect(line["status"] == 200 && line["bytes"]?.int == answer.data.count)
    switch line["duration_ms"] {
    case .int, .double: break
    default: Issue.record("duration_ms is no number: \(line)")
    }
    #expect(daemon.journal.lines.allSatisfy { $0 != .null })
    daemon.stop()
  }

  @Test("who is not known, a route that is not there and a malformed traceparent are lines too")
  func refused() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let nobody = TestClient(url: daemon.url, token: "")
    let admin = TestClient(url: daemon.url, token: daemon.token)
    _ = try await nobody.send("GET", "documents", headers: ["x-request-id": "seen-2", "traceparent": "00-0-0-0"])
    let unknownFound = try await daemon.journal.request("seen-2")
    let unknown = try #require(unknownFound)
    #expect(unknown["status"] == 401 && unknown["user_id"] == nil)
    #expect(unknown["trace_id"]?.string?.count == 32)
    _ = try await admin.raw("GET", "/nowhere/cs_abc_def/x", nil, headers: ["x-request-id": "seen-3"])
    let lostFound = try await daemon.journal.request("seen-3")
    let lost = try #require(lostFound)
    #expect(lost["route"] == "none" && lost["method"] == "GET" && lost["status"] == 404)
    #expect(lost["path"] == "/nowhere/[secret]/x")
    daemon.stop()
  }

  @Test("what a request causes carries its trace: the event, the delivery, and the host's delivery that is worked on")
  func passedOn() async throws {
    let receiver = try await LoopbackReceiver()
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    _ = try await admin.send(
      "POST", "endpoints",
      ["kind": "webhook", "url": .string("\(receiver.url)/hook"), "event_types": ["document.opened"]])
    _ = try await admin.send(
      "POST", "documents", ["template": "design", "title": "T"], headers: ["traceparent": Self.parent])
    #expect(try await eventually { !receiver.requests.isEmpty })
    let request = try #require(receiver.requests.first)
    let sent = try #require(request.headers["traceparent"])
    #expect(sent.hasPrefix("00-\(Self.trace)-") && !sent.contains("00f067aa0ba902b7"))
    let body = try JSONDecoder().decode(Value.self, from: request.body)
    #expect(body["data"]?["event"]?["metadata"]?["correlation_id"]?.string == Self.trace)
    let attempted = try await daemon.journal.line("delivery attempted")
    let line = try #require(attempted)
    #expect(line["trace_id"]?.string == Self.trace)
    #expect(line["span_id"]?.string.map { sent.contains($0) } == true)
    daemon.stop()
  }

  @Test("the level is changed by an admin without a restart, and by nobody else")
  func level() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    #expect(try await admin.send("GET", "log-level").json == ["level": "info", "configured": "info"])
    #expect(try await admin.send("PUT", "log-level", ["level": "loud"]).status == 400)
    let quiet = try await admin.send("PUT", "log-level", ["level": "error"])
    #expect(quiet.status == 200 && quiet.json["level"] == "error")
    #expect(try await daemon.journal.line("the level of the log was changed", ["to": "error"]) != nil)
    _ = try await admin.send("GET", "documents", headers: ["x-request-id": "unseen"])
    #expect(try await admin.send("PUT", "log-level", ["level": "debug"]).status == 200)
    _ = try await admin.send("GET", "documents", headers: ["x-request-id": "seen-4"])
    #expect(try await daemon.journal.request("seen-4") != nil)
    #expect(!daemon.output.contains("unseen"))
    _ = try await admin.send("POST", "users", ["id": "ann", "roles": [["role": "member"]]])
    let token = try await admin.send("POST", "tokens", ["user": "ann", "name": "t"])
    let ann = TestClient(url: daemon.url, token: try #require(token.json["token"]?.string))
    #expect(try await ann.send("PUT", "log-level", ["level": "trace"]).status == 403)
    #expect(try await ann.send("GET", "log-level").status == 403)
    #expect(try await admin.send("GET", "log-level").json == ["level": "debug", "configured": "info"])
    daemon.stop()
  }
}

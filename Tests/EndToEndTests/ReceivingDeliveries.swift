import Documents
import Foundation
import TestSupport
import Testing

/// Deliveries of the running daemon, received by packages that others have written.
@Suite struct ReceivingDeliveries {
  @Test(
    "PyPI's standardwebhooks accepts what is signed, and refuses what was touched; cloudevents reads the other form",
    .enabled(if: Peer.receivesHere, Comment(rawValue: Peer.whyAbsent)))
  func peers() async throws {
    let receiver = try await LoopbackReceiver()
    let daemon = try TestDaemon()
    try daemon.start()
    let client = TestClient(url: daemon.url, token: daemon.token)
    var secrets: [String: String] = [:]
    for kind in ["webhook", "cloudevents"] {
      let made = try await client.send(
        "POST", "endpoints",
        ["kind": .string(kind), "url": .string("\(receiver.url)/\(kind)"), "event_types": ["document.opened"]])
      #expect(made.status == 201, "\(made.json)")
      secrets[kind] = made.json["secret"]?.string
    }
    _ = try await client.send("POST", "documents", ["template": "design", "title": "Received \u{2713} \"quoted\""])
    #expect(try await eventually { receiver.requests.count == 2 })
    let webhook = try #require(receiver.requests.first { $0.path == "/webhook" })
    let event = try #require(receiver.requests.first { $0.path == "/cloudevents" })
    let secret = try #require(secrets["webhook"])
    let text = String(decoding: webhook.body, as: UTF8.self)
    let answers = try Peer.ask(
      "receive_deliveries.py",
      [
        question("webhook", webhook, text, secret: secret),
        question("webhook", webhook, text + " ", secret: secret),
        question("cloudevents", event, String(decoding: event.body, as: UTF8.self), secret: ""),
      ])
    #expect(answers[0]["type"] == "document.opened", "\(answers[0])")
    #expect(answers[1]["refused"] != nil)
    #expect(answers[2]["type"] == "countersign.document.opened", "\(answers[2])")
    #expect(answers[2]["source"]?.string == daemon.url)
    let body = try JSONDecoder().decode(Value.self, from: webhook.body)
    #expect(answers[2]["data"]?["event"] == body["data"]?["event"])
    #expect(answers[2]["id"] == body["data"]?["event"]?["event_id"])
    #expect(daemon.stop() == 0)
  }

  private func question(
    _ kind: String, _ request: LoopbackReceiver.Request, _ body: String, secret: String
  ) -> Value {
    [
      "kind": .string(kind), "secret": .string(secret), "headers": .object(request.headers.mapValues(Value.string)),
      "body": .string(body),
    ]
  }

  /// A webhook endpoint that is told of opened documents.
  private func endpoint(
    at receiver: LoopbackReceiver, _ client: TestClient
  ) async throws -> (id: String, made: Value) {
    let made = try await client.send(
      "POST", "endpoints", ["kind": "webhook", "url": .string(receiver.url), "event_types": ["document.opened"]])
    return (try #require(made.json["id"]?.string), made.json)
  }

  @Test("a secret that was changed signs beside the old one, and neither is shown again")
  func rotation() async throws {
    let receiver = try await LoopbackReceiver()
    let daemon = try TestDaemon()
    try daemon.start()
    let client = TestClient(url: daemon.url, token: daemon.token)
    let (id, made) = try await endpoint(at: receiver, client)
    let rotated = try await client.send("POST", "endpoints/\(id)/secret-rotation", [:])
    let shown = try #require(rotated.json["secret"]?.string)
    #expect(rotated.status == 200 && shown.hasPrefix("whsec_") && shown != made["secret"]?.string)
    #expect(rotated.json["previous_until"]?.string != nil)
    _ = try await client.send("POST", "documents", ["template": "design", "title": "Rotated"])
    #expect(try await eventually { receiver.requests.count == 1 })
    let signatures = receiver.requests[0].headers["webhook-signature"]?.split(separator: " ")
    #expect(signatures?.count == 2 && Set(signatures ?? []).count == 2)
    let view = try await client.send("GET", "endpoints/\(id)")
    #expect(!view.text.contains("whsec_"), "A secret is shown once.")
    #expect(daemon.stop() == 0)
  }

  @Test("a range is sent again under the ids of the first time, and what was never planned is planned")
  func replay() async throws {
    let receiver = try await LoopbackReceiver()
    let daemon = try TestDaemon()
    try daemon.start()
    let client = TestClient(url: daemon.url, token: daemon.token)
    _ = try await client.send("POST", "documents", ["template": "design", "title": "Before"])
    let id = try await endpoint(at: receiver, client).id
    _ = try await client.send("POST", "documents", ["template": "design", "title": "After"])
    #expect(try await eventually { receiver.requests.count == 1 })
    let replayed = try await client.send("POST", "endpoints/\(id)/replay", ["after": 0])
    #expect(replayed.status == 202 && replayed.json["deliveries"] == 2, "\(replayed.json)")
    #expect(try await eventually { receiver.requests.count == 3 })
    let ids = receiver.requests.compactMap { $0.headers["webhook-id"] }
    #expect(Set(ids).count == 2 && ids.filter { $0 == ids[0] }.count == 2)
    for (body, field) in [(["until": 3], "after"), (["after": 5, "until": 3], "until")] as [(Value, String)] {
      let refused = try await client.send("POST", "endpoints/\(id)/replay", body)
      #expect(refused.status == 400 && refused.json["errors"]?.items.first?["field"] == .string(field))
    }
    #expect(daemon.stop() == 0)
  }

  @Test("what is asked for again while it is under way is sent once more")
  func askedAgainInBetween() async throws {
    let receiver = try await LoopbackReceiver { _ in LoopbackReceiver.Answer().after(milliseconds: 1500) }
    let daemon = try TestDaemon()
    try daemon.start()
    let client = TestClient(url: daemon.url, token: daemon.token)
    let id = try await endpoint(at: receiver, client).id
    _ = try await client.send("POST", "documents", ["template": "design", "title": "Asked for again"])
    #expect(try await eventually { receiver.requests.count == 1 })
    let replayed = try await client.send("POST", "endpoints/\(id)/replay", ["after": 0])
    #expect(replayed.status == 202 && replayed.json["deliveries"] == 1, "\(replayed.json)")
    #expect(try await eventually { receiver.requests.count == 2 })
    #expect(
      try await eventually {
        try await client.send("GET", "deliveries?endpoint=\(id)").json["items"]?.items.first?["state"] == "delivered"
      })
    #expect(Set(receiver.requests.compactMap { $0.headers["webhook-id"] }).count == 1)
    #expect(daemon.stop() == 0)
  }

  @Test("a dry run shows what would be sent, and sends nothing; a test delivery is sent")
  func testing() async throws {
    let receiver = try await LoopbackReceiver()
    let daemon = try TestDaemon()
    try daemon.start()
    let client = TestClient(url: daemon.url, token: daemon.token)
    let id = try await endpoint(at: receiver, client).id
    let nothing = try await client.send("POST", "endpoints/\(id)/test?dry_run=true", [:])
    #expect(nothing.status == 409 && nothing.code == "nothing_to_show")
    _ = try await client.send("POST", "documents", ["template": "design", "title": "Shown"])
    #expect(try await eventually { receiver.requests.count == 1 })
    let shown = try await client.send("POST", "endpoints/\(id)/test?dry_run=true", [:])
    let preview = try #require(shown.json["preview"]?.string)
    #expect(Data(preview.utf8) == receiver.requests[0].body, "What is shown is what is sent.")
    let sent = try await client.send("POST", "endpoints/\(id)/test", [:])
    #expect(sent.status == 202)
    #expect(try await eventually { receiver.requests.count == 2 })
    #expect(receiver.requests[1].headers["webhook-id"] == sent.json["delivery"]?.string)
    #expect(daemon.stop() == 0)
  }

  @Test("an endpoint that says it is gone is switched off, and another is told of it though it did not ask")
  func gone() async throws {
    let receiver = try await LoopbackReceiver { request in
      LoopbackReceiver.Answer(status: request.path == "/gone" ? 410 : 200)
    }
    let daemon = try TestDaemon()
    try daemon.start()
    let client = TestClient(url: daemon.url, token: daemon.token)
    var ids: [String] = []
    for (path, types) in [("told", ["verdict.given"]), ("gone", ["document.opened"])] as [(String, [Value])] {
      let made = try await client.send(
        "POST", "endpoints",
        ["kind": "webhook", "url": .string("\(receiver.url)/\(path)"), "event_types": .array(types)])
      ids.append(try #require(made.json["id"]?.string))
    }
    _ = try await client.send("POST", "documents", ["template": "design", "title": "Gone"])
    #expect(try await eventually { receiver.requests.contains { $0.path == "/told" } })
    let told = try #require(receiver.requests.first { $0.path == "/told" })
    let body = try JSONDecoder().decode(Value.self, from: told.body)
    #expect(body["type"] == "endpoint.disabled" && body["data"]?["event"]?["data"]?["endpoint"] == .string(ids[1]))
    let view = try await client.send("GET", "endpoints/\(ids[1])")
    #expect(view.json["enabled"] == false && view.json["disabled_reason"]?.string != nil)
    #expect(daemon.stop() == 0)
  }
}

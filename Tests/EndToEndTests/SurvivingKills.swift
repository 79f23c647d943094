import Documents
import Foundation
import TestSupport
import Testing

/// What a crash may not take: anything that was acknowledged.
@Suite(.serialized) struct SurvivingKills {
  private static let rounds = 8

  @Test("kill -9 eight times in the middle of the walk loses nothing that was acknowledged and doubles nothing")
  func killInTheWalk() async throws {
    let receiver = try await LoopbackReceiver()
    let daemon = try TestDaemon()
    try daemon.start()
    let tess = try await prepare(TestClient(url: daemon.url, token: daemon.token), receiver)
    var acknowledged: [String: [String]] = [:]
    for round in 0..<Self.rounds {
      if round > 0 { try daemon.start() }
      let walked = try await walkUntilKilled(daemon, tess: tess, round: round, isLast: round == Self.rounds - 1)
      acknowledged.merge(walked) { $1 }
    }
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    #expect(!acknowledged.isEmpty)
    for (document, steps) in acknowledged {
      let state = try await admin.send("GET", "documents/\(document)").json
      let bodies = try await comments(admin, document)
      #expect(bodies.count == Set(bodies).count, "No comment is there twice.")
      #expect(Set(steps.filter { $0.hasPrefix("c") }).isSubset(of: Set(bodies)))
      if steps.contains("submitted") { #expect(state["status"] != "draft") }
      if steps.contains("approved") { #expect(state["status"] == "approved") }
    }
    try await checkStages(admin, receiver)
    daemon.stop()
  }

  /// Each completed stage arrived at least once, always under one id.
  private func checkStages(_ admin: TestClient, _ receiver: LoopbackReceiver) async throws {
    let completed = try await admin.send("GET", "events?type=stage.completed&limit=200").json["items"]?.items ?? []
    let wanted = Set(completed.compactMap { $0["event_id"]?.string })
    #expect(!wanted.isEmpty)
    let seen: @Sendable () -> [String: Set<String>] = {
      receiver.requests.reduce(into: [:]) { seen, request in
        let body = try? JSONDecoder().decode(Value.self, from: request.body)
        let event = body?["data"]?["event"]?["event_id"]?.string ?? ""
        seen[event, default: []].insert(request.headers["webhook-id"] ?? "")
      }
    }
    #expect(try await eventually { wanted.isSubset(of: Set(seen().keys)) })
    #expect(seen().values.allSatisfy { $0.count == 1 })
  }

  /// An approver, and an endpoint that is told of completed stages.
  private func prepare(_ admin: TestClient, _ receiver: LoopbackReceiver) async throws -> String {
    _ = try await admin.send("POST", "users", ["id": "tess", "roles": [["role": "member"]]])
    _ = try await admin.send(
      "POST", "endpoints", ["kind": "webhook", "url": .string(receiver.url), "event_types": ["stage.completed"]])
    let token = try await admin.send("POST", "tokens", ["user": "tess"])
    return try #require(token.json["token"]?.string)
  }

  /// Walks documents to their approval until the plug is pulled at a random moment; returns what was acknowledged.
  private func walkUntilKilled(
    _ daemon: TestDaemon, tess: String, round: Int, isLast: Bool
  ) async throws -> [String: [String]] {
    let (admin, approver) = (
      TestClient(url: daemon.url, token: daemon.token), TestClient(url: daemon.url, token: tess)
    )
    let hasApproved = Flag(false)
    let walker = Task { () -> [String: [String]] in
      var done: [String: [String]] = [:]
      for number in 0..<1000 {
        let opened = try? await admin.send("POST", "documents", ["template": "design", "title": "Kill"])
        guard let id = opened?.json["id"]?.string else { return done }
        done[id] = []
        let steps: [(name: String, client: TestClient, path: String, body: Value)] = [
          ("c\(round)/\(number)", admin, "comments", ["body": .string("c\(round)/\(number)")]),
          ("submitted", admin, "submission", [:]),
          ("approved", approver, "verdicts", ["role": "reviewer", "outcome": "approved", "revision": 1]),
        ]
        for step in steps {
          let answer = try? await step.client.send(
            "POST", "documents/\(id)/\(step.path)", step.body, headers: ["idempotency-key": id + step.name])
          guard let status = answer?.status, (200..<300).contains(status) else { return done }
          done[id]?.append(step.name)
          if step.name == "approved" { hasApproved.value = true }
          if step.path == "comments", let comment = answer?.json["id"]?.string {
            _ = try? await admin.send("POST", "documents/\(id)/comments/\(comment)/resolution", [:])
          }
        }
      }
      return done
    }
    try await Task.sleep(for: .milliseconds(Int.random(in: 50...350)))
    // On a slow machine no walk may have come to its end so far: the last one does.
    if isLast { #expect(try await eventually { hasApproved.value }) }
    daemon.kill()
    return await walker.value
  }

  private func comments(_ admin: TestClient, _ document: String) async throws -> [String] {
    var found: [String] = []
    var cursor = ""
    repeat {
      let page = try await admin.send("GET", "documents/\(document)/comments?limit=200&cursor=\(cursor)").json
      found += page["items"]?.items.compactMap { $0["body"]?.string } ?? []
      cursor = page["next_cursor"]?.string?.replacingOccurrences(of: "=", with: "%3D") ?? ""
    } while !cursor.isEmpty
    return found
  }

  @Test("a delivery that failed is sent again after a restart, under the same id")
  func deliverAfterRestart() async throws {
    let isDown = Flag(true)
    let receiver = try await LoopbackReceiver { _ in LoopbackReceiver.Answer(status: isDown.value ? 500 : 204) }
    let daemon = try TestDaemon()
    try daemon.start()
    var admin = TestClient(url: daemon.url, token: daemon.token)
    _ = try await admin.send(
      "POST", "endpoints", ["kind": "webhook", "url": .string(receiver.url), "event_types": ["project.*"]])
    _ = try await admin.send("POST", "projects", ["slug": "one", "title": "One"])
    #expect(try await eventually { receiver.requests.count == 1 })
    daemon.kill()
    isDown.value = false
    try daemon.start()
    admin = TestClient(url: daemon.url, token: daemon.token)
    #expect(try await eventually { receiver.requests.count >= 2 })
    #expect(Set(receiver.requests.map { $0.headers["webhook-id"] ?? "" }).count == 1)
    daemon.stop()
  }
}

/// A flag that a receiver's event loop and the test share.
private final class Flag: Sendable {
  private let lock = NSLock()
  nonisolated(unsafe) private var flag: Bool

  init(_ flag: Bool) { self.flag = flag }

  /// Guarded by the lock on both sides.
  var value: Bool {
    get { lock.withLock { flag } }
    set { lock.withLock { flag = newValue } }
  }
}

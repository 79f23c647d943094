import Documents
import Foundation
import TestSupport
import Testing

/// What a crash may not take: anything that was acknowledged.
@Suite(.serialized) struct SurvivingKills {
  @Test("kill -9 twenty times in the middle of writes loses nothing that was acknowledged and doubles nothing")
  func killTwentyTimes() async throws {
    let daemon = try TestDaemon()
    var acknowledged: [String] = []
    var document = ""
    for round in 0..<20 {
      try daemon.start()
      let admin = TestClient(url: daemon.url, token: daemon.token)
      if document.isEmpty {
        let opened = try await admin.send("POST", "documents", ["template": "design", "title": "Kill"])
        document = try #require(opened.json["id"]?.string)
      }
      acknowledged += try await writeUntilKilled(daemon, admin, document, round: round)
    }
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let kept = try await comments(admin, document)
    #expect(Set(acknowledged).isSubset(of: Set(kept)), "Every acknowledged comment is there.")
    #expect(Set(kept).count == kept.count, "No comment is there twice.")
    #expect(acknowledged.count >= 20)
    let state = try await admin.send("GET", "documents/\(document)").json
    let events = try await admin.send("GET", "events?after=0&limit=1").json
    #expect(state["version"]?.int == kept.count + 2)
    #expect(events["items"]?.items.first?["seq"] == 1)
    daemon.stop()
  }

  /// Writes with a key each, as a careful client does, and pulls the plug at a random moment.
  private func writeUntilKilled(
    _ daemon: TestDaemon, _ admin: TestClient, _ document: String, round: Int
  ) async throws -> [String] {
    let writer = Task { () -> [String] in
      var done: [String] = []
      for number in 0..<10_000 {
        let body = "\(round)/\(number)"
        let answer = try? await admin.send(
          "POST", "documents/\(document)/comments", ["body": .string(body)], headers: ["idempotency-key": body])
        guard answer?.status == 201 else { return done }
        done.append(body)
      }
      return done
    }
    try await Task.sleep(for: .milliseconds(Int.random(in: 20...200)))
    daemon.kill()
    return await writer.value
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
    #expect(try await eventually(within: 30) { receiver.requests.count >= 2 })
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

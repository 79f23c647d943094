import Documents
import Foundation
import TestSupport
import Testing

@Suite struct SettingTheDaemonsClock {
  @Test(
    "an hour forth and an hour back: order and answers stay, and what failed is sent again",
    .enabled(if: FakeClock.isHere, Comment(rawValue: FakeClock.whyAbsent)))
  func hours() async throws {
    let clock = try FakeClock()
    defer { clock.remove() }
    let receiver = try await LoopbackReceiver { _ in LoopbackReceiver.Answer(status: 204) }
    let daemon = try clock.daemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    _ = try await admin.send(
      "POST", "endpoints", ["kind": "webhook", "url": .string(receiver.url), "event_types": ["project.opened"]])
    var answers: [(key: String, answer: TestClient.Answer)] = []
    for (number, offset) in ["+0", "+1h", "-1h", "+0"].enumerated() {
      try clock.set(offset)
      let key = "k\(number)"
      let answer = try await admin.send(
        "POST", "projects", ["slug": .string("p\(number)"), "title": "P"], headers: ["idempotency-key": key])
      #expect(answer.status == 201, "\(answer.text)")
      answers.append((key, answer))
    }
    for (number, (key, answer)) in answers.enumerated() {
      let again = try await admin.send(
        "POST", "projects", ["slug": .string("p\(number)"), "title": "P"], headers: ["idempotency-key": key])
      #expect(again.data == answer.data)
    }
    let events = try await admin.send("GET", "events?limit=200").json["items"]?.items ?? []
    let times = events.compactMap { $0["timestamp"]?.string }
    #expect(times == times.sorted() && events.compactMap { $0["seq"]?.int } == Array(1...events.count))
    #expect(times.first.map { $0 < times.last ?? "" } == true)
    #expect(try await eventually { receiver.requests.count >= 4 })
    let slugs = receiver.requests.compactMap { request in
      (try? JSONDecoder().decode(Value.self, from: request.body))?["data"]?["project"]?["slug"]?.string
    }
    #expect(Set(slugs) == ["p0", "p1", "p2", "p3"] && slugs.count == 4, "\(slugs)")
    #expect(daemon.stop() == 0)
  }
}

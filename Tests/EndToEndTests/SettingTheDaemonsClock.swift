import Documents
import Foundation
import TestSupport
import Testing

@Suite struct SettingTheDaemonsClock {
  private static let library = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]
    .map { $0 + "/faketime/libfaketimeMT.so.1" }.first { FileManager.default.fileExists(atPath: $0) }

  @Test(
    "an hour forth and an hour back: order and answers stay, and what failed is sent again",
    .enabled(if: library != nil, "libfaketime is not here: apt install faketime"))
  func hours() async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "faketime-\(UUID().uuidString)")
    try Data("+0\n".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let receiver = try await LoopbackReceiver { request in
      LoopbackReceiver.Answer(status: request.headers["webhook-attempt"] == nil ? 204 : 204)
    }
    // The library changes the environment as it loads, and a Swift program then loses sight of its arguments: env takes
    // that upon itself, and hands on an environment that is not changed again.
    let daemon = try TestDaemon(
      environment: [
        "COUNTERSIGN_ALLOWED_NETWORKS": "127.0.0.0/8", "LD_PRELOAD": Self.library ?? "",
        "FAKETIME_TIMESTAMP_FILE": file.path, "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
      ], launcher: "/usr/bin/env")
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    _ = try await admin.send(
      "POST", "endpoints", ["kind": "webhook", "url": .string(receiver.url), "event_types": ["project.opened"]])
    var answers: [(key: String, answer: TestClient.Answer)] = []
    for (number, offset) in ["+0", "+1h", "-1h", "+0"].enumerated() {
      try Data("\(offset)\n".utf8).write(to: file)
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

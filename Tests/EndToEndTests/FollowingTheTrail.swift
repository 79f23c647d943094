import Documents
import Foundation
import TestSupport
import Testing

/// The trail as it happens: server-sent events.
@Suite struct FollowingTheTrail {
  @Test("a stream replays from a position, goes on as things happen, and resumes where a client was")
  func following() async throws {
    let team = try Team()
    let all = try await team.admin.send("GET", "events?limit=200").json["items"]?.items ?? []
    let replayed = try await EventStream.read(team.admin, "events/stream?after=0", count: all.count)
    #expect(replayed.map(\.data) == all && replayed.map(\.id) == all.map { "\($0["seq"]?.int ?? 0)" })
    let admin = team.admin
    let live = try await EventStream.read(admin, "events/stream?query=type:project.opened", count: 2) {
      for slug in ["one", "two"] {
        let opened = try await admin.send("POST", "projects", ["slug": .string(slug), "title": "P"])
        #expect(opened.status == 201)
      }
    }
    #expect(live.map(\.event) == ["project.opened", "project.opened"])
    #expect(live.map { $0.data["data"]?["slug"] } == ["one", "two"])
    let resumed = try await EventStream.read(
      admin, "events/stream?after=0", count: 1, headers: ["Last-Event-ID": live.first?.id ?? ""])
    #expect(resumed.first == live.last)
    let bad = try await admin.send("GET", "events/stream", headers: ["Last-Event-ID": "x"])
    #expect(bad.status == 400)
    #expect(team.daemon.stop() == 0)
  }

  @Test("an open stream ends when the daemon stops, and does not hold it")
  func ending() async throws {
    let team = try Team()
    let alone = ContinuousClock().measure { team.daemon.stop() }
    try team.daemon.start()
    let admin = TestClient(url: team.daemon.url, token: team.daemon.token)
    var status: Int32 = -1
    var took = Duration.zero
    let sent = try await EventStream.read(admin, "events/stream", count: 1) {
      took = ContinuousClock().measure { status = team.daemon.stop() }
    }
    // The edge gives requests in flight twenty seconds; a stream does not use them up, beside what an end takes here.
    #expect(sent.isEmpty && status == 0 && took < .seconds(18) + alone * 10)
  }
}

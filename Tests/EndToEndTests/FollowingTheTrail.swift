import AsyncHTTPClient
import Documents
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

/// The trail as it happens: server-sent events.
@Suite struct FollowingTheTrail {
  /// One event of a stream.
  private struct Sent: Equatable {
    let id: String
    let event: String
    let data: Value
  }

  private static let http = HTTPClient(eventLoopGroupProvider: .singleton)

  /// Reads a stream until it has so many events, or ends.
  private func read(
    _ client: TestClient, _ path: String, count: Int, headers: [String: String] = [:],
    then act: () async throws -> Void = {}
  ) async throws -> [Sent] {
    var request = HTTPClientRequest(url: "\(client.url)/api/v1/\(path)")
    request.headers.add(name: "authorization", value: "Bearer \(client.token)")
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    let response = try await Self.http.execute(request, timeout: .seconds(60))
    #expect(response.status == .ok && response.headers.first(name: "content-type") == "text/event-stream")
    var (text, sent, hasActed) = ("", [Sent](), false)
    for try await part in response.body {
      text += String(buffer: part)
      if !hasActed {
        hasActed = true
        try await act()
      }
      while let end = text.range(of: "\n\n") {
        if let event = Self.event(text[..<end.lowerBound]) { sent.append(event) }
        text.removeSubrange(..<end.upperBound)
      }
      if sent.count >= count { break }
    }
    return sent
  }

  private static func event(_ block: Substring) -> Sent? {
    let fields = block.split(separator: "\n").compactMap { line in
      line.firstIndex(of: ":").map { (String(line[..<$0]), String(line[$0...].dropFirst(2))) }
    }
    let members = Dictionary(fields, uniquingKeysWith: { first, _ in first })
    guard let id = members["id"], let event = members["event"], let data = members["data"] else { return nil }
    return Sent(id: id, event: event, data: (try? JSONDecoder().decode(Value.self, from: Data(data.utf8))) ?? .null)
  }

  @Test("a stream replays from a position, goes on as things happen, and resumes where a client was")
  func following() async throws {
    let team = try Team()
    let all = try await team.admin.send("GET", "events?limit=200").json["items"]?.items ?? []
    let replayed = try await read(team.admin, "events/stream?after=0", count: all.count)
    #expect(replayed.map(\.data) == all && replayed.map(\.id) == all.map { "\($0["seq"]?.int ?? 0)" })
    let admin = team.admin
    let live = try await read(admin, "events/stream?query=type:project.opened", count: 2) {
      for slug in ["one", "two"] {
        let opened = try await admin.send("POST", "projects", ["slug": .string(slug), "title": "P"])
        #expect(opened.status == 201)
      }
    }
    #expect(live.map(\.event) == ["project.opened", "project.opened"])
    #expect(live.map { $0.data["data"]?["slug"] } == ["one", "two"])
    let resumed = try await read(
      admin, "events/stream?after=0", count: 1, headers: ["Last-Event-ID": live.first?.id ?? ""])
    #expect(resumed.first == live.last)
    let bad = try await admin.send("GET", "events/stream", headers: ["Last-Event-ID": "x"])
    #expect(bad.status == 400)
    #expect(team.daemon.stop() == 0)
  }

  @Test("an open stream ends when the daemon stops, and does not hold it")
  func ending() async throws {
    let team = try Team()
    let admin = team.admin
    var status: Int32 = -1
    var took = Duration.zero
    let sent = try await read(admin, "events/stream", count: 1) {
      took = ContinuousClock().measure { status = team.daemon.stop() }
    }
    // The edge gives requests in flight twenty seconds; a stream does not use them up.
    #expect(sent.isEmpty && status == 0 && took < .seconds(18))
  }
}

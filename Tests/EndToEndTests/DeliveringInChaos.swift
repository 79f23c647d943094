import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport
import Testing

/// Twenty endpoints, of which some fail in every way that there is, and a daemon that is killed again and again.
@Suite(.serialized) struct DeliveringInChaos {
  private static let (documents, commentsEach, kills) = (20, 100, 10)
  private static let healthy = [
    "plain/0", "plain/1", "plain/2", "plain/3", "plain/4", "plain/5", "plain/6", "flaky/0", "flaky/1", "slow/0",
    "cut/0",
    "throttled/0", "late/0", "cloudevents/0",
  ]
  private static let tracker = "repos/acme/docs/issues"
  private static let broken = ["hang/0", "hang/1", "redirect/0", "gone/0", "failing/0"]

  @Test("every event comes to every healthy endpoint, in order for each document, while the daemon is killed ten times")
  func chaos() async throws {
    let (arrivals, tracker) = (Arrivals(), LossyTracker())
    let receiver = try await LoopbackReceiver(keeping: false) { request in
      request.path.dropFirst().hasPrefix(Self.tracker) ? tracker.answer(request) : arrivals.answer(request)
    }
    let daemon = try TestDaemon(environment: [
      "COUNTERSIGN_ALLOWED_NETWORKS": "127.0.0.0/8", "COUNTERSIGN_LOG_LEVEL": "notice",
      "COUNTERSIGN_DELIVERIES_RETRY_SECONDS": "0.1,0.2,0.3,0.5,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
      "COUNTERSIGN_DELIVERIES_TIMEOUT_SECONDS": "2",
    ])
    try daemon.start()
    let documents = try await prepare(TestClient(url: daemon.url, token: daemon.token), receiver)
    try await write(documents, daemon)
    let client = TestClient(url: daemon.url, token: daemon.token)
    let wanted = try await commentsInLog(client)
    #expect(wanted.count >= Self.documents * Self.commentsEach)
    let arrived = try await eventually(within: 600) {
      Self.healthy.allSatisfy { arrivals.events(at: $0).isSuperset(of: wanted) }
    }
    #expect(arrived, "missing: \(Self.healthy.map { "\($0) \(wanted.subtracting(arrivals.events(at: $0)).count)" })")
    for endpoint in Self.healthy {
      #expect(arrivals.isInOrder(at: endpoint), "\(endpoint) got a document's events out of order.")
      #expect(arrivals.hasOneID(at: endpoint), "\(endpoint) got an event under two ids.")
    }
    let isTracked = try await eventually {
      tracker.issues.count >= Self.documents && tracker.comments >= Self.documents
    }
    #expect(isTracked, "\(tracker.issues.count) issues, \(tracker.comments) comments")
    let titles = tracker.issues.sorted()
    #expect(titles == (0..<Self.documents).map { "Chaos \($0)" }.sorted(), "One issue for each document, and no other.")
    #expect(tracker.comments == Self.documents, "One comment for each review.")
    // What says that it is gone is switched off, on the record.
    let endpoints = try await client.send("GET", "endpoints").json["items"]?.items ?? []
    #expect(endpoints.first { $0["name"] == "gone/0" }?["enabled"] == false)
    #expect(endpoints.filter { Self.healthy.contains($0["name"]?.string ?? "") }.allSatisfy { $0["enabled"] == true })
    daemon.stop()
    try await receiver.close()
  }

  private func prepare(_ client: TestClient, _ receiver: LoopbackReceiver) async throws -> [String] {
    for name in Self.healthy + Self.broken {
      let kind: Value = name.hasPrefix("cloudevents") ? "cloudevents" : "webhook"
      let made = try await client.send(
        "POST", "endpoints",
        [
          "name": .string(name), "kind": kind, "url": .string("\(receiver.url)/\(name)"),
          "event_types": ["comment.added"],
        ])
      #expect(made.status == 201, "\(made.json)")
    }
    let tracker = try await client.send(
      "POST", "endpoints",
      [
        "name": "tracker", "kind": "github_issues", "url": .string(receiver.url),
        "settings": ["repository": "acme/docs", "token": "ghp_secret", "per_second": 100],
        "event_types": ["document.opened", "review.requested"],
      ])
    #expect(tracker.status == 201, "\(tracker.json)")
    // Nobody listens there.
    let closed = try await LoopbackReceiver()
    _ = try await client.send(
      "POST", "endpoints", ["name": "refused/0", "kind": "webhook", "url": .string(closed.url), "event_types": ["*"]])
    try await closed.close()
    var documents: [String] = []
    for number in 0..<Self.documents {
      let opened = try await client.send(
        "POST", "documents", ["template": "design", "title": .string("Chaos \(number)")])
      documents.append(try #require(opened.json["id"]?.string))
    }
    return documents
  }

  /// Comments on all documents; between two parts of them the daemon is killed and started again.
  private func write(_ documents: [String], _ daemon: TestDaemon) async throws {
    let part = Self.commentsEach / Self.kills
    for round in 0..<Self.kills {
      let client = TestClient(url: daemon.url, token: daemon.token)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for document in documents {
          group.addTask {
            for number in 0..<part {
              let answer = try await client.send(
                "POST", "documents/\(document)/comments", ["body": .string("Remark \(round)-\(number)")])
              #expect(answer.status == 201)
            }
          }
        }
        try await group.waitForAll()
      }
      // Some go to review, so that the tracker's comments are under way as well.
      for document in documents.dropFirst(2 * round).prefix(2) {
        let submitted = try await client.send("POST", "documents/\(document)/submission", [:])
        #expect(submitted.status == 200, "\(submitted.json)")
      }
      // Deliveries are under way now.
      daemon.kill()
      try daemon.start()
    }
  }

  private func commentsInLog(_ client: TestClient) async throws -> Set<String> {
    var (found, cursor) = (Set<String>(), "")
    while true {
      let page = try await client.send("GET", "events?type=comment.added&limit=200\(cursor)").json
      found.formUnion((page["items"]?.items ?? []).compactMap { $0["event_id"]?.string })
      guard let next = page["next_cursor"]?.string else { return found }
      cursor = "&cursor=\(next)"
    }
  }
}

/// What came in, by endpoint; and how each kind of endpoint answers.
private final class Arrivals: Sendable {
  private struct Seen {
    var requests = 0
    var ids: [String: Set<String>] = [:]
    /// Positions in the log, in the order in which they came first, by document.
    var positions: [String: [Int]] = [:]
  }

  private let seen = NIOLockedValueBox<[String: Seen]>([:])

  func events(at endpoint: String) -> Set<String> {
    seen.withLockedValue { Set($0[endpoint]?.ids.keys.map { $0 } ?? []) }
  }

  func isInOrder(at endpoint: String) -> Bool {
    seen.withLockedValue { $0[endpoint]?.positions.values.allSatisfy { $0 == $0.sorted() } ?? false }
  }

  func hasOneID(at endpoint: String) -> Bool {
    seen.withLockedValue { $0[endpoint]?.ids.values.allSatisfy { $0.count == 1 } ?? false }
  }

  func answer(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
    let endpoint = String(request.path.dropFirst())
    let body = try? JSONDecoder().decode(Value.self, from: request.body)
    return seen.withLockedValue { seen in
      var known = seen[endpoint] ?? Seen()
      known.requests += 1
      defer { seen[endpoint] = known }
      let answer = Self.answer(endpoint, known.requests)
      guard answer.status == 200 else { return answer }
      note(body?["data"]?["event"], id: request.headers["webhook-id"] ?? "", in: &known)
      return answer
    }
  }

  private func note(_ event: Value?, id: String, in known: inout Seen) {
    guard let event, let eventID = event["event_id"]?.string, let document = event["document"]?.string,
      case .int(let position)? = event["seq"]
    else { return }
    if known.ids[eventID] == nil { known.positions[document, default: []].append(position) }
    known.ids[eventID, default: []].insert(id)
  }

  private static func answer(_ endpoint: String, _ number: Int) -> LoopbackReceiver.Answer {
    switch endpoint.prefix(while: { $0 != "/" }) {
    case "flaky": LoopbackReceiver.Answer(status: number % 4 == 0 ? 500 : 200)
    case "slow": LoopbackReceiver.Answer().after(milliseconds: 10)
    // Carried out, and the other side never hears of it.
    case "cut": number % 100 == 50 ? .cut : LoopbackReceiver.Answer()
    case "throttled":
      number % 400 == 399
        ? LoopbackReceiver.Answer(status: 429, headers: ["retry-after": "1"]) : LoopbackReceiver.Answer()
    case "late": LoopbackReceiver.Answer(status: number < 8 ? 503 : 200)
    case "hang": LoopbackReceiver.Answer(status: 204).after(milliseconds: nil)
    case "redirect": LoopbackReceiver.Answer(status: 302, headers: ["location": "/plain/0"])
    case "gone": LoopbackReceiver.Answer(status: 410)
    case "failing": LoopbackReceiver.Answer(status: 500)
    default: LoopbackReceiver.Answer()
    }
  }
}

/// A tracker that carries out what it is asked, and loses every third of its answers.
private final class LossyTracker: Sendable {
  private struct State {
    var requests = 0
    var issues: [(title: String, body: String, comments: [String])] = []
  }

  private let state = NIOLockedValueBox(State())

  var issues: [String] { state.withLockedValue { $0.issues.map(\.title) } }
  var comments: Int { state.withLockedValue { $0.issues.reduce(0) { $0 + $1.comments.count } } }

  func answer(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
    state.withLockedValue { state in
      state.requests += 1
      let answer = Self.answer(request, &state)
      return state.requests % 3 == 0 ? .cut : answer
    }
  }

  private static func answer(
    _ request: LoopbackReceiver.Request, _ state: inout State
  ) -> LoopbackReceiver.Answer {
    let parts = request.path.split(separator: "?")
    let path = parts[0].split(separator: "/").map(String.init)
    let body = (try? JSONDecoder().decode(Value.self, from: request.body)) ?? .null
    if path.count == 4, request.method == "GET" {
      let isFirst = !(parts.count > 1 && parts[1].contains("page=") && !parts[1].contains("page=1"))
      return json(200, .array(isFirst ? state.issues.indices.reversed().map { value($0, state) } : []))
    }
    if path.count == 4 {
      state.issues.append((body["title"]?.string ?? "", body["body"]?.string ?? "", []))
      return json(201, value(state.issues.count - 1, state))
    }
    guard let number = Int(path[4]), state.issues.indices.contains(number - 1) else { return json(404, [:]) }
    if path.count == 5 { return json(200, value(number - 1, state)) }
    if request.method == "GET" {
      return json(200, .array(state.issues[number - 1].comments.map { ["body": .string($0)] }))
    }
    state.issues[number - 1].comments.append(body["body"]?.string ?? "")
    return json(201, ["id": 1])
  }

  private static func value(_ index: Int, _ state: State) -> Value {
    [
      "number": .int(index + 1), "title": .string(state.issues[index].title), "body": .string(state.issues[index].body),
      "state": "open", "html_url": "https://tracker.example/1", "labels": [],
    ]
  }

  private static func json(_ status: Int, _ value: Value) -> LoopbackReceiver.Answer {
    LoopbackReceiver.Answer(
      status: status, headers: ["content-type": "application/json"], body: (try? JSONEncoder().encode(value)) ?? Data())
  }
}

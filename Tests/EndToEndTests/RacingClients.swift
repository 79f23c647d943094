import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport
import Testing

/// Sixteen clients at one document: verdicts, edits, submissions, all at once.
@Suite struct RacingClients {
  /// So many verdicts are to be accepted, and as many requests refused as too late.
  private static let enough = 25
  private static let minutesMax = 15.0
  private static let workflow = """
    name: race
    stages:
      - name: review
        on_reject: draft
        gate:
          - role: alpha-lead
            scope: alpha
          - role: beta-lead
            scope: beta
            count: 2
    """
  private static let template =
    "# Race\n\n## Alpha\n\nAlpha says 0.\n\n## Beta\n\nBeta says 0.\n\n## Gamma\n\nGamma says 0.\n"
  private static let authors = (0..<6).map { "author-\($0)" }
  private static let judges = (0..<8).map { (user: "judge-\($0)", role: $0 % 2 == 0 ? "alpha-lead" : "beta-lead") }

  @Test("the history replays to the same state, and no verdict counts on words that it did not see")
  func race() async throws {
    var team = try Team()
    for author in Self.authors { try await team.register(author, role: "member") }
    for judge in Self.judges { try await team.register(judge.user, role: judge.role) }
    try await team.register("submitter", role: "member")
    _ = try await team.admin.send("POST", "templates", ["name": "race", "markdown": .string(Self.template)])
    try await team.publish(workflow: "race", Self.workflow)
    let document = try await team.open(["template": "race", "title": "Race", "workflow": "race"], as: "submitter")
    let statuses = try await run(team, document)
    let faults = statuses.filter { ![200, 201, 403, 409, 412, 422].contains($0.key) }
    #expect(faults.isEmpty, "\(statuses)")
    #expect(statuses[201, default: 0] >= Self.enough && statuses[409, default: 0] >= Self.enough, "\(statuses)")

    let trail = try await team.trail(of: document)
    #expect(trail.compactMap { $0["stream_version"]?.int } == Array(1...trail.count))
    WitnessedWords.check(trail)
    let now = try await team.show(document)
    let replayed = try await team.show(document, at: try #require(now["seq"]?.int))
    #expect(now == replayed)
    // Nothing of it is remembered after a restart: all is read from the log again.
    team.daemon.stop()
    try team.daemon.start()
    let again = try await TestClient(url: team.daemon.url, token: team.daemon.token)
      .send("GET", "documents/\(document)").json
    #expect(again == now)
    #expect(team.daemon.stop() == 0)
  }

  /// How often each status was answered. The race is over when enough was accepted and refused, however long a busy
  /// machine takes for it.
  private func run(_ team: Team, _ document: String) async throws -> [Int: Int] {
    let score = Score(enough: Self.enough, until: Date().addingTimeInterval(60 * Self.minutesMax))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, author) in Self.authors.enumerated() {
        let racer = Racer(client: team[author], document: document, index: index, score: score)
        group.addTask { try await racer.edit() }
      }
      for (index, judge) in Self.judges.enumerated() {
        let racer = Racer(client: team[judge.user], document: document, index: index, score: score)
        let role = judge.role
        group.addTask { try await racer.judge(role) }
      }
      for index in 0..<2 {
        let racer = Racer(client: team["submitter"], document: document, index: index, score: score)
        group.addTask { try await racer.submit() }
      }
      try await group.waitForAll()
    }
    return score.statuses
  }
}

/// What all racers were answered so far.
private final class Score: Sendable {
  private let enough: Int
  private let end: Date
  private let counts = NIOLockedValueBox<[Int: Int]>([:])

  init(enough: Int, until end: Date) {
    self.enough = enough
    self.end = end
  }

  var statuses: [Int: Int] { counts.withLockedValue { $0 } }

  var isOver: Bool {
    Date() > end || counts.withLockedValue { $0[201, default: 0] >= enough && $0[409, default: 0] >= enough }
  }

  func note(_ status: Int) { counts.withLockedValue { $0[status, default: 0] += 1 } }
}

/// One client, which goes on until the race is over. Its choices are its own, and the same each time.
private struct Racer: Sendable {
  let client: TestClient
  let document: String
  let index: Int
  let score: Score

  /// Acts and rests, so many times as long as the act took: what gets slow for one gets slow for all.
  private func again(resting times: Double, _ act: (Int) async throws -> Int) async throws {
    var turn = 0
    while !score.isOver {
      let start = ContinuousClock.now
      score.note(try await act(turn))
      turn += 1
      try await Task.sleep(for: max(.milliseconds(10), (ContinuousClock.now - start) * times))
    }
  }

  private func revision() async throws -> Value {
    try await client.send("GET", "documents/\(document)").json["revision"] ?? .null
  }

  /// Few different words at a time, so that they often come back to what was approved; and new ones again and again, or
  /// in the end all of them would be approved, and no verdict asked for.
  func edit() async throws {
    try await again(resting: 3) { turn in
      let section = ["Alpha", "Beta", "Gamma"][(index + turn) % 3]
      let words = turn / 4 + (index + turn) % 2
      let markdown = "## \(section)\n\n\(section) says \(words).\n\n"
      let base = try await revision()
      let answer = try await client.send(
        "PATCH", "documents/\(document)/sections/\(section.lowercased())",
        ["markdown": .string(markdown), "base_revision": base])
      return answer.status
    }
  }

  func judge(_ role: String) async throws {
    try await again(resting: 2) { turn in
      let outcome = (index + turn) % 25 == 24 ? "rejected" : "approved"
      let answer = try await client.send(
        "POST", "documents/\(document)/verdicts",
        ["role": .string(role), "outcome": .string(outcome), "note": "Seen.", "revision": try await revision()])
      return answer.status
    }
  }

  func submit() async throws {
    try await again(resting: 1) { turn in
      let method = turn % 25 == 24 ? "DELETE" : "POST"
      let answer = try await client.send(method, "documents/\(document)/submission", method == "POST" ? [:] : nil)
      return answer.status
    }
  }
}

/// Reads a trail as an auditor would, with no code of the daemon's: which words were there when each verdict was given,
/// and which were there when it counted.
private enum WitnessedWords {
  static func check(_ trail: [Value]) {
    var sections: [Value] = []
    var words: [String: String] = [:]
    var verdicts: [String: (role: String, actor: String, scope: [String: String], approves: Bool)] = [:]
    var live: Set<String> = []
    var completions = 0
    for event in trail {
      let data = event["data"] ?? .null
      switch event["event_type"]?.string {
      case "draft.saved":
        sections = Self.sections(data["sections"] ?? .null, before: sections)
        words = digests(.array(sections))
      case "verdict.given":
        let scope = digests(data["scope"], key: "section")
        #expect(!scope.isEmpty && scope.allSatisfy { words[$0.key] == $0.value }, "A verdict on other words: \(event)")
        let (role, actor) = (data["role"]?.string ?? "", event["actor"]?["id"]?.string ?? "")
        live = live.filter { verdicts[$0].map { $0.role != role || $0.actor != actor } ?? false }
        verdicts[data["verdict"]?.string ?? ""] = (role, actor, scope, data["outcome"] == "approved")
        live.insert(data["verdict"]?.string ?? "")
      case "verdict.staled", "verdict.withdrawn": live.remove(data["verdict"]?.string ?? "")
      case "verdict.restored": live.insert(data["verdict"]?.string ?? "")
      case "stage.completed":
        completions += 1
        let counting = live.compactMap { verdicts[$0] }
        #expect(counting.allSatisfy { verdict in verdict.scope.allSatisfy { words[$0.key] == $0.value } })
        let approving = counting.filter(\.approves)
        #expect(approving.contains { $0.role == "alpha-lead" }, "Completed without an alpha lead: \(event)")
        #expect(Set(approving.filter { $0.role == "beta-lead" }.map(\.actor)).count >= 2)
      default: break
      }
    }
    #expect(completions > 0, "The race never came to an approval, and so shows nothing.")
  }

  /// A revision's sections: all of them, or those before with the changes.
  private static func sections(_ saved: Value, before: [Value]) -> [Value] {
    if let all = saved["all"] { return all.items }
    return (saved["changes"]?.items ?? []).flatMap { run -> [Value] in
      if let new = run["new"] { return new.items }
      return Array(before.dropFirst(run["from"]?.int ?? 0).prefix(run["count"]?.int ?? 0))
    }
  }

  private static func digests(_ sections: Value?, key: String = "id") -> [String: String] {
    let pairs = (sections?.items ?? []).map { ($0[key]?.string ?? "", $0["digest"]?.string ?? "") }
    return Dictionary(pairs) { $1 }
  }
}

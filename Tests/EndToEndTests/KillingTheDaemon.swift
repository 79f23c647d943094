import Documents
import Foundation
import TestSupport
import Testing

/// kill -9 of the real binary under load, also in the middle of all that it does besides.
@Suite(.serialized) struct KillingTheDaemon {
  private static let rounds = Amount.named("COUNTERSIGN_TORTURE_KILLS", usually: 50)
  /// Answers that are asked for again after each restart.
  private static let askedAgain = 40

  @Test("kill -9 at any moment loses nothing that was acknowledged, doubles nothing and leaves no gap")
  func kill() async throws {
    print("Kills: \(Self.rounds) rounds")
    let start = ContinuousClock.now
    var random = Seeded()
    print("Kills: COUNTERSIGN_SEED=\(random.seed)")
    let backups = FileManager.default.temporaryDirectory.appending(path: "kill-backups-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: backups) }
    let daemon = try TestDaemon(environment: [
      "COUNTERSIGN_BACKUP_DIRECTORY": backups.path, "COUNTERSIGN_BACKUP_EVERY_MINUTES": "0",
    ])
    let record = KillRecord()
    for round in 0..<Self.rounds {
      try daemon.start()
      let client = TestClient(url: daemon.url, token: daemon.token)
      try await checkAnswers(client, record)
      await record.begin()
      let load = Task { await KillLoad(client: client, record: record, round: round).run() }
      try await KillMoment.allCases[round % KillMoment.allCases.count].kill(daemon, random: &random)
      await load.value
      if round % 100 == 99 { print("Kills: \(round + 1) of \(Self.rounds), \(await record.acknowledged) acknowledged") }
    }
    try daemon.start()
    let client = TestClient(url: daemon.url, token: daemon.token)
    try await checkAnswers(client, record)
    let (lost, doubled) = try await checkLog(client, record)
    #expect(daemon.stop() == 0)
    let seconds = Int((ContinuousClock.now - start) / .seconds(1))
    let found = "of \(await record.acknowledged) acknowledged \(lost) lost, \(doubled) doubled"
    print("durability|kill -9|\(Self.rounds)|\(found)|\(seconds)")
  }

  /// What was answered is answered the same again; what was not is answered now, once.
  private func checkAnswers(_ client: TestClient, _ record: KillRecord) async throws {
    let asked = await record.round
    let answered = asked.filter { $0.answer.map { (200..<300).contains($0.status) } ?? false }
    for (ask, answer) in answered.suffix(Self.askedAgain) {
      let again = try await ask.send(to: client)
      #expect(again.status == answer?.status && again.data == answer?.data, "\(ask.key): \(again.text)")
    }
    for (ask, _) in asked where !answered.contains(where: { $0.ask.key == ask.key }) {
      await record.note(ask, try await ask.send(to: client))
    }
  }

  /// Returns how many are missing, and how many stand twice.
  private func checkLog(
    _ client: TestClient, _ record: KillRecord
  ) async throws -> (lost: Int, doubled: Int) {
    var (positions, comments, titles) = ([Int](), [String](), [String]())
    while true {
      let page =
        try await client.send("GET", "events?limit=200&after=\(positions.last ?? 0)").json["items"]?.items ?? []
      guard !page.isEmpty else { break }
      for event in page {
        positions.append(event["seq"]?.int ?? 0)
        if event["event_type"] == "comment.added" { comments.append(event["data"]?["body"]?.string ?? "") }
        if event["event_type"] == "document.opened" { titles.append(event["data"]?["title"]?.string ?? "") }
      }
    }
    #expect(positions == Array(1...positions.count), "The log has a gap.")
    let doubled = comments.count - Set(comments).count + titles.count - Set(titles).count
    #expect(doubled == 0, "Something is there twice.")
    let (lostComments, lostTitles) = (
      await record.comments.subtracting(comments), await record.titles.subtracting(titles)
    )
    #expect(lostComments.isEmpty && lostTitles.isEmpty, "Lost: \(lostComments) \(lostTitles)")
    #expect(await record.acknowledged > Self.rounds, "Too little was written to show anything.")
    return (lostComments.count + lostTitles.count, doubled)
  }

  @Test("kill -9 while a data directory is made leaves one that is served, or none")
  func killInit() async throws {
    for _ in 0..<8 {
      let daemon = try TestDaemon(isInitialised: false)
      try await daemon.runAndKill(
        ["init", "--data", daemon.directory.path], afterMilliseconds: Int.random(in: 1...250))
      guard FileManager.default.fileExists(atPath: daemon.directory.path + "/countersign.sqlite") else { continue }
      try daemon.start()
      #expect(try await TestClient(url: daemon.url, token: "").raw("GET", "/readyz", nil).status == 200)
      #expect(daemon.stop() == 0)
    }
  }
}

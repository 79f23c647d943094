import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

/// GitHub's API, as its double has it.
@Suite struct ReadingGitHub {
  private func contract() async throws -> HostContract { try HostContract(await GitHubHostDouble()) }

  @Test("commits are listed page by page, oldest first") func commits() async throws {
    try await contract().listsCommits()
  }
  @Test("a forced branch tells what it left behind") func forced() async throws {
    try await contract().tellsForcedBranches()
  }
  @Test("changes are told with renames, against the first parent and from the common commit") func changes()
    async throws
  {
    try await contract().tellsChanges()
  }
  @Test("files are read as they were, large ones too, whatever they are called") func files() async throws {
    try await contract().readsFiles()
  }
  @Test("more files than a page or a comparison has are all told") func many() async throws {
    try await contract().listsManyFiles()
  }
  @Test("a file is written once, on a branch that is made for it or is there") func writes() async throws {
    try await contract().writesFiles()
  }
  @Test("pull requests are read") func requests() async throws { try await contract().readsRequests() }
  @Test("everybody's last word stands, unless it was dismissed") func reviews() async throws {
    try await contract().readsReviews()
  }
  @Test("a check of the same name replaces what it said") func statuses() async throws {
    try await contract().setsStatuses()
  }
  @Test("comments stand on lines, where they can") func lines() async throws { try await contract().commentsOnLines() }
  @Test("answers stand in their threads") func replies() async throws { try await contract().repliesInThreads() }
  @Test("a pull request is made once") func proposes() async throws { try await contract().proposes() }

  @Test("what goes wrong is told in GitHub's words, without the token") func failures() async throws {
    let contract = try await contract()
    try await contract.tellsFailures(wrong: HostContract(contract.double, token: "ghp_other"))
  }

  @Test("an hourly limit that comes as 403 is one, and its end is known") func hourlyLimit() async throws {
    let contract = try await contract()
    let (start, end) = (ContinuousClock.now, Int(Date().timeIntervalSince1970) + 300)
    contract.double.faults.plan(
      .answer(
        .json(
          403, ["message": "API rate limit exceeded"],
          headers: ["x-ratelimit-remaining": "0", "x-ratelimit-reset": String(end)])), at: "GET", "branches/main")
    let failure = await HostContract.failure { () throws(DeliveryFailure) in try await contract.host.head(of: "main") }
    let taken = (ContinuousClock.now - start) / .seconds(1)
    #expect(failure?.kind == .rateLimit && failure?.retryAfter.map { (298 - taken...301).contains($0) } == true)
  }

  @Test("a conflict is looked at once more, and a second one is told") func conflict() async throws {
    let contract = try await contract()
    contract.double.repository.commit("Change", .write("docs/a.md", "A"))
    let file = FileWrite(path: "docs/a.md", content: Data("B".utf8), message: "B", branch: "main", base: "main")
    let conflict = LoopbackReceiver.Answer.json(409, ["message": "docs/a.md does not match"])
    contract.double.faults.plan(.answer(conflict), at: "PUT", "contents")
    let commit = try await contract.host.write(file)
    #expect(contract.double.repository.tip(of: "main") == commit)
    for _ in 0..<2 { contract.double.faults.plan(.answer(conflict), at: "PUT", "contents") }
    var other = file
    other.content = Data("C".utf8)
    let failure = await HostContract.failure { () throws(DeliveryFailure) in try await contract.host.write(other) }
    #expect(failure?.kind == .answer)
  }

  @Test("deliveries that never arrived are asked for again, each once") func redelivers() async throws {
    let contract = try await contract()
    for id in 1...250 {
      contract.double.repository.note(
        HostedAttempt(id: id, key: "d\(id)", status: id % 50 == 0 ? 502 : 202, milliseconds: Int64(id) * 1000))
    }
    // One that has arrived since, and one that failed twice.
    contract.double.repository.note(HostedAttempt(id: 251, key: "d250", status: 202, milliseconds: 300_000))
    contract.double.repository.note(HostedAttempt(id: 252, key: "d200", status: 0, milliseconds: 301_000))
    let since = Timestamp(milliseconds: 60_000)
    let count = try await contract.host.redeliverFailed(since: since, hookURL: GitHubHostDouble.hookURL)
    #expect(count == 3)
    let asked = contract.double.repository.attempts.filter { $0.redeliveries > 0 }.map(\.key)
    #expect(asked.sorted() == ["d100", "d150", "d200"])
    let none = try await contract.host.redeliverFailed(since: since, hookURL: "https://elsewhere.example")
    #expect(none == 0)
    contract.double.faults.plan(.answer(.json(404, ["message": "Not Found"])), at: "GET", "/hooks")
    let unseen = try await contract.host.redeliverFailed(since: since, hookURL: GitHubHostDouble.hookURL)
    #expect(unseen == 0)
  }
}

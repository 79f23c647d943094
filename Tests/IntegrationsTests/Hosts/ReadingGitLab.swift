import NIOConcurrencyHelpers
import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

/// GitLab's API, as its double has it.
@Suite struct ReadingGitLab {
  private func contract() async throws -> HostContract { try HostContract(await GitLabHostDouble()) }

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
  @Test("more files than a page has are all told") func many() async throws { try await contract().listsManyFiles() }
  @Test("a file is written once, on a branch that is made for it or is there") func writes() async throws {
    try await contract().writesFiles()
  }
  @Test("merge requests are read") func requests() async throws { try await contract().readsRequests() }
  @Test("approvals and requests for changes stand until they are taken back") func reviews() async throws {
    try await contract().readsReviews()
  }
  @Test("a check of the same name replaces what it said, also where GitLab would have none of it")
  func statuses() async throws {
    let contract = try await contract()
    try await contract.setsStatuses(["pending", "success", "failed"])
    let states = contract.double.repository.held.withLockedValue { $0.statuses.map(\.state) }
    #expect(states.filter { $0 == "canceled" }.count == 1, "what is said already is not said again: \(states)")
  }
  @Test("notes stand on lines, where they can") func lines() async throws { try await contract().commentsOnLines() }
  @Test("answers stand in their threads") func replies() async throws { try await contract().repliesInThreads() }
  @Test("a merge request is made once") func proposes() async throws { try await contract().proposes() }

  @Test("what goes wrong is told in GitLab's words, without the token") func failures() async throws {
    let contract = try await contract()
    try await contract.tellsFailures(wrong: HostContract(contract.double, token: "glpat-other"))
  }

  @Test("a comment's line is no command") func quiet() async throws {
    let contract = try await contract()
    let number = try contract.opened()
    let request = try #require(try await contract.host.changeRequest(number))
    _ = try await contract.host.comment(OutgoingComment(body: "So\n/close\n  /merge"), on: request)
    #expect(contract.double.repository.comments.last?.body == "So\n\\/close\n  \\/merge")
  }

  @Test("a base that names the version does not name it twice") func base() async throws {
    let double = try await GitLabHostDouble()
    let tip = double.repository.commit("Change", .write("a.md", "A"))
    let host = GitLabHost(
      HostAPI(
        repository: "acme/docs", base: double.url + "/api/v4/", token: double.token, client: try LoopbackClient.made()))
    let head = try await host.head(of: "main")
    #expect(head == tip)
  }

  @Test("a conflict is looked at once more") func conflict() async throws {
    let contract = try await contract()
    contract.double.repository.commit("Change", .write("docs/a.md", "A"))
    contract.double.faults.plan(
      .answer(.json(400, ["message": "The file has changed since you started editing it."])), at: "POST",
      "repository/commits")
    let commit = try await contract.host.write(
      FileWrite(path: "docs/a.md", content: Data("B".utf8), message: "B", branch: "main", base: "main"))
    #expect(contract.double.repository.tip(of: "main") == commit)
  }

  @Test("deliveries that never arrived are asked for again, a few at a time") func redelivers() async throws {
    let contract = try await contract()
    for id in 1...120 {
      contract.double.repository.note(
        HostedAttempt(id: id, key: "k\(id)", status: id % 40 == 0 ? 500 : 202, milliseconds: Int64(id) * 1000))
    }
    contract.double.repository.note(HostedAttempt(id: 121, key: "k121", status: 0, milliseconds: 0))
    let (url, since) = (GitLabHostDouble.hookURL, Timestamp(milliseconds: 60_000))
    let count = try await contract.host.redeliverFailed(since: since, hookURL: url)
    #expect(count == 3)
    let asked = contract.double.repository.attempts.filter { $0.redeliveries > 0 }.map(\.key)
    #expect(asked == ["k80", "k120", "k121"])
    for id in 200...209 {
      contract.double.repository.note(HostedAttempt(id: id, key: "k\(id)", status: 500, milliseconds: 500_000))
    }
    let more = try await contract.host.redeliverFailed(since: since, hookURL: url)
    #expect(more == 5)
    contract.double.faults.plan(.answer(.json(403, ["message": "403 Forbidden"])), at: "GET", "/hooks")
    let unseen = try await contract.host.redeliverFailed(since: since, hookURL: url)
    #expect(unseen == 0)
  }
}

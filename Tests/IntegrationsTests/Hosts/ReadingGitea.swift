import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

/// Gitea's API and Forgejo's, as their double has it.
@Suite struct ReadingGitea {
  static let kinds = ["gitea", "forgejo"]
  private func contract(_ kind: String) async throws -> HostContract { try HostContract(await GiteaHostDouble(kind)) }

  @Test("commits are listed page by page, oldest first", arguments: kinds) func commits(kind: String) async throws {
    try await contract(kind).listsCommits()
  }
  @Test("a forced branch tells what it left behind") func forced() async throws {
    try await contract("gitea").tellsForcedBranches()
  }
  @Test("changes are told with renames, against the first parent and from the common commit") func changes()
    async throws
  {
    try await contract("gitea").tellsChanges()
  }
  @Test("files are read as they were, large ones too, whatever they are called") func files() async throws {
    try await contract("gitea").readsFiles()
  }
  @Test("more files than a page has are all told") func many() async throws {
    try await contract("gitea").listsManyFiles()
  }
  @Test("a file is written once, on a branch that is made for it or is there", arguments: kinds)
  func writes(kind: String) async throws { try await contract(kind).writesFiles() }
  @Test("pull requests are read", arguments: kinds) func requests(kind: String) async throws {
    try await contract(kind).readsRequests()
  }
  @Test("everybody's last word stands, unless it was dismissed") func reviews() async throws {
    try await contract("gitea").readsReviews()
  }
  @Test("a check of the same name replaces what it said", arguments: kinds) func statuses(kind: String) async throws {
    try await contract(kind).setsStatuses()
  }
  @Test("comments stand on lines, where they can") func lines() async throws {
    try await contract("gitea").commentsOnLines()
  }
  @Test("a pull request is made once", arguments: kinds) func proposes(kind: String) async throws {
    try await contract(kind).proposes()
  }

  @Test("what goes wrong is told in the host's words, without the token", arguments: kinds)
  func failures(kind: String) async throws {
    let contract = try await contract(kind)
    try await contract.tellsFailures(wrong: HostContract(contract.double, token: "gta_other"))
  }

  @Test("nothing is asked for again, since no list of deliveries is to be had") func redelivers() async throws {
    let contract = try await contract("gitea")
    let count = try await contract.host.redeliverFailed(since: .init(milliseconds: 0), hookURL: "https://x.example")
    #expect(count == 0 && contract.double.requests.isEmpty)
  }
}

/// Gogs' API, as its double has it.
@Suite struct ReadingGogs {
  private func contract() async throws -> HostContract { try HostContract(await GiteaHostDouble("gogs")) }

  @Test("commits are gone through one by one, and come oldest first") func commits() async throws {
    try await contract().listsCommits(40)
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
  @Test("a folder of many files is told") func many() async throws { try await contract().listsManyFiles() }
  @Test("comments stand in the list") func comments() async throws { _ = try await contract().commentsInTheList() }

  @Test("a file is written on the default branch or on a new one, and on no other") func writes() async throws {
    let contract = try await contract()
    let repository = contract.double.repository
    repository.commit("Change", .write("docs/a.md", "A"))
    var file = FileWrite(
      path: "docs/a.md", content: Data("B".utf8), message: "B", branch: "record", base: "main")
    let made = try await contract.host.write(file)
    #expect(repository.tip(of: "record") == made)
    let again = try await contract.host.write(file)
    #expect(again == made)
    file.content = Data("C".utf8)
    let refused = await HostContract.failure { () throws(DeliveryFailure) in try await contract.host.write(file) }
    #expect(refused?.kind == .settings && refused?.answer?.contains("default") == true)
    file.branch = "main"
    let direct = try await contract.host.write(file)
    #expect(repository.tip(of: "main") == direct)
  }

  @Test("what Gogs has not is said plainly") func lacking() async throws {
    let contract = try await contract()
    let request = ChangeRequest(
      number: 1, title: "", author: HostIdentity(), head: "abcdef0", sourceBranch: "a", targetBranch: "b")
    let status = CommitStatus(context: "c", state: .success, description: "", url: nil)
    let failures = [
      await HostContract.failure { () throws(DeliveryFailure) in try await contract.host.changeRequest(1) },
      await HostContract.failure { () throws(DeliveryFailure) in try await contract.host.openChangeRequests(to: "b") },
      await HostContract.failure { () throws(DeliveryFailure) in try await contract.host.reviews(of: request) },
      await HostContract.failure { () throws(DeliveryFailure) in try await contract.host.set(status, on: "abcdef0") },
      await HostContract.failure { () throws(DeliveryFailure) in
        try await contract.host.propose(Proposal(from: "a", to: "b", title: "", text: ""))
      },
    ]
    for failure in failures {
      #expect(failure?.kind == .settings && failure?.answer?.hasPrefix("Gogs' API has no ") == true)
    }
    #expect(contract.double.requests.isEmpty)
  }
}

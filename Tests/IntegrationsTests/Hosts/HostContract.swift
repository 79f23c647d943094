import Documents
import Foundation
import Integrations
import TestSupport
import Testing

/// What every host's API must do, whichever host it is: against its double, on loopback.
struct HostContract {
  let double: any HostDouble
  let host: any GitHost

  init(_ double: any HostDouble, token: String? = nil) throws {
    self.double = double
    let kind = try #require(GitHosts.named(double.kind))
    let client = TargetClient(
      clients: Self.clients, policy: try AddressPolicy(allowedNetworks: ["127.0.0.0/8"]),
      answerBytesMax: HostAPI.answerBytesMax)
    host = kind.init(
      HostAPI(
        repository: double.repositoryName, base: double.url + "/", token: token ?? double.token,
        username: double.username, client: client))
  }

  private static let clients = HTTPClients()
  private var repository: HostedRepository { double.repository }

  /// The failure that a call ends in; nil where it does not.
  static func failure<Result>(_ body: () async throws(DeliveryFailure) -> Result) async -> DeliveryFailure? {
    do throws(DeliveryFailure) {
      _ = try await body()
      return nil
    } catch {
      return error
    }
  }
}

// Files and commits.
extension HostContract {
  /// More commits than a page of any host has.
  func listsCommits(_ count: Int = 230) async throws {
    let first = repository.commit("First", .write("docs/a.md", "0"))
    for number in 1..<count { repository.commit("Change \(number)", by: .grace, .write("docs/a.md", "\(number)")) }
    let tip = try #require(repository.tip(of: "main"))
    let head = try await host.head(of: "main")
    #expect(head == tip)
    let none = try await host.head(of: "none/at-all")
    #expect(none == nil)
    let all = try await host.commits(from: nil, to: tip)
    #expect(all.commits.map(\.id) == repository.range(from: nil, to: tip).map(\.id) && all.isForward)
    let later = try await host.commits(from: first, to: tip)
    #expect(later.commits.map(\.id) == Array(all.commits.map(\.id).dropFirst()) && later.isForward && later.left == [])
    let last = try #require(later.commits.last)
    #expect(last.author.email == "grace@example.com" && last.author.name == "Grace Hopper")
    #expect(last.message.trimmingCharacters(in: .newlines) == "Change \(count - 1)")
    let same = try await host.commits(from: tip, to: tip)
    #expect(same == CommitRange(commits: [], isForward: true))
  }

  func tellsForcedBranches() async throws {
    let root = repository.commit("Root", .write("docs/a.md", "1"))
    let lost = repository.commit("Lost", .write("docs/a.md", "2"))
    let other = repository.loose("Other", after: [root], .write("docs/a.md", "3"))
    repository.move("main", to: other)
    // A host keeps what no branch leads to for a while.
    repository.move("kept", to: lost)
    let range = try await host.commits(from: lost, to: other)
    #expect(range.commits.map(\.id) == [other] && !range.isForward && range.left == [lost])
    // And then it does not.
    let gone = await Self.failure { () throws(DeliveryFailure) in
      try await host.commits(from: String(repeating: "1", count: 40), to: other)
    }
    #expect(gone?.status == 404)
    let unknown = await Self.failure { () throws(DeliveryFailure) in
      try await host.commits(from: nil, to: String(repeating: "2", count: 40))
    }
    #expect(unknown != nil)
    let bad = await Self.failure { () throws(DeliveryFailure) in try await host.commits(from: "x/../y", to: other) }
    #expect(bad?.kind == .answer || bad?.answer?.contains("no commit") == true)
  }

  func tellsChanges() async throws {
    repository.commit(
      "Change", .write("docs/a.md", "A\nB\nC"), .write("docs/b.md", "B"), .write("docs/deep/er/e.md", "E"))
    let root = try #require(repository.tip(of: "main"))
    let changes: [HostedRepository.Change] = [
      .write("docs/new é.md", "N"), .rename("docs/a.md", to: "docs/moved.md"), .remove("docs/b.md"),
      .write("docs/deep/er/e.md", "E2"),
    ]
    let second = repository.push([("Much", .ada, changes)])
    let expected = [
      FileChange(.removed, "docs/b.md"), FileChange(.modified, "docs/deep/er/e.md"),
      FileChange(.renamed, "docs/moved.md", from: "docs/a.md"), FileChange(.added, "docs/new é.md"),
    ]
    let first = try await host.changes(of: root)
    #expect(sorted(first).map(\.path) == ["docs/a.md", "docs/b.md", "docs/deep/er/e.md"])
    #expect(first.allSatisfy { $0.kind == .added })
    let much = try await host.changes(of: second)
    #expect(sorted(much) == expected)
    let between = try await host.changes(from: root, to: second)
    #expect(sorted(between) == expected)
    // What was pushed to the target in the meantime is none of a change request's.
    let branch = repository.loose("Aside", after: [root], .write("docs/aside.md", "X"))
    repository.move("aside", to: branch)
    let aside = try await host.changes(from: second, to: branch)
    #expect(aside == [FileChange(.added, "docs/aside.md")])
    let merge = repository.loose("Merge", after: [second, branch], .write("docs/aside.md", "X"))
    repository.move("main", to: merge)
    let merged = try await host.changes(of: merge)
    #expect(merged == [FileChange(.added, "docs/aside.md")])
    let missing = await Self.failure { () throws(DeliveryFailure) in
      try await host.changes(of: String(repeating: "3", count: 40))
    }
    #expect(missing != nil)
  }

  private func sorted(_ changes: [FileChange]) -> [FileChange] { changes.sorted { $0.path < $1.path } }

  func readsFiles() async throws {
    let large = Data(repeating: 0x61, count: 2_000_000)
    let first = repository.push([("Files", .ada, [.write("docs/a b?#%é.md", "Odd"), .write("large.md", large)])])
    repository.commit("Change", .write("docs/a b?#%é.md", "Later"))
    let tip = try #require(repository.tip(of: "main"))
    let early = try await host.file("docs/a b?#%é.md", at: first)
    #expect(early == Data("Odd".utf8))
    let late = try await host.file("docs/a b?#%é.md", at: tip)
    #expect(late == Data("Later".utf8))
    let whole = try await host.file("large.md", at: tip)
    #expect(whole == large)
    let none = try await host.file("docs/none.md", at: tip)
    #expect(none == nil)
    let paths = try await host.paths(at: tip)
    #expect(paths == ["docs/a b?#%é.md", "large.md"])
    let history = try await host.history(of: "docs/a b?#%é.md", at: tip)
    #expect(history.map(\.id) == [first, tip])
    let outside = await Self.failure { () throws(DeliveryFailure) in try await host.file("../secret", at: tip) }
    #expect(outside?.kind == .answer)
    let asked = double.requests.count
    let noCommit = await Self.failure { () throws(DeliveryFailure) in try await host.file("large.md", at: "main?x=") }
    #expect(noCommit?.kind == .answer && double.requests.count == asked)
  }

  /// More files than a page of any host has.
  func listsManyFiles() async throws {
    let files = (0..<350).map { String(format: "docs/%03d.md", $0) }
    repository.commit("Change", .write("README.md", "R"))
    let before = try #require(repository.tip(of: "main"))
    let tip = repository.push([("Many", .ada, files.map { .write($0, "text of \($0)") })])
    let paths = try await host.paths(at: tip)
    #expect(paths == ["README.md"] + files)
    let changes = try await host.changes(of: tip)
    #expect(changes.map(\.path).sorted() == files)
    let compared = try await host.changes(from: before, to: tip)
    #expect(compared.map(\.path).sorted() == files)
  }

  func writesFiles() async throws {
    repository.commit("Change", .write("docs/a.md", "A"))
    let base = try #require(repository.tip(of: "main"))
    var file = FileWrite(
      path: "docs/a.md", content: Data("Record".utf8), message: "Approved", branch: "record/a", base: "main")
    let commit = try await host.write(file)
    #expect(repository.tip(of: "record/a") == commit && repository.tip(of: "main") == base)
    #expect(repository.commit(at: commit)?.files["docs/a.md"] == Data("Record".utf8))
    #expect(repository.commit(at: commit)?.message == "Approved" && repository.commit(at: commit)?.parents == [base])
    let again = try await host.write(file)
    #expect(again == commit, "what is there is not written twice")
    file.branch = "main"
    let direct = try await host.write(file)
    #expect(repository.tip(of: "main") == direct && direct != base)
    file.path = "docs/new.md"
    let new = try await host.write(file)
    #expect(repository.commit(at: new)?.files["docs/new.md"] == Data("Record".utf8))
    file.branch = "other"
    file.base = "nowhere"
    let failure = await Self.failure { () throws(DeliveryFailure) in try await host.write(file) }
    #expect(failure != nil && repository.tip(of: "other") == nil)
  }
}

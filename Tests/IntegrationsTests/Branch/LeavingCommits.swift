import Foundation
import Ledger
import TestSupport
import Testing
import Workflow

@testable import Integrations

/// A branch that was forced, deleted, or whose earlier head is gone: nothing is lost, and what it has no more is marked.
@Suite struct LeavingCommits {
  private func note(_ words: String) -> String { "# Note\n\n## Purpose\n\n\(words)\n\n## Decision\n\nNone.\n" }

  @Test("a force marks the revisions of commits that are gone, and the words are those of the new head")
  func force() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    let kept = try repository.commit("docs/a.md", note("Kept"))
    try repository.commit("docs/b.md", note("B"))
    try repository.push()
    _ = try await branch.take()
    try repository.commit("docs/a.md", note("Dropped"))
    try repository.commit("docs/c.md", note("Dropped too"))
    try repository.push()
    _ = try await branch.take()
    try repository.git(["reset", "--quiet", "--hard", "HEAD~2"])
    let new = try repository.commit("docs/b.md", note("B2"))
    try repository.push(force: true)
    _ = try await branch.take()
    let (a, c) = (try await branch.document("docs/a.md"), try await branch.document("docs/c.md"))
    #expect(a?.orphanedRevisions == [2] && c?.orphanedRevisions == [1])
    let (words, commits, b) = (
      try await branch.words("docs/a.md"), try await branch.commits("docs/a.md"), try await branch.commits("docs/b.md")
    )
    #expect(words == note("Kept") && commits.last == kept && commits.count == 3, "\(commits)")
    #expect(b.last == new)
    let gone = try await branch.ledger.mappedFile(connection: BranchHarness.connection, path: "docs/c.md")
    #expect(gone?.state == .removed)
    try await branch.check()
    let again = try await branch.reconcile()
    let count = try await branch.revisions("docs/a.md").count
    #expect(count == 3, "\(again)")
  }

  @Test("forced back again, the commits are taken in as they come")
  func back() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    try repository.commit("docs/a.md", note("One"))
    let second = try repository.commit("docs/a.md", note("Two"))
    try repository.push()
    _ = try await branch.take()
    try repository.git(["reset", "--quiet", "--hard", "HEAD~1"])
    try repository.push(force: true)
    _ = try await branch.take()
    let reset = try await branch.words("docs/a.md")
    #expect(reset == note("One"))
    try repository.git(["reset", "--quiet", "--hard", second])
    try repository.push(force: true)
    _ = try await branch.take()
    let (words, last) = (try await branch.words("docs/a.md"), try await branch.commits("docs/a.md").last)
    #expect(words == note("Two") && last == second)
    try await branch.check()
  }

  @Test("a rename that is left behind is undone, and one that is done again is one move")
  func renames() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    try repository.commit("docs/a.md", note("One"))
    try repository.push()
    _ = try await branch.take()
    let id = try await branch.document("docs/a.md")?.id
    try repository.git(["mv", "docs/a.md", "docs/b.md"])
    try repository.commit("Move")
    try repository.push()
    _ = try await branch.take()
    try repository.git(["commit", "--quiet", "--amend", "-m", "Move, said better"])
    try repository.push(force: true)
    _ = try await branch.take()
    let amended = try await branch.document("docs/b.md")?.id
    #expect(amended == id)
    try repository.git(["reset", "--quiet", "--hard", "HEAD~1"])
    try repository.commit("docs/a.md", note("Two"))
    try repository.push(force: true)
    _ = try await branch.take()
    let (undone, words) = (try await branch.document("docs/a.md")?.id, try await branch.words("docs/a.md"))
    #expect(undone == id && words == note("Two"))
    let mapped = try await branch.ledger.mappedFiles(of: BranchHarness.connection).filter { $0.value.state == .here }
    #expect(Array(mapped.keys) == ["docs/a.md"])
    try await branch.check()
  }

  @Test("a force with a fault after each file ends as one without")
  func faults() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    for name in ["a", "b", "c"] { try repository.commit("docs/\(name).md", note(name)) }
    try repository.push()
    _ = try await branch.take()
    for name in ["a", "b", "c"] { try repository.commit("docs/\(name).md", note(name + " dropped")) }
    try repository.push()
    _ = try await branch.take()
    try repository.git(["reset", "--quiet", "--hard", "HEAD~3"])
    try repository.git(["mv", "docs/b.md", "docs/d.md"])
    try repository.commit("Move")
    try repository.commit("docs/c.md", note("c new"))
    try repository.push(force: true)
    for files in 0...6 {
      do { _ = try await branch.take(FaultyHost(branch.host, .init(files: files))) } catch is DeliveryFailure {}
    }
    let outcome = try await branch.take()
    var found: [String: String?] = [:]
    for name in ["a", "b", "c", "d"] { found[name] = try await branch.words("docs/\(name).md") }
    #expect(found == ["a": note("a"), "b": nil, "c": note("c new"), "d": note("b")] as [String: String?], "\(outcome)")
    let count = try await branch.revisions("docs/c.md").count
    #expect(count == 3)
    try await branch.check()
  }

  @Test("a deleted branch loses nothing, and goes on when it is made again")
  func deletion() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    let first = try repository.commit("docs/a.md", note("One"))
    try repository.push()
    _ = try await branch.take()
    try repository.git(["push", "--quiet", "origin", ":main"])
    let outcome = try await branch.take(before: first)
    let (head, words) = (try await branch.head, try await branch.words("docs/a.md"))
    #expect(outcome.contains("was deleted") && head == first && words == note("One"))
    let compared = try await branch.reconcile()
    #expect(compared == "The repository has no branch main.")
    let second = try repository.commit("docs/a.md", note("Two"))
    try repository.push()
    _ = try await branch.take()
    let commits = try await branch.commits("docs/a.md")
    #expect(commits == [first, second])
    let zeros = try await branch.events.compactMap { event -> String? in
      if case .pushReceived(let received) = event { received.after } else { nil }
    }
    #expect(zeros == [first, String(repeating: "0", count: 40), second])
    try await branch.check()
  }

  @Test("where the host has forgotten the earlier head, the files' histories say what was left behind")
  func forgotten() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    let kept = try repository.commit("docs/a.md", note("Kept"))
    try repository.commit("docs/a.md", note("Dropped"))
    try repository.push()
    _ = try await branch.take()
    try repository.git(["reset", "--quiet", "--hard", "HEAD~1"])
    let new = try repository.commit("docs/b.md", note("New"))
    try repository.push(force: true)
    let host = FaultyHost(branch.host, forgets: true)
    _ = try await branch.take(host)
    let (a, b, commits) = (
      try await branch.document("docs/a.md"), try await branch.commits("docs/b.md"),
      try await branch.commits("docs/a.md")
    )
    #expect(a?.orphanedRevisions == [2] && b == [new] && commits.last == kept)
    let (words, head) = (try await branch.words("docs/a.md"), try await branch.head)
    #expect(words == note("Kept") && head == new)
    try await branch.check()
  }
}

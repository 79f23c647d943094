import Foundation
import Ledger
import TestSupport
import Testing
import Workflow

@testable import Integrations

/// Commits become drafts: each change of a watched file once, in order, with who wrote it.
@Suite struct TakingBranchesIn {
  private func note(_ words: String) -> String { "# Note\n\n## Purpose\n\n\(words)\n\n## Decision\n\nNone.\n" }

  @Test("each commit that changes a watched file is a draft, with its author, its message and its commit")
  func drafts() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    let first = try repository.commit("docs/a.md", note("One"), message: "Begin\n\nWith a body.", author: "Ada")
    let second = try repository.commit("docs/a.md", note("Two"), author: "Bob")
    try repository.commit("src/code.md", "not watched")
    try repository.push()
    let outcome = try await branch.take()
    let revisions = try await branch.revisions("docs/a.md")
    #expect(revisions.map(\.saved.source.commit) == [first, second], "\(outcome)")
    #expect(revisions.map(\.saved.source.author) == ["Ada", "Bob"])
    #expect(revisions[0].saved.message == "Begin\n\nWith a body." && revisions[0].saved.source.path == "docs/a.md")
    let blob = try repository.git(["rev-parse", "HEAD:docs/a.md"])
    #expect(revisions[1].saved.source.blob == blob, "The id of the bytes is git's own.")
    let (words, head) = (try await branch.words("docs/a.md"), try await branch.head)
    #expect(words == note("Two"))
    #expect(try head == repository.head() && outcome.contains("2 revisions"))
    let again = try await branch.take()
    let count = try await branch.revisions("docs/a.md").count
    #expect(again.contains("taken in") && count == 2)
    try await branch.check()
  }

  @Test("an author is the user that the connection names, or who has that address; nobody else is made one")
  func authors() async throws {
    let branch = try await BranchHarness(identities: ["cid@example.org": "carla"])
    try await branch.register("ada", email: "ADA@example.org")
    try await branch.register("bea", login: "bob@example.org")
    try await branch.register("carla")
    for author in ["Ada", "Bob", "Cid", "Dan"] {
      try branch.repository.commit("docs/\(author.lowercased()).md", note(author), author: author)
    }
    try branch.repository.push()
    _ = try await branch.take()
    var owners: [String: String?] = [:]
    for name in ["ada", "bob", "cid", "dan"] {
      owners[name] = try await branch.revisions("docs/\(name).md").first?.saved.author
    }
    #expect(owners == ["ada": "ada", "bob": "bea", "cid": "carla", "dan": nil] as [String: String?])
    let opened = try await branch.document("docs/dan.md")?.owner
    #expect(opened == Actor.daemon.id)
  }

  @Test("a file that cannot be a draft is named with the reason, and the others go on")
  func problems() async throws {
    let branch = try await BranchHarness(template: nil)
    let repository = branch.repository
    try repository.write("docs/big.md", Data(repeating: 0x61, count: FileSaving.bytesMax + 1))
    try repository.write("docs/latin.md", Data([0x23, 0x20, 0xE9, 0x0A]))
    try repository.write("docs/other.md", "# Shopping\n\n## Milk\n\n## Bread\n")
    try repository.write("docs/good.md", note("Good"))
    try repository.commit("All")
    try repository.push()
    let outcome = try await branch.reconcile()
    #expect(outcome.contains("docs/big.md was not taken in: it has more than 4194304 bytes"), "\(outcome)")
    #expect(outcome.contains("docs/latin.md was not taken in: it is not UTF-8"), "\(outcome)")
    #expect(outcome.contains("docs/other.md was not taken in: it is no known document"), "\(outcome)")
    let good = try await branch.document("docs/good.md")
    #expect(good?.opened.template == "note", "It was picked by its headings.")
    try await branch.publish("list", "# Shopping\n\n## Milk\n\n## Bread\n")
    _ = try await branch.reconcile()
    let other = try await branch.document("docs/other.md")
    #expect(other?.opened.template == "list", "What could be no document is looked at again.")
  }

  @Test("a renamed file stays the same document, also with other words, and told as one that went and one that came")
  func renames() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    try repository.commit("docs/a.md", note("One"))
    try repository.push()
    _ = try await branch.take()
    let id = try await branch.document("docs/a.md")?.id
    try repository.git(["mv", "docs/a.md", "docs/b.md"])
    let pure = try repository.commit("Move")
    try repository.git(["mv", "docs/b.md", "docs/c.md"])
    try repository.write("docs/c.md", note("One and two"))
    let changed = try repository.commit("Move and change")
    try repository.push()
    _ = try await branch.take()
    let (moved, gone, commits) = (
      try await branch.document("docs/c.md")?.id, try await branch.document("docs/a.md"),
      try await branch.commits("docs/c.md")
    )
    #expect(moved == id && gone == nil)
    #expect(commits.count == 2 && commits.last == changed)
    let changes = try await branch.sourceChanges
    #expect(changes.map(\.path) == ["docs/b.md", "docs/c.md"] && changes.first?.commit == pure)
    // As a push says it that knows of no renames.
    try repository.git(["mv", "docs/c.md", "docs/d.md"])
    let last = try repository.commit("Move again")
    try repository.push()
    let push = Push(
      repository: "", ref: "refs/heads/main", before: changed, after: last,
      commits: [
        Commit(
          id: last, message: "Move again", author: HostIdentity(name: "Ada"),
          changes: [FileChange(.added, "docs/d.md"), FileChange(.removed, "docs/c.md")])
      ], isComplete: true)
    _ = try await branch.recording(FaultyHost(branch.host, hasOnlyFiles: true)).take(push, receipt: "rcp")
    let there = try await branch.document("docs/d.md")?.id
    #expect(there == id)
    try repository.commit("docs/a.md", note("Another"))
    try repository.push()
    _ = try await branch.take()
    let another = try await branch.document("docs/a.md")?.id
    #expect(another != nil && another != id, "What takes the place of a moved file is another document.")
    try await branch.check()
  }

  @Test("two files that change places stay each its own document")
  func swap() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    let long = (1...40).map { "Line \($0) of many." }.joined(separator: "\n")
    try repository.write("docs/a.md", note("A " + long))
    try repository.write("docs/b.md", "# Note\n\n## Purpose\n\nB\n\n## Decision\n" + String(long.reversed()))
    try repository.commit("Both")
    try repository.push()
    _ = try await branch.take()
    let (a, b) = (try await branch.document("docs/a.md")?.id, try await branch.document("docs/b.md")?.id)
    let commit = try repository.commit("Nothing")
    let push = Push(
      repository: "", ref: "refs/heads/main", before: try repository.head("HEAD~1"), after: commit,
      commits: [
        Commit(
          id: commit, message: "Swap", author: HostIdentity(),
          changes: [
            FileChange(.renamed, "docs/a.md", from: "docs/b.md"), FileChange(.renamed, "docs/b.md", from: "docs/a.md"),
          ])
      ], isComplete: true)
    try repository.push()
    _ = try await branch.recording().take(push, receipt: "rcp")
    let (nowA, nowB) = (try await branch.document("docs/a.md")?.id, try await branch.document("docs/b.md")?.id)
    #expect(a != b && nowA == b && nowB == a)
    try await branch.check()
  }

  @Test("a file that was removed and comes back is the same document")
  func removal() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    try repository.commit("docs/a.md", note("One"))
    try repository.push()
    _ = try await branch.take()
    let id = try await branch.document("docs/a.md")?.id
    try repository.git(["rm", "--quiet", "docs/a.md"])
    let gone = try repository.commit("Remove")
    try repository.push()
    let outcome = try await branch.take()
    let removed = try await branch.ledger.mappedFile(connection: BranchHarness.connection, path: "docs/a.md")
    #expect(removed?.state == .removed && outcome.contains("docs/a.md was removed"))
    let changes = try await branch.sourceChanges
    #expect(changes.map(\.change) == [.removed] && changes.first?.commit == gone)
    try repository.commit("docs/a.md", note("One"))
    try repository.push()
    _ = try await branch.take()
    let (back, count) = (
      try await branch.ledger.mappedFile(connection: BranchHarness.connection, path: "docs/a.md"),
      try await branch.revisions("docs/a.md").count
    )
    #expect(back?.document == id && back?.state == .here && count == 1)
    try await branch.check()
  }

  @Test("a push that says all there is needs no API but for the file; a lost push is made good by the next")
  func hints() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    let first = try repository.commit("docs/a.md", note("One"))
    try repository.push()
    let push = Push(
      repository: "", ref: "refs/heads/main", before: nil, after: first,
      commits: [
        Commit(
          id: first, message: "m", author: HostIdentity(name: "Ada"), changes: [FileChange(.added, "docs/a.md")])
      ], isComplete: true)
    let alone = FaultyHost(branch.host, hasOnlyFiles: true)
    _ = try await branch.recording(alone).take(push, receipt: "rcp")
    let head = try await branch.head
    #expect(head == first && alone.count["commits"] == 0)
    let lost = try repository.commit("docs/a.md", note("Lost"))
    let told = try repository.commit("docs/b.md", note("Told"))
    try repository.push()
    let next = Push(
      repository: "", ref: "refs/heads/main", before: lost, after: told,
      commits: [
        Commit(id: told, message: "m", author: HostIdentity(), changes: [FileChange(.added, "docs/b.md")])
      ], isComplete: true)
    _ = try await branch.recording().take(next, receipt: "rcp")
    let (a, b) = (try await branch.commits("docs/a.md"), try await branch.commits("docs/b.md"))
    #expect(a == [first, lost] && b == [told])
    let late = Push(repository: "", ref: "refs/heads/main", before: first, after: lost)
    let outcome = try await branch.recording().take(late, receipt: "rcp")
    let after = try await branch.head
    #expect(after == told && outcome.contains("is not ahead of"), "A push that comes late changes nothing.")
    let other = try await branch.recording().take(
      Push(repository: "", ref: "refs/heads/side", before: nil, after: told), receipt: "rcp")
    #expect(other.contains("Nothing to do for refs/heads/side"))
  }

  @Test("lines of work that were joined end with the words of the head")
  func merges() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    try repository.commit("docs/a.md", note("Base"))
    try repository.push()
    _ = try await branch.take()
    try repository.git(["checkout", "--quiet", "-b", "side"])
    try repository.commit("docs/a.md", note("Of the side"))
    try repository.git(["checkout", "--quiet", "main"])
    try repository.commit("docs/a.md", note("Of the main line"))
    try repository.git(["merge", "--quiet", "-s", "ours", "-m", "Join", "side"])
    try repository.push()
    _ = try await branch.take()
    let (words, count) = (try await branch.words("docs/a.md"), try await branch.revisions("docs/a.md").count)
    #expect(words == note("Of the main line") && count >= 3)
  }

  @Test("taken in with a fault after each file and begun again, the revisions are the same, and each is there once")
  func faults() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    for number in 1...4 {
      try repository.commit("docs/a.md", note("A \(number)"))
      // Words that were there before: no draft, wherever it is begun again.
      try repository.git(["rm", "--quiet", "docs/a.md"])
      try repository.commit("Gone \(number)")
      try repository.commit("docs/a.md", note("A \(number)"), message: "Back \(number)")
      try repository.git(["mv", "docs/a.md", "docs/b.md"])
      try repository.commit("Moved \(number)")
      try repository.git(["mv", "docs/b.md", "docs/a.md"])
      try repository.commit("Moved back \(number)")
    }
    try repository.push()
    // From the first commit on, so that it is a range and no first import.
    let first = try repository.git(["rev-list", "--max-parents=0", "HEAD"])
    let begin = Push(
      repository: "", ref: "refs/heads/main", before: nil, after: first,
      commits: [Commit(id: first, message: "", author: HostIdentity(), changes: [FileChange(.added, "docs/a.md")])],
      isComplete: true)
    _ = try await branch.recording().take(begin, receipt: "rcp")
    var tries = 0
    while true {
      tries += 1
      do {
        _ = try await branch.take(FaultyHost(branch.host, .init(files: 1)))
        break
      } catch let failure as DeliveryFailure {
        #expect(failure.kind == .connection && tries < 200)
      }
    }
    let revisions = try await branch.revisions("docs/a.md").map(\.saved.source.commit)
    let expected = try repository.git(["log", "--reverse", "--format=%H", "--grep=^Change"]).split(separator: "\n")
    #expect(revisions == expected.map(String.init) && tries > 4, "\(tries) tries")
    let document = try await branch.ledger.mappedFiles(of: BranchHarness.connection).filter { $0.value.state == .here }
    #expect(Array(document.keys) == ["docs/a.md"])
    try await branch.check()
  }
}

import Foundation
import Ledger
import Logging
import NIOConcurrencyHelpers
import TestSupport
import Testing
import Workflow

@testable import Integrations

/// A connection that is new takes in what its files have been, or what they are; and is compared from then on.
@Suite struct ImportingBranches {
  private func note(_ words: String) -> String { "# Note\n\n## Purpose\n\n\(words)\n\n## Decision\n\nNone.\n" }

  @Test("all that each file has been, through its renames, with how far it has come")
  func history() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    let expected = [
      try repository.commit("docs/old.md", note("One")), try repository.commit("docs/old.md", note("Two")),
    ]
    let other = try repository.commit("docs/b.md", note("B"))
    try repository.git(["mv", "docs/old.md", "docs/a.md"])
    try repository.commit("Move")
    let last = try repository.commit("docs/a.md", note("Three"))
    try repository.git(["rm", "--quiet", "docs/b.md"])
    try repository.commit("docs/c.md", "# Quite another\n\nIn other words.\n")
    try repository.push()
    let seen = NIOLockedValueBox<[Int]>([])
    let outcome = try await branch.recording().reconcile { done, total in
      seen.withLockedValue { $0.append(done * 100 / total) }
    }
    let (commits, gone, head) = (
      try await branch.commits("docs/a.md"), try await branch.document("docs/b.md"), try await branch.head
    )
    #expect(commits == expected + [last], "\(outcome)")
    #expect(gone == nil, "What is no file of the head is no document: \(other)")
    #expect(try head == repository.head())
    let steps = seen.withLockedValue { $0 }
    #expect(steps == steps.sorted() && steps.last == 100 && steps.count == 5)
    try await branch.check()
  }

  @Test("only the present state where the connection says so")
  func present() async throws {
    var settings = ConnectionSettings()
    settings.history = false
    let branch = try await BranchHarness(settings: settings)
    try branch.repository.commit("docs/a.md", note("One"))
    let last = try branch.repository.commit("docs/a.md", note("Two"), message: "Second", author: "Bob")
    try branch.repository.commit("src/x", "x")
    try branch.repository.push()
    _ = try await branch.reconcile()
    let revisions = try await branch.revisions("docs/a.md")
    #expect(revisions.map(\.saved.source.commit) == [last])
    #expect(revisions.first?.saved.message == "Second" && revisions.first?.saved.source.author == "Bob")
  }

  @Test("an import with a fault after each file ends as one without")
  func faults() async throws {
    let branch = try await BranchHarness()
    for number in 1...3 {
      for name in ["a", "b"] { try branch.repository.commit("docs/\(name).md", note("\(name) \(number)")) }
    }
    try branch.repository.push()
    var files = 0
    while true {
      files += 1
      do {
        _ = try await branch.reconcile(FaultyHost(branch.host, .init(files: files)))
        break
      } catch is DeliveryFailure {
        let head = try await branch.head
        #expect(head == nil && files < 50)
      }
    }
    let (a, b) = (try await branch.revisions("docs/a.md").count, try await branch.revisions("docs/b.md").count)
    #expect(a == 3 && b == 3 && files > 3)
  }

  @Test("a long range is taken in whole, a commit a draft")
  func long() async throws {
    let branch = try await BranchHarness()
    let repository = branch.repository
    try repository.commit("docs/a.md", note("0"))
    try repository.push()
    _ = try await branch.take()
    // As git's own fast way makes them: more than one question's worth.
    var stream = ""
    for number in 1...1100 {
      let (message, text) = ("Change \(number)", number % 100 == 0 ? note("\(number)") : "x \(number)\n")
      let path = number % 100 == 0 ? "docs/a.md" : "src/x"
      stream += "commit refs/heads/main\ncommitter Ada <ada@example.org> \(1_700_000_000 + number) +0000\n"
      stream += "data \(message.utf8.count)\n\(message)\n"
      if number == 1 { stream += "from refs/heads/main^0\n" }
      stream += "M 100644 inline \(path)\ndata \(text.utf8.count)\n\(text)\n"
    }
    let file = repository.root.appending(path: "stream")
    try Data(stream.utf8).write(to: file)
    _ = try TestDaemon.shell("git fast-import --quiet <'\(file.path)'", in: repository.bare)
    _ = try await branch.take()
    let (words, count) = (try await branch.words("docs/a.md"), try await branch.revisions("docs/a.md").count)
    #expect(words == note("1100") && count == 12)
    let range = try await branch.host.commits(
      from: nil, to: try repository.git(["rev-parse", "main"], in: repository.bare))
    #expect(range.commits.count == 1101 && range.commits.allSatisfy { $0.changes?.count == 1 })
  }

  @Test("what is due is compared, what failed is tried again later, and a request makes it due at once")
  func reconciling() async throws {
    let branch = try await BranchHarness()
    let (ledger, id) = (branch.ledger, BranchHarness.connection)
    try branch.repository.commit("docs/a.md", note("One"))
    try branch.repository.push()
    let due = try await ledger.dueReconciliations()
    #expect(due == [id], "A new connection is due.")
    guard let record = try await ledger.connection(id) else { return }
    let logger = Logger(label: "test")
    let failing = FaultyHost(branch.host, hasOnlyFiles: true)
    try await Reconciling(
      ledger: ledger, host: failing, connection: record, defaultWorkflow: "p", logger: logger
    ).run()
    let failed = try await ledger.reconciliation(of: id)
    #expect(failed.state == .failed && failed.detail?.contains("404") == true)
    #expect(isDue(failed, in: 60))
    let later = try await ledger.dueReconciliations()
    #expect(later.isEmpty)
    let asked = try await ledger.requestReconciliation(of: id)
    let now = try await ledger.dueReconciliations()
    #expect(asked.state == .queued && now == [id])
    try await Reconciling(
      ledger: ledger, host: branch.host, connection: record, defaultWorkflow: "p", logger: logger
    ).run()
    let done = try await ledger.reconciliation(of: id)
    #expect(done.state == .idle && done.done == 1 && done.total == 1 && done.detail?.contains("docs/a.md") == true)
    #expect(isDue(done, in: 3600))
    try await ledger.beginReconciliation(of: id)
    let running = try await ledger.requestReconciliation(of: id)
    #expect(running.state == .running)
    try await ledger.queueReconciliations()
    let restarted = try await ledger.dueReconciliations()
    #expect(restarted == [id], "What was in work when the daemon ended is begun again.")
  }

  private func isDue(_ reconciliation: Reconciliation, in seconds: Double) -> Bool {
    guard let next = reconciliation.nextAt, let finished = reconciliation.finishedAt else { return false }
    return next == finished.adding(seconds: seconds)
  }

  @Test("histories are one, each commit once, in an order that all of them agree to")
  func merging() {
    func commits(_ ids: String, _ path: String) -> [Commit] {
      ids.map {
        Commit(id: String($0), message: "", author: HostIdentity(), changes: [FileChange(.modified, path)])
      }
    }
    let merged = MergedHistories.merged([commits("bdf", "x"), commits("abce", "y"), commits("cdg", "z")])
    let ids = merged.map(\.id).joined()
    #expect(ids.count == 7 && Set(ids).count == 7)
    for order in ["bdf", "abce", "cdg"] { #expect(ids.filter(order.contains) == order) }
    #expect(merged.first { $0.id == "b" }?.changes?.map(\.path) == ["x", "y"])
    let crossed = MergedHistories.merged([commits("ab", "x"), commits("ba", "y")])
    #expect(Set(crossed.map(\.id)) == ["a", "b"] && crossed.flatMap { $0.changes ?? [] }.count == 4)
  }
}

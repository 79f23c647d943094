import Foundation
package import Ledger
import Workflow

/// Records a watched branch: each commit that changes a watched file is a draft of that file's document.
///
/// A crash at any line leaves what was taken in so far, and the head where it was; done again, the same commits give the same
/// revisions once. One task at a time may work on a connection.
package struct BranchRecording: Sendable {
  /// Files that are no documents and are looked at again with one reconciliation.
  private static let unknownFilesMax = 50
  /// Paths that an event names.
  private static let pathsMax = 1000
  private static let zeros = String(repeating: "0", count: 40)

  private let ledger: Ledger
  private let host: any GitHost
  private let connection: ConnectionCreated
  private let defaultWorkflow: String

  /// `defaultWorkflow` is of documents whose connection and project name none.
  package init(ledger: Ledger, host: any GitHost, connection: ConnectionRecord, defaultWorkflow: String) {
    self.ledger = ledger
    self.host = host
    self.connection = connection.created
    self.defaultWorkflow = defaultWorkflow
  }

  /// Takes in what a push tells of, and returns in one sentence what that came to. Once it returns the receipt is done, where
  /// the push moved the head. Throws what may be tried again.
  package func take(_ push: Push, receipt: String) async throws -> String {
    guard push.ref == "refs/heads/\(connection.branch)", isOurs(push.repository) else {
      return "Nothing to do for \(push.ref) of \(push.repository.isEmpty ? connection.repository : push.repository)."
    }
    let head = try await head()
    guard let after = push.after else {
      let outcome = "The branch \(connection.branch) was deleted: what was taken in of it stays."
      try await finish(before: head ?? Self.zeros, after: Self.zeros, receipt: receipt, outcome: outcome)
      return outcome
    }
    let task = try await asking(head).task(for: push, after: after)
    return try await carryOut(task, receipt: receipt).sentence
  }

  /// Takes in what the branch has gained by now, as a push would tell.
  package func catchUp() async throws -> String {
    guard let present = try await host.head(of: connection.branch) else { return noBranch }
    return try await carryOut(try await asking(try await head()).task(to: present)).sentence
  }

  private var noBranch: String { "The repository has no branch \(connection.branch)." }

  /// Compares the branch with what was taken in of it, and takes the rest in; all of it where that is nothing yet. `progress`
  /// is told of commits.
  package func reconcile(
    progress: @escaping @Sendable (_ done: Int, _ total: Int) async -> Void = { _, _ in }
  ) async throws -> String {
    guard let present = try await host.head(of: connection.branch) else { return noBranch }
    let head = try await head()
    let task = try await asking(head).task(to: present)
    let taken = try await carryOut(task, progress: progress)
    guard head != nil else { return taken.sentence }
    let found = try await takeUnknownFiles(at: present)
    return [taken.sentence, found].compactMap { $0 }.joined(separator: " ")
  }

  private func isOurs(_ repository: String) -> Bool {
    repository.isEmpty || repository.lowercased() == connection.repository.lowercased()
  }

  private func head() async throws -> String? {
    try await ledger.connection(connection.connection)?.head
  }

  private func asking(_ head: String?) -> BranchAsking {
    BranchAsking(ledger: ledger, host: host, connection: connection, head: head)
  }

  private func carryOut(
    _ task: BranchTask, receipt: String? = nil, progress: @Sendable (Int, Int) async -> Void = { _, _ in }
  ) async throws -> BranchOutcome {
    var taking = RangeTaking(ledger: ledger, host: host, connection: connection, defaultWorkflow: defaultWorkflow)
    switch task {
    case .nothing(let why):
      taking.outcome.remark(why)
      return taking.outcome
    case .range(let range):
      try await take(range, with: &taking, progress: progress)
      try await finish(
        before: range.before ?? Self.zeros, after: range.after, receipt: receipt, outcome: taking.outcome.sentence,
        paths: taking.outcome.paths)
    case .whole(let before, let after):
      let paths = try await watchedPaths(at: after)
      let ids = try await WholeBranch(connection: connection, at: after).take(paths, with: &taking, progress: progress)
      if before != nil { try await orphanAll(but: ids, head: after, with: &taking) }
      try await finish(
        before: before ?? Self.zeros, after: after, receipt: receipt, outcome: taking.outcome.sentence,
        paths: taking.outcome.paths)
    }
    return taking.outcome
  }

  private func take(
    _ range: BranchRange, with taking: inout RangeTaking, progress: @Sendable (Int, Int) async -> Void
  ) async throws {
    guard !range.isForward else {
      try await taking.take(range.commits, progress: progress)
      return try await taking.settle(at: range.after, last: range.commits.last)
    }
    let leaving = LeavingBehind(ledger: ledger, host: host, connection: connection, saving: taking.saving)
    let touched = try await leaving.mark(range.left, head: range.after)
    try await leaving.goBack(over: range.left, head: range.after)
    try await taking.take(range.commits, progress: progress)
    try await taking.settle(at: range.after, last: range.commits.last)
    for file in try await leaving.present(of: touched, head: range.after) {
      try await restore(file.path, document: file.document, at: range.after, with: &taking)
    }
  }

  /// What a document says whose latest commits are gone is what its file says now.
  private func restore(
    _ path: String, document: String, at head: String, with taking: inout RangeTaking
  ) async throws {
    guard let bytes = try await host.file(path, at: head), try await !taking.saving.isLatest(bytes, of: document) else {
      return
    }
    let history = try await ifKnown { try await host.history(of: path, at: head) }
    try await taking.save(bytes, path: path, as: history?.last ?? Commit(id: head, message: "", author: HostIdentity()))
  }

  /// Of a branch whose earlier head is gone at the host: what stands in none of its files' histories was left behind.
  private func orphanAll(but ids: Set<String>, head: String, with taking: inout RangeTaking) async throws {
    guard (connection.settings ?? ConnectionSettings()).history else { return }
    let leaving = LeavingBehind(ledger: ledger, host: host, connection: connection, saving: taking.saving)
    var touched: [String] = []
    for document in Set(try await ledger.mappedFiles(of: connection.connection).values.map(\.document)).sorted() {
      let commits = try await ledger.recordedCommits(of: connection.connection, document: document)
      let left = commits.filter { !ids.contains($0.commit) }
      if !left.isEmpty { touched.append(document) }
      try await leaving.orphan(left, of: document, head: head)
    }
    for file in try await leaving.present(of: touched, head: head) {
      try await restore(file.path, document: file.document, at: head, with: &taking)
    }
  }

  private func watchedPaths(at commit: String) async throws -> [String] {
    try await host.paths(at: commit).filter { path in connection.paths.contains { PathPattern.matches($0, path) } }
  }

  /// Files that no push has told of, or that could be no documents when it did.
  private func takeUnknownFiles(at head: String) async throws -> String? {
    let mapped = try await ledger.mappedFiles(of: connection.connection)
    let unknown = try await watchedPaths(at: head).filter { mapped[$0].map { $0.state == .moved } ?? true }
    guard !unknown.isEmpty else { return nil }
    // Each has its turn, however many of them stay what they are.
    let start = Int(ledger.sources.randomBytes(2).reduce(0) { $0 << 8 | UInt($1) }) % unknown.count
    let some = (unknown[start...] + unknown[..<start]).prefix(Self.unknownFilesMax)
    var taking = RangeTaking(ledger: ledger, host: host, connection: connection, defaultWorkflow: defaultWorkflow)
    _ = try await WholeBranch(connection: connection, at: head).take(Array(some), with: &taking) { _, _ in }
    try await ledger.forgetPassed(of: connection.connection)
    return taking.outcome.sentence
  }

  private func finish(
    before: String, after: String, receipt: String?, outcome: String, paths: Set<String> = []
  ) async throws {
    let received = PushReceived(
      connection: connection.connection, receipt: receipt ?? "reconciliation", ref: "refs/heads/\(connection.branch)",
      before: before, after: after, paths: Array(paths.sorted().prefix(Self.pathsMax)))
    let done = receipt.map { [PrivateWrite.receiptDone(id: $0, outcome: outcome)] } ?? []
    _ = try await ledger.perform(
      WriteRequest(
        target: .registry(.receivePush(received)), actor: .daemon, metadata: EventMetadata(source: "hook"),
        privateWrites: done + [.rangeFinished(connection: connection.connection)]))
  }
}

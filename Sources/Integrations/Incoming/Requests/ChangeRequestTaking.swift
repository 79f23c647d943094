import Documents
import Foundation
import Ledger
import Workflow

/// Takes in what a host tells of change requests. Each answer is a sentence for the receipt.
struct ChangeRequestTaking {
  /// Characters of a commit's id where a host gives it in full.
  private static let commitCharacters = 40
  /// Bytes of a file: as for any draft.
  static let fileBytesMax = 4 * 1024 * 1024

  let tools: HookTools
  let host: any GitHost
  let connection: ConnectionRecord
  /// Of a review that its host gives no id: the same for the same delivery, however often and under whatever name it comes.
  let reviewID: String
  private var ledger: Ledger { tools.ledger }
  private var created: ConnectionCreated { connection.created }

  func take(_ news: ChangeRequestNews) async throws -> String {
    guard news.request.targetBranch == created.branch else {
      return "Nothing to do: !\(news.request.number) is towards '\(news.request.targetBranch)'."
    }
    switch news.action {
    case .opened, .updated, .edited, .reopened: return try await observe(news.request)
    case .closed: return try await end(news.request, .closed, mergeCommit: nil)
    case .merged: return try await end(news.request, .merged, mergeCommit: news.mergeCommit)
    }
  }

  /// What its head leaves behind of watched files is kept, and what follows from it is done.
  func observe(_ request: ChangeRequest) async throws -> String {
    let known = try await ledger.changeRequest(request.number, of: created.connection)
    let request = try await latest(try await complete(request, as: known), after: known)
    if known?.state != .open || known?.head != request.head || known?.title != request.title {
      let (files, texts) = try await read(request)
      if files.isEmpty { try await pass(request) }
      guard !files.isEmpty || known != nil else { return "!\(request.number) touches no watched file." }
      try await write(
        .updateChangeRequest(updated(request, .open, files: files, mergeCommit: nil)), texts: texts)
    }
    try await CandidateActing(taking: self, number: request.number, isDraft: request.isDraft).act()
    return "!\(request.number) is taken in at \(request.head.prefix(12))."
  }

  func end(
    _ request: ChangeRequest, _ state: ChangeRequestUpdated.State, mergeCommit: String?
  ) async throws -> String {
    guard let known = try await ledger.changeRequest(request.number, of: created.connection) else {
      return "!\(request.number) touched no watched file."
    }
    guard known.state == .open else { return "!\(request.number) is \(known.state.rawValue) already." }
    if state == .merged {
      // The words are taken in first: verdicts are on what the branch has by now.
      _ = try await recording.catchUp()
      try await CandidateActing(taking: self, number: request.number, isDraft: false).actOnMerge()
    }
    var ended = request.by(known.author)
    if ended.head.count < known.head.count { ended.head = known.head }
    try await write(.updateChangeRequest(updated(ended, state, files: [], mergeCommit: mergeCommit)))
    return "!\(request.number) was \(state.rawValue)."
  }

  private var recording: BranchRecording {
    BranchRecording(ledger: ledger, host: host, connection: connection, defaultWorkflow: tools.defaultWorkflow)
  }

  /// With its head in full, and with its author, whom not every delivery names: nobody approves their own by that.
  private func complete(
    _ request: ChangeRequest, as known: ChangeRequestRecord?
  ) async throws -> ChangeRequest {
    let named = known.map { request.by($0.author) } ?? request
    guard named.head.count < Self.commitCharacters || named.author.login == nil else { return named }
    return try await host.changeRequest(request.number) ?? named
  }

  /// A head that was left behind is told by a delivery that comes late: the host says where it is by now.
  private func latest(_ request: ChangeRequest, after known: ChangeRequestRecord?) async throws -> ChangeRequest {
    guard let known, known.head != request.head else { return request }
    let heads = try await ledger.files(ofChangeRequest: request.number, of: created.connection).map(\.head)
    guard heads.contains(request.head) else { return request }
    return try await host.changeRequest(request.number) ?? request
  }

  private func read(
    _ request: ChangeRequest
  ) async throws -> (files: [ChangeRequestUpdated.File], texts: [StoredText]) {
    // Also the answer to a token that is no longer taken: it must not look like a change request that touches nothing.
    guard let base = try await host.head(of: request.targetBranch) else {
      throw HookFailure(reason: "The host shows no branch '\(request.targetBranch)' to the connection's token.")
    }
    var files: [ChangeRequestUpdated.File] = []
    var texts: [StoredText] = []
    for change in try await host.changes(from: base, to: request.head) where isWatched(change) {
      var file = ChangeRequestUpdated.File(path: change.path, previousPath: change.previousPath)
      file.document = try await document(of: change)
      if change.kind != .removed, let bytes = try await host.file(change.path, at: request.head),
        bytes.count <= Self.fileBytesMax, let markdown = String(validating: bytes, as: UTF8.self)
      {
        file.text = Digests.sha256Hex(markdown)
        texts.append(StoredText(digest: Digests.sha256Hex(markdown), body: bytes))
      }
      files.append(file)
    }
    return (files, texts)
  }

  private func isWatched(_ change: FileChange) -> Bool {
    [change.path, change.previousPath].compactMap { $0 }.contains { path in
      created.paths.contains { PathPattern.matches($0, path) }
    }
  }

  private func document(of change: FileChange) async throws -> String? {
    for path in [change.path, change.previousPath].compactMap({ $0 }) {
      if let known = try await ledger.mappedDocument(connection: created.connection, path: path) { return known }
    }
    return nil
  }

  /// A change request that concerns no document is let through.
  private func pass(_ request: ChangeRequest) async throws {
    guard created.settings?.check ?? true else { return }
    let workflow = created.workflow ?? tools.defaultWorkflow
    let stages = try await ledger.workflow(workflow)?.policy.stages.map(\.name) ?? []
    try await ledger.want(
      CheckWords.untouched(stages).map {
        PostedCheck($0, on: request.head, of: request.number, at: created.connection)
      })
  }

  private func updated(
    _ request: ChangeRequest, _ state: ChangeRequestUpdated.State, files: [ChangeRequestUpdated.File],
    mergeCommit: String?
  ) -> ChangeRequestUpdated {
    ChangeRequestUpdated(
      connection: created.connection, number: request.number, state: state, title: request.title, url: request.url,
      author: HostActor(login: request.author.login, name: request.author.name), head: request.head,
      sourceBranch: request.sourceBranch, targetBranch: request.targetBranch, mergeCommit: mergeCommit, files: files)
  }

  func write(_ command: RegistryCommand, texts: [StoredText] = []) async throws {
    _ = try await ledger.perform(
      WriteRequest(
        target: .registry(command), actor: .daemon, metadata: EventMetadata(source: "hook"), texts: texts))
  }
}

extension ChangeRequest {
  /// By the author who is known, where it names none.
  fileprivate func by(_ author: HostActor) -> ChangeRequest {
    var request = self
    if request.author.login == nil { request.author = HostIdentity(login: author.login, name: author.name) }
    return request
  }
}

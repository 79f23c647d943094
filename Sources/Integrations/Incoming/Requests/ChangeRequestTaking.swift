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
    let number = news.request.number
    let known = try await ledger.changeRequest(number, of: created.connection)
    guard news.request.targetBranch == created.branch else {
      if known?.state == .open { return try await end(news.request, .closed, mergeCommit: nil) }
      return "Nothing to do: !\(number) is towards '\(news.request.targetBranch)'."
    }
    // Of one that has ended, news come late, or are of its words.
    if let known, known.state != .open, [.opened, .updated, .edited].contains(news.action) {
      let open = try await host.openChangeRequests(to: created.branch)
      guard open.contains(where: { $0.number == number }) else {
        return "!\(number) is \(known.state.rawValue) already."
      }
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
    let request = try await complete(request, as: known)
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
      try await follow(request, known)
      try await RequestReconciling(requests: self).review(request)
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

  /// With its head in full, and as it is by now: what comes late tells of an earlier one. And with its author, whom not every
  /// delivery names: nobody approves their own by that.
  private func complete(
    _ request: ChangeRequest, as known: ChangeRequestRecord?
  ) async throws -> ChangeRequest {
    let author = known?.author
    let isMoved = known.map { $0.head != request.head } ?? false
    let isWhole = request.head.count >= Self.commitCharacters && (author?.login ?? request.author.login) != nil
    let present = isMoved || !isWhole ? try await host.changeRequest(request.number) : nil
    let found = present.flatMap { $0.targetBranch == created.branch ? $0 : nil } ?? request
    return author.map(found.by) ?? found
  }

  /// The last head of a merged one, where nobody told of it: the same files as before, since the branch has the rest.
  private func follow(_ request: ChangeRequest, _ known: ChangeRequestRecord) async throws {
    guard !known.head.hasPrefix(request.head) else { return }
    let request = try await complete(request, as: known)
    var (files, texts): ([ChangeRequestUpdated.File], [StoredText]) = ([], [])
    let building = CandidateBuilding(ledger: ledger, connection: created, request: known)
    for file in try await building.files() {
      let found = try await host.file(file.path, at: request.head)
      let text = found.map(Self.stored)
      files.append(
        ChangeRequestUpdated.File(
          path: file.path, previousPath: file.previousPath, document: file.document, text: text?.digest))
      texts += text.map { [$0] } ?? []
    }
    try await write(.updateChangeRequest(updated(request, .open, files: files, mergeCommit: nil)), texts: texts)
  }

  /// A file's words, or the mark of one that has none.
  private static func stored(_ bytes: Data) -> StoredText {
    guard bytes.count <= fileBytesMax, let markdown = String(validating: bytes, as: UTF8.self) else {
      return ChangeRequestFile.unreadable
    }
    return StoredText(digest: Digests.sha256Hex(markdown), body: bytes)
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
      if change.kind != .removed, let bytes = try await host.file(change.path, at: request.head) {
        let text = Self.stored(bytes)
        file.text = text.digest
        texts.append(text)
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
    let stages = try await ledger.stages(of: created, defaultWorkflow: tools.defaultWorkflow)
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

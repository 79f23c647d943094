import Foundation
import Ledger
import Workflow

/// Takes commits in one after another: each change of a watched file is a draft, told of to the document that the file is.
///
/// A crash at any line leaves what was taken in so far; done again, the same commits make nothing twice.
struct RangeTaking {
  /// The last that was seen of a file: by which commit, and its bytes' id where that is known.
  struct Seen {
    var commit: Commit
    var blob: String?
  }

  let ledger: Ledger
  let host: any GitHost
  let connection: ConnectionCreated
  let saving: FileSaving
  var outcome = BranchOutcome()
  /// Of documents that are new, by path; others are picked by their words.
  var templates: [String: TemplateRecord] = [:]
  private(set) var seen: [String: Seen] = [:]
  private var authors: AuthorMapping
  /// What was taken in before and is on the branch still, by commit and path.
  private var recorded: [String: [String: RecordedCommit]] = [:]
  /// The last commit in work that a change request was taken in at before, by path: what leads to it is behind the document
  /// by now.
  private var reached: [String: Int] = [:]
  /// Of the commit in work.
  private var files: [String: Data] = [:]

  init(ledger: Ledger, host: any GitHost, connection: ConnectionCreated, defaultWorkflow: String) {
    self.ledger = ledger
    self.host = host
    self.connection = connection
    saving = FileSaving(ledger: ledger, connection: connection, defaultWorkflow: defaultWorkflow)
    authors = AuthorMapping(ledger: ledger, connection: connection)
  }

  var id: String { connection.connection }

  mutating func take(
    _ commits: [Commit], progress: (_ done: Int, _ total: Int) async -> Void = { _, _ in }
  ) async throws {
    recorded = try await known(commits.map(\.id))
    reached = [:]
    // Only a change request's head is taken in before what leads to it.
    let hasRequests = try await !ledger.changeRequests(of: id, before: nil, limit: 1).isEmpty
    for (index, commit) in commits.enumerated().reversed() where hasRequests {
      for (path, done) in recorded[commit.id] ?? [:] where reached[path] == nil {
        if try await isProposed(done) { reached[path] = index }
      }
    }
    for (index, commit) in commits.enumerated() {
      try Task.checkCancellation()
      try await take(commit, index: index)
      await progress(index + 1, commits.count)
    }
  }

  private func isProposed(_ done: RecordedCommit) async throws -> Bool {
    try await ledger.revision(done.revision, of: done.document)?.saved.source.changeRequest != nil
  }

  private func known(_ commits: [String]) async throws -> [String: [String: RecordedCommit]] {
    var known: [String: [String: RecordedCommit]] = [:]
    for found in try await ledger.recordedCommits(of: id, among: commits) {
      let orphans = try await ledger.document(found.document)?.orphanedRevisions ?? []
      if !orphans.contains(found.revision) { known[found.commit, default: [:]][found.path] = found }
    }
    return known
  }

  private mutating func take(_ commit: Commit, index: Int) async throws {
    files = [:]
    let changes: [FileChange]
    if let told = commit.changes { changes = told } else { changes = try await host.changes(of: commit.id) }
    let watched = try await withRenames(WatchedChange.all(in: changes, watching: connection.paths), of: commit)
    try await move(watched, at: commit)
    for change in watched {
      outcome.looked(at: change.path)
      if let done = recorded[commit.id]?[change.path] {
        seen[change.path] = Seen(commit: commit, blob: done.blob)
      } else if reached[change.path].map({ $0 > index }) ?? false {
        continue
      } else if try await !ledger.hasPassed(commit.id, path: change.path, of: id) {
        try await carryOut(change, of: commit)
      }
    }
  }

  /// Tells all that were moved of it before any words are looked at: files may change places with each other.
  private mutating func move(_ changes: [WatchedChange], at commit: Commit) async throws {
    var moving: [(from: String, to: String, document: String)] = []
    for case .moved(let from, let to) in changes where recorded[commit.id]?[to] == nil {
      guard try await !ledger.hasPassed(commit.id, path: to, of: id),
        let mapped = try await ledger.mappedFile(connection: id, path: from), mapped.state != .moved
      else { continue }
      moving.append((from, to, mapped.document))
    }
    for move in moving {
      try await tell(.moved, path: move.to, previous: move.from, at: commit.id, document: move.document)
      outcome.remark("\(move.from) is now \(move.to)")
      seen[move.from] = nil
    }
    // Of two that changed places, the later has said that it left where the earlier is now.
    for move in moving {
      let there = try await ledger.mappedFile(connection: id, path: move.to)
      if there != MappedFile(document: move.document, state: .here) {
        try await tell(.moved, path: move.to, at: commit.id, document: move.document)
      }
    }
  }

  private mutating func carryOut(_ change: WatchedChange, of commit: Commit) async throws {
    switch change {
    case .written(let path), .moved(_, let path): try await write(path, at: commit)
    case .removed(let path):
      seen[path] = nil
      if let mapped = try await ledger.mappedFile(connection: id, path: path), mapped.state == .here {
        try await tell(.removed, path: path, at: commit.id, document: mapped.document)
        outcome.remark("\(path) was removed")
      }
      try await ledger.pass(commit.id, path: path, of: id)
    }
  }

  func tell(
    _ change: DraftSourceChanged.Change, path: String, previous: String? = nil, at commit: String, document: String
  ) async throws {
    try await saving.tell(
      DraftSourceChanged(connection: id, change: change, path: path, previousPath: previous, commit: commit),
      of: document)
  }

  private mutating func write(_ path: String, at commit: Commit) async throws {
    guard let bytes = try await file(path, at: commit.id) else {
      return outcome.failed(path, because: "it is no file at \(commit.id.short)")
    }
    try await save(bytes, path: path, as: commit)
  }

  /// Saves bytes as what a commit made of a file.
  mutating func save(_ bytes: Data, path: String, as commit: Commit) async throws {
    outcome.looked(at: path)
    seen[path] = Seen(commit: commit, blob: GitBlob.id(of: bytes, like: commit.id))
    do {
      let author = try await authors.user(commit.author)
      let saved = try await saving.save(
        bytes, path: path, commit: commit, author: author, template: templates[path])
      switch saved {
      case .revision(let document): outcome.saved(path, as: document)
      case .unchanged(let document):
        try await comeBack(path, at: commit.id, document: document)
        try await ledger.pass(commit.id, path: path, of: id)
      }
    } catch let problem as FileProblem {
      outcome.failed(path, because: problem.description)
    }
  }

  /// A file that was removed is there again, with the words that it had.
  private func comeBack(_ path: String, at commit: String, document: String) async throws {
    guard try await ledger.mappedFile(connection: id, path: path)?.state != .here else { return }
    try await tell(.moved, path: path, at: commit, document: document)
  }

  /// Nil where there is none at that commit; throws where there is one and the host does not give it.
  private mutating func file(_ path: String, at commit: String) async throws -> Data? {
    if let known = files[path] { return known }
    if let found = try await host.file(path, at: commit) {
      files[path] = found
      return found
    }
    guard try await host.paths(at: commit).contains(path) else { return nil }
    throw DeliveryFailure(.answer, answer: "The host lists \(path) at \(commit.short) and does not give it.")
  }
}

extension RangeTaking {
  /// Of a file that went and one that came in the same commit with the same words, the one is the other's new place.
  private mutating func withRenames(_ changes: [WatchedChange], of commit: Commit) async throws -> [WatchedChange] {
    var gone = changes.filter { if case .removed = $0 { true } else { false } }.map(\.path)
    guard !gone.isEmpty else { return changes }
    var moves: [WatchedChange] = []
    for case .written(let path) in changes where !gone.isEmpty {
      guard recorded[commit.id]?[path] == nil, try await isNew(path), let bytes = try await file(path, at: commit.id)
      else { continue }
      for old in gone where try await isSame(bytes, as: old, at: commit.id) {
        moves.append(.moved(from: old, to: path))
        gone.removeAll { $0 == old }
        break
      }
    }
    let moved = Set(moves.flatMap(\.places))
    return moves + changes.filter { !moved.contains($0.path) }
  }

  private func isNew(_ path: String) async throws -> Bool {
    guard let mapped = try await ledger.mappedFile(connection: id, path: path) else { return true }
    return mapped.state == .moved
  }

  private func isSame(_ bytes: Data, as path: String, at commit: String) async throws -> Bool {
    guard let mapped = try await ledger.mappedFile(connection: id, path: path), mapped.state == .here else {
      return false
    }
    let known = try await ledger.recordedCommits(of: id, document: mapped.document)
    if let last = seen[path]?.blob ?? known.last?.blob, last == GitBlob.id(of: bytes, like: commit) { return true }
    return try await saving.isLatest(bytes, of: mapped.document)
  }

  /// Where lines of work were joined, what stands last need not have come last: the words at the end are those of the head.
  mutating func settle(at head: String, last: Commit?) async throws {
    for (path, seen) in seen.sorted(by: { $0.key < $1.key }) where seen.commit.id != head {
      guard let bytes = try await host.file(path, at: head) else { continue }
      if let blob = seen.blob, blob == GitBlob.id(of: bytes, like: head) { continue }
      let commit = last?.id == head ? last : nil
      try await save(bytes, path: path, as: commit ?? Commit(id: head, message: "", author: HostIdentity()))
    }
  }
}

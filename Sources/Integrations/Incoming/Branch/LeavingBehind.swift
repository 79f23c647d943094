import Foundation
import Ledger
import Workflow

/// What a force leaves behind: revisions whose commits the branch has no more are marked, and documents go back to where
/// their files were before those commits.
struct LeavingBehind {
  let ledger: Ledger
  let host: any GitHost
  let connection: ConnectionCreated
  let saving: FileSaving

  private var id: String { connection.connection }

  /// `left` newest first. Returns the documents that have revisions of it.
  func mark(_ left: [String], head: String) async throws -> [String] {
    let recorded = try await ledger.recordedCommits(of: id, among: left)
    var documents: [String] = []
    for (document, commits) in Dictionary(grouping: recorded, by: \.document).sorted(by: { $0.key < $1.key }) {
      documents.append(document)
      try await orphan(commits, of: document, head: head)
    }
    return documents
  }

  func orphan(_ commits: [RecordedCommit], of document: String, head: String) async throws {
    guard let state = try await ledger.document(document), let last = commits.last else { return }
    let revisions = Set(commits.map(\.revision)).subtracting(state.orphanedRevisions).sorted()
    guard !revisions.isEmpty else { return }
    try await saving.tell(
      DraftSourceChanged(
        connection: id, change: .orphaned, path: last.path, commit: head, revisions: revisions), of: document)
  }

  /// Undoes, of the places of files, what the commits did. Each is undone once, until the range is finished.
  func goBack(over left: [String], head: String) async throws {
    for commit in left {
      let changes = try await ifKnown { try await host.changes(of: commit) }
      for change in WatchedChange.all(in: changes ?? [], watching: connection.paths) {
        // git writes what is not reached from a commit with this sign.
        let mark = "^" + commit
        if try await ledger.hasPassed(mark, path: change.path, of: id) { continue }
        try await undo(change, head: head)
        try await ledger.pass(mark, path: change.path, of: id)
      }
    }
  }

  private func undo(_ change: WatchedChange, head: String) async throws {
    guard let mapped = try await ledger.mappedFile(connection: id, path: change.path) else { return }
    switch change {
    case .written: break
    case .moved(let from, let to) where mapped.state == .here:
      try await tell(.moved, path: from, previous: to, head: head, document: mapped.document)
    case .removed(let path) where mapped.state == .removed:
      try await tell(.moved, path: path, head: head, document: mapped.document)
    case .moved, .removed: break
    }
  }

  private func tell(
    _ change: DraftSourceChanged.Change, path: String, previous: String? = nil, head: String, document: String
  ) async throws {
    try await saving.tell(
      DraftSourceChanged(connection: id, change: change, path: path, previousPath: previous, commit: head),
      of: document)
  }

  /// The files of documents that have lost revisions, as they are at the head; those that are not there are told to be
  /// removed. Returns path and document.
  func present(of documents: [String], head: String) async throws -> [(path: String, document: String)] {
    guard let paths = try await ifKnown({ try await host.paths(at: head) }) else { return [] }
    let there = Set(paths)
    let mapped = try await ledger.mappedFiles(of: id).filter { documents.contains($0.value.document) }
    var present: [(path: String, document: String)] = []
    for (path, file) in mapped.sorted(by: { $0.key < $1.key }) where file.state != .moved {
      if there.contains(path) {
        present.append((path, file.document))
      } else if file.state == .here {
        try await tell(.removed, path: path, head: head, document: file.document)
      }
    }
    return present
  }
}

import GRDB
import Workflow

/// Which document each watched file is, and what each commit was taken in as.
///
/// Of a path the latest word counts, in whatever order documents are made again.
struct BranchProjection {
  let db: Database

  func apply(_ saved: DraftSaved, at seq: Int64, of document: String) throws {
    let source = saved.source
    guard let connection = source.connection, let path = source.path else { return }
    try map(path, of: connection, to: document, as: .here, at: seq)
    guard let commit = source.commit else { return }
    try db.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO recorded_commit (connection, commit_id, path, document, revision, blob)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM connection WHERE id = ?1)
        """
    ).execute(arguments: [connection, commit, path, document, saved.revision, source.blob])
  }

  func apply(_ changed: DraftSourceChanged, at seq: Int64, of document: String) throws {
    switch changed.change {
    case .moved:
      if let previous = changed.previousPath {
        try map(previous, of: changed.connection, to: document, as: .moved, at: seq)
      }
      try map(changed.path, of: changed.connection, to: document, as: .here, at: seq)
    case .removed: try map(changed.path, of: changed.connection, to: document, as: .removed, at: seq)
    case .orphaned: break
    }
  }

  private func map(
    _ path: String, of connection: String, to document: String, as state: MappedFile.State, at seq: Int64
  ) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO mapped_file (connection, path, document, seq, state)
        SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM connection WHERE id = ?1)
        ON CONFLICT (connection, path) DO UPDATE
          SET document = excluded.document, seq = excluded.seq, state = excluded.state
          WHERE excluded.seq > mapped_file.seq
        """
    ).execute(arguments: [connection, path, document, seq, state.rawValue])
  }
}

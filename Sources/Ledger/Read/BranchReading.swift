import GRDB

/// A watched file's document.
package struct MappedFile: Hashable, Sendable {
  package enum State: String, Hashable, Sendable {
    case here
    /// The document's file is at another path since.
    case moved
    /// A file that comes back is the same document.
    case removed
  }

  package let document: String
  package let state: State

  package init(document: String, state: State) {
    self.document = document
    self.state = state
  }
}

/// A commit's change of a file that was taken in.
package struct RecordedCommit: Hashable, Sendable {
  package let commit: String
  package let path: String
  package let document: String
  package let revision: Int
  /// Git's own id of the file's bytes; nil of what was recorded before they were kept.
  package let blob: String?
}

extension Ledger {
  /// Commits that are looked up at once.
  private static let commitsAtOnce = 500

  /// The document that a watched file is; nil where none is, or its file is elsewhere since.
  package func mappedDocument(connection: String, path: String) async throws -> String? {
    guard let mapped = try await mappedFile(connection: connection, path: path), mapped.state != .moved else {
      return nil
    }
    return mapped.document
  }

  /// The watched file that a document is; nil where it is none, or its file is gone.
  package func mappedPath(of document: String, connection: String) async throws -> String? {
    try await pool.read { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT path FROM mapped_file WHERE connection = ? AND document = ? AND state = 'here'
          ORDER BY seq DESC LIMIT 1
          """, arguments: [connection, document])
    }
  }

  /// What is known of a path; nil where it was never a document's.
  package func mappedFile(connection: String, path: String) async throws -> MappedFile? {
    try await pool.read { db in
      try Row.fetchOne(
        db, sql: "SELECT document, state FROM mapped_file WHERE connection = ? AND path = ?",
        arguments: [connection, path]
      ).map(Self.mappedFile)
    }
  }

  /// All paths of a connection that are a document's or were it.
  package func mappedFiles(of connection: String) async throws -> [String: MappedFile] {
    try await pool.read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT path, document, state FROM mapped_file WHERE connection = ?", arguments: [connection])
      return Dictionary(uniqueKeysWithValues: rows.map { ($0["path"], Self.mappedFile($0)) })
    }
  }

  private static func mappedFile(_ row: Row) -> MappedFile {
    MappedFile(document: row["document"], state: MappedFile.State(rawValue: row["state"]) ?? .here)
  }

  /// What some commits were taken in as, in the order of their revisions.
  package func recordedCommits(of connection: String, among commits: [String]) async throws -> [RecordedCommit] {
    var found: [RecordedCommit] = []
    for start in stride(from: 0, to: commits.count, by: Self.commitsAtOnce) {
      let some = Array(commits[start..<min(start + Self.commitsAtOnce, commits.count)])
      found += try await recorded(
        "connection = ? AND commit_id IN (\(EventReading.marks(some.count)))", [connection] + some)
    }
    return found
  }

  /// All that a document was given by a connection's commits, in the order of its revisions.
  package func recordedCommits(of connection: String, document: String) async throws -> [RecordedCommit] {
    try await recorded("connection = ? AND document = ?", [connection, document])
  }

  private func recorded(_ condition: String, _ values: [String]) async throws -> [RecordedCommit] {
    try await pool.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM recorded_commit WHERE \(condition) ORDER BY document, revision",
        arguments: StatementArguments(values)
      ).map { row in
        RecordedCommit(
          commit: row["commit_id"], path: row["path"], document: row["document"], revision: row["revision"],
          blob: row["blob"])
      }
    }
  }

  /// Whether a commit's change of a file was looked at in a range that is not finished, and brought nothing.
  package func hasPassed(_ commit: String, path: String, of connection: String) async throws -> Bool {
    try await pool.read { db in
      try Bool.fetchOne(
        db,
        sql: "SELECT EXISTS (SELECT 1 FROM passed_commit WHERE connection = ? AND commit_id = ? AND path = ?)",
        arguments: [connection, commit, path]) ?? false
    }
  }

  /// Remembers that a commit's change of a file brings nothing, until the range is finished.
  package func pass(_ commit: String, path: String, of connection: String) async throws {
    try await write { db in
      try db.execute(
        sql: "INSERT OR IGNORE INTO passed_commit (connection, commit_id, path) VALUES (?, ?, ?)",
        arguments: [connection, commit, path])
    }
  }

  /// A range is finished.
  package func forgetPassed(of connection: String) async throws {
    try await write { db in
      try db.execute(sql: "DELETE FROM passed_commit WHERE connection = ?", arguments: [connection])
    }
  }
}

import GRDB
package import Workflow

extension Ledger {
  /// The sections of a document's revision; nil where it has no such revision.
  package func sections(of document: String, revision: Int) async throws -> [SectionRef]? {
    if let known = state.document(document)?.sections(of: revision) { return known }
    return try await pool.read { db in try RevisionReading.sections(of: document, revision: revision, in: db) }
  }
}

/// Reads a revision's sections from the log: from its own event back to the nearest that names all sections.
enum RevisionReading {
  /// Reads at most `WorkflowLimits.keyRevisionEvery` events.
  static func sections(of document: String, revision: Int, in db: Database) throws -> [SectionRef]? {
    guard revision >= 1 else { return nil }
    let statement = try db.cachedStatement(
      sql: """
        SELECT revision.number, event.seq, event.type, event.schema_version, event.body
        FROM revision JOIN event ON event.seq = revision.seq
        WHERE revision.document = ? AND revision.number BETWEEN ? AND ? ORDER BY revision.number DESC
        """)
    let first = revision - WorkflowLimits.keyRevisionEvery + 1
    let cursor = try Row.fetchCursor(statement, arguments: [document, first, revision])
    var way: [DraftSections] = []
    while let row = try cursor.next() {
      guard row[0] == revision - way.count else { break }
      let saved = try EventReading.event(row)
      guard case .draftSaved(let saved) = saved else { break }
      way.append(saved.sections)
      if saved.sections.all != nil { return way.reversed().reduce([]) { $1.resolved(before: $0) } }
    }
    guard !way.isEmpty else { return nil }
    throw LogFailure(
      seq: 0, reason: "revision \(revision) of document '\(document)' rests on none that names all sections")
  }
}

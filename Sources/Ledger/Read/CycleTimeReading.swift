import GRDB
package import Workflow

extension Ledger {
  /// Where the time of these documents went, by id, up to a moment; only what lies after `since` is counted.
  package func cycleTimes(
    of documents: [String], since: Timestamp?, until now: Timestamp
  ) async throws -> [String: CycleTimes] {
    guard !documents.isEmpty else { return [:] }
    let marks = EventReading.marks(documents.count)
    let types = EventReading.list(EventType.ofPeople + [.projectOpened, .projectUpdated])
    let arguments = StatementArguments(documents.map { "document-\($0)" })
    return try await pool.read { db in
      var fold = CycleTimesFold(documents: documents, since: since)
      let cursor = try EventReading.cursor(
        db, where: "stream IN (\(marks)) OR type IN (\(types)) ORDER BY seq", arguments: arguments)
      while let recorded = try cursor.next() {
        fold.take(recorded.event, at: recorded.position, document: recorded.document, project: recorded.project)
      }
      return fold.times(until: now)
    }
  }
}

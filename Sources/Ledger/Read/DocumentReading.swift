package import Foundation
import GRDB
package import Workflow

/// One saved draft of a document, without its words.
package struct RevisionRecord: Sendable {
  package let seq: Int64
  package let at: Timestamp
  package let actor: Actor
  package let saved: DraftSaved
}

/// What a list of documents may be narrowed by. Nil lets everything through.
package struct DocumentFilter: Sendable {
  package var project: String?
  package var status: String?
  package var stage: String?
  package var owner: String?
  package var reviewer: String?
  package var template: String?
  package var words: WordsQuery?
  package var updatedSince: Timestamp?
  /// The projects whose documents are not to be known of.
  package var hidden: Set<String> = []

  package init() {}
}

extension Ledger {
  /// The id of a document by its id or its slug.
  package func documentID(_ idOrSlug: String) async throws -> String? {
    try await place(ofDocument: idOrSlug)?.id
  }

  /// The id of a document by its id or its slug, and the project that it is in: without reading the document.
  package func place(ofDocument idOrSlug: String) async throws -> (id: String, project: String?)? {
    if let known = state.document(idOrSlug) { return (known.id, known.project) }
    return try await pool.read { db in
      try Row.fetchOne(
        db, sql: "SELECT id, project FROM document WHERE id = ?1 OR slug = ?1", arguments: [idOrSlug]
      ).map { (id: $0["id"], project: $0["project"]) }
    }
  }

  /// The present state; nil where there is no such document.
  package func document(_ id: String) async throws -> DocumentState? {
    if let known = state.document(id) { return known }
    let replayed = try await pool.read { db in try DocumentReplay.state(of: id, in: db) }
    if let replayed { state.remember(replayed) }
    return replayed
  }

  /// The state after the event at that log position; nil where the document was not open then.
  package func document(_ id: String, at position: Int64) async throws -> DocumentState? {
    try await pool.read { db in try DocumentReplay.state(of: id, upTo: position, in: db) }
  }

  /// The position of the last event recorded at or before a time.
  package func position(at time: Timestamp) async throws -> Int64 {
    try await pool.read { db in try LogPlaces(db).last(at: time.milliseconds) }
  }

  /// A revision's words.
  package func words(of sections: [SectionRef]) async throws -> Data {
    try await pool.read { db in try TextReading.join(sections, in: db) }
  }

  /// The words of each section of a revision, in order.
  package func texts(of sections: [SectionRef]) async throws -> [String] {
    try await pool.read { db in
      let bodies = try TextReading.bodies(sections.map(\.text), in: db)
      return try sections.map { section in
        guard let body = bodies[section.text] else { throw TextReading.missing(section.text) }
        return String(decoding: body, as: UTF8.self)
      }
    }
  }

  package func text(_ digest: String) async throws -> Data {
    try await pool.read { db in try TextReading.body(digest, in: db) }
  }

  package func revision(_ number: Int, of document: String) async throws -> RevisionRecord? {
    // No revision has the largest number there is.
    guard number < .max else { return nil }
    return try await revisions(of: document, before: number + 1, limit: 1).first { $0.saved.revision == number }
  }

  /// Revisions from the newest on, those before a number only.
  package func revisions(of document: String, before: Int?, limit: Int) async throws -> [RevisionRecord] {
    try await pool.read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT event.* FROM revision JOIN event ON event.seq = revision.seq
          WHERE revision.document = ? AND revision.number < ? ORDER BY revision.number DESC LIMIT ?
          """, arguments: [document, before ?? Int.max, limit])
      return try rows.compactMap { row in
        let recorded = try EventReading.recorded(row)
        guard case .draftSaved(let saved) = recorded.event else { return nil }
        return RevisionRecord(
          seq: recorded.seq, at: recorded.position.timestamp, actor: recorded.position.actor, saved: saved)
      }
    }
  }

  /// Ids of documents, the most lately changed first, after a cursor.
  package func documents(
    _ filter: DocumentFilter, after cursor: (updatedAt: Int64, id: String)?, limit: Int
  ) async throws -> [(id: String, updatedAt: Int64)] {
    var conditions = ["1"]
    var arguments: [(any DatabaseValueConvertible)?] = []
    func narrow(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      conditions.append(condition)
      arguments.append(value)
    }
    narrow("project = ?", filter.project)
    narrow("status = ?", filter.status)
    narrow("stage = ?", filter.stage)
    narrow("owner = ?", filter.owner)
    narrow("template = ?", filter.template)
    narrow("updated_at >= ?", filter.updatedSince?.milliseconds)
    narrow("id IN (SELECT document FROM document_reviewer WHERE user = ?)", filter.reviewer)
    if !filter.hidden.isEmpty {
      conditions.append("(project IS NULL OR project NOT IN (\(EventReading.marks(filter.hidden.count))))")
      arguments += filter.hidden.map { $0 }
    }
    for phrase in filter.words?.phrases ?? [] { narrow(WordsQuery.condition, phrase) }
    if let cursor {
      conditions.append("(updated_at, id) < (?, ?)")
      arguments += [cursor.updatedAt, cursor.id]
    }
    arguments.append(limit)
    let sql =
      "SELECT id, updated_at FROM document WHERE \(conditions.joined(separator: " AND ")) "
      + "ORDER BY updated_at DESC, id DESC LIMIT ?"
    let bound = StatementArguments(arguments)
    return try await pool.read { db in
      try Row.fetchAll(db, sql: sql, arguments: bound).map { (id: $0["id"], updatedAt: $0["updated_at"]) }
    }
  }
}

import Documents
import Foundation
import GRDB
import Workflow

/// Erases what people wrote in one event, and in the events that repeat it.
struct BodyErasure {
  let transaction: WriteTransaction
  let document: String
  let seq: Int64
  let reason: String

  private var db: Database { transaction.db }
  private var hosted: HostedCopies { HostedCopies(document: document, db: db) }

  func run() throws -> Outcome {
    let rows = try rowsToErase()
    let words = try DraftWords(document: document, seq: seq, in: db)
    let removed = try removedWords(rows, words)
    let before = try DocumentReplay.state(of: document, in: db)
    let events = try rows.map { row in
      try erase(row, keeping: words?.kept ?? FreeText.Kept(), texts: row.seq == seq ? removed : [])
    }
    let destination = Appender.Destination(
      stream: "document-\(document)", streamVersion: before?.version ?? 0, document: document,
      project: before?.project)
    let recorded = try transaction.appender.append(
      events, to: destination, at: transaction.batch.now(transaction.sources))
    if let first = recorded.first { try ErasedWords.remove(removed, erasedBy: first.seq, in: db) }
    guard let after = try DocumentReplay.state(of: document, in: db) else {
      throw Refusal.unknown("document", document)
    }
    try project(recorded, after)
    try hosted.project(rows)
    try eraseCopies(of: rows)
    return Outcome(events: recorded, document: after, version: after.version, seq: after.seq)
  }

  private func rowsToErase() throws -> [LoggedRow] {
    let sql = "SELECT * FROM event WHERE seq = ? AND document = ?"
    let own = try Row.fetchOne(db, sql: sql, arguments: [seq, document]).map(LoggedRow.init)
    guard let row = try own ?? hosted.row(seq) else {
      throw Refusal.field("seq", "is no event of this document: its events are under /documents/\(document)/events.")
    }
    let erased = try DocumentReplay.state(of: document, in: db)?.erasures[seq]
    if let erased {
      throw Refusal(.conflict, "already_erased", "Event \(seq) was erased by '\(erased.by)' at \(erased.at).")
    }
    return [row] + (try repetitions(of: row)) + (try hosted.repetitions(of: row))
  }

  /// The digests of what goes with these rows: of sections, and of files that change requests brought.
  private func removedWords(_ rows: [LoggedRow], _ words: DraftWords?) throws -> [String] {
    let sections = words?.removed ?? []
    return sections + (try hosted.words(of: rows, saying: sections)).filter { !sections.contains($0) }
  }

  /// A rejection's note stands once more where it sent the document back.
  private func repetitions(of row: LoggedRow) throws -> [LoggedRow] {
    guard row.type == EventType.verdictGiven.rawValue,
      let verdict = try JSONDecoder().decode(Value.self, from: row.body)["verdict"]
    else { return [] }
    let rows = try Row.fetchAll(
      db, sql: "SELECT * FROM event WHERE stream = ? AND seq > ? AND type = ?",
      arguments: ["document-\(document)", row.seq, EventType.stageReturned.rawValue])
    return try rows.map(LoggedRow.init).filter {
      try JSONDecoder().decode(Value.self, from: $0.body)["verdict"] == verdict
    }
  }

  private func erase(_ row: LoggedRow, keeping kept: FreeText.Kept, texts: [String]) throws -> Event {
    guard let type = EventType(rawValue: row.type) else {
      throw LogFailure(seq: row.seq, reason: "its type is unknown")
    }
    let payload = try JSONDecoder().decode(Value.self, from: row.body)
    let left = FreeText.redacted(type, payload: payload, keeping: kept)
    guard left != payload || !texts.isEmpty else {
      throw Refusal(
        .conflict, "nothing_to_erase", "Event \(row.seq) holds nothing that anybody wrote: ids, roles and numbers stay."
      )
    }
    let body = try PayloadCoding.encode(left)
    // What is left must still be read: a mistake here would stop the next start.
    _ = try Event(type: row.type, schemaVersion: row.schemaVersion, payload: body)
    var salt = row.salt
    salt?.body = EventSalt.erased
    try SearchIndexes.forget(event: row.seq, in: db)
    try EventReplacement.replace(row.seq, body: body, metadata: row.metadata, salt: salt, in: db)
    try EventIndex.remember(seq: row.seq, in: db)
    return .bodyRedacted(
      BodyRedacted(
        seq: row.seq, erasedType: row.type, reason: reason, erasedSHA256: row.bodySHA256.hexadecimal,
        leftSHA256: body.sha256Hexadecimal, texts: texts))
  }

  private func project(_ recorded: [RecordedEvent], _ after: DocumentState) throws {
    try db.execute(
      sql: "UPDATE document SET title = ?, slug = ? WHERE id = ?",
      arguments: [after.title, after.opened.slug, document])
    try DocumentProjection(db: db).apply(recorded.map(\.replayed), state: after)
    try WordsIndex(db: db).add(title: after.title, of: document)
  }

  private func eraseCopies(of rows: [LoggedRow]) throws {
    let answers = StoredAnswers(db: db, box: transaction.box)
    for row in rows {
      try answers.erase(ofEvents: row.seq...row.seq, actor: row.actor)
      // A document's title stands in every delivery about it.
      let copies = SentCopies(db: db, now: transaction.batch.now(transaction.sources))
      if row.type == EventType.documentOpened.rawValue {
        try copies.erase("document = ?", document)
      } else {
        try copies.erase("position = ?", row.seq)
      }
    }
    try SentCopies.eraseReceipts(ofDraft: rows[0], in: db)
    try hosted.eraseReceipts(of: rows)
    try SearchIndexes.merge(in: db)
  }
}

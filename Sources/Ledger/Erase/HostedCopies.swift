import Documents
import Foundation
import GRDB
import Workflow

/// What is kept of a document's change requests, and repeats what is erased of the document.
///
/// Of an open change request nothing is erased: its host would tell it again, and its check is worked out from it.
struct HostedCopies {
  /// Of a proposed file, `head`, whether it is the document's, also where it has become one since it was told of.
  static let isOfDocument = """
    (head.document IS ? OR (head.document IS NULL AND EXISTS (SELECT 1 FROM mapped_file AS mapped
      WHERE mapped.connection = head.connection AND mapped.path = head.path AND mapped.document = ?)))
    """

  let document: String
  let db: Database

  /// An event of a change request that touches the document; nil where it is none. Refuses that of an open one.
  func row(_ seq: Int64) throws -> LoggedRow? {
    guard let row = try rows("seq = ?", [seq]).first, let place = try Self.place(of: row) else { return nil }
    let touches = try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (
          SELECT 1 FROM change_request_head AS head WHERE connection = ? AND number = ? AND \(Self.isOfDocument))
        """, arguments: [place.connection, place.number, document, document])
    guard touches == true else { return nil }
    if try isOpen(place) { throw Self.stillOpen(place.number) }
    return row
  }

  /// The other events that say the same: what a host tells of a change request holds its title each time, and a review's
  /// note stands in the verdict that it became.
  func repetitions(of row: LoggedRow) throws -> [LoggedRow] {
    let body = try JSONDecoder().decode(Value.self, from: row.body)
    switch EventType(rawValue: row.type) {
    case .changeRequestUpdated:
      return try others(row, in: row.stream, of: .changeRequestUpdated) { $0["number"] == body["number"] }
    case .changeRequestReviewed:
      return try others(row, in: "document-\(document)", of: .verdictGiven) {
        let source = $0["source"]
        return source?["change_request"] == body["number"] && source?["id"] == body["review"]
          && source?["connection"] == body["connection"]
      }
    case .verdictGiven:
      guard let connection = body["source"]?["connection"]?.string else { return [] }
      let found = try others(row, in: "connection-\(connection)", of: .changeRequestReviewed) {
        $0["number"] == body["source"]?["change_request"] && $0["review"] == body["source"]?["id"]
      }
      if let place = try found.first.flatMap(Self.place), try isOpen(place) { throw Self.stillOpen(place.number) }
      return found
    default: return []
    }
  }

  private func others(
    _ row: LoggedRow, in stream: String, of type: EventType, where isSame: (Value) -> Bool
  ) throws -> [LoggedRow] {
    try rows("stream = ? AND type = ? AND seq <> ?", [stream, type.rawValue, row.seq]).filter { other in
      let body = try JSONDecoder().decode(Value.self, from: other.body)
      return isSame(body) && FreeText.redacted(type, payload: body) != body
    }
  }

  private func rows(_ condition: String, _ arguments: StatementArguments) throws -> [LoggedRow] {
    try Row.fetchAll(db, sql: "SELECT * FROM event WHERE \(condition) ORDER BY seq", arguments: arguments)
      .map(LoggedRow.init)
  }

  /// The digests of proposed files that go with these events, or that say what a draft loses.
  func words(of rows: [LoggedRow], saying removed: [String]) throws -> [String] {
    let own = Set(rows.filter { $0.type == EventType.changeRequestUpdated.rawValue }.map(\.seq))
    let lost = try TextReading.bodies(removed, in: db).values.map(Self.trimmed).filter { !$0.isEmpty }
    let heads = try Row.fetchAll(
      db,
      sql: """
        SELECT head.seq, head.text, request.number, request.state = 'open' AND request.head = head.head AS is_open
        FROM change_request_head AS head JOIN change_request AS request USING (connection, number)
        WHERE head.text IS NOT NULL AND head.text <> ? AND \(Self.isOfDocument)
        """, arguments: [ChangeRequestFile.unreadable.digest, document, document])
    var digests: Set<String> = []
    for head in heads where !digests.contains(head["text"]) {
      guard try own.contains(head["seq"]) || says(head["text"], any: lost) else { continue }
      if head["is_open"] { throw Self.stillOpen(head["number"]) }
      digests.insert(head["text"])
    }
    let kept = try DraftWords.namedByOthers(than: document, digests, in: db)
    return try digests.subtracting(kept).filter { try !isErased($0) }.sorted()
  }

  private func says(_ digest: String, any lost: [Data]) throws -> Bool {
    guard !lost.isEmpty, try !isErased(digest) else { return false }
    let body = try TextReading.body(digest, in: db)
    return lost.contains { body.range(of: $0) != nil }
  }

  private func isErased(_ digest: String) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM erased_text WHERE digest = ?)", arguments: [digest]) ?? false
  }

  /// The read tables say what the events say by now.
  func project(_ rows: [LoggedRow]) throws {
    for row in rows {
      let body = try Data.fetchOne(db, sql: "SELECT body FROM event WHERE seq = ?", arguments: [row.seq])
      guard let body, let event = try? Event(type: row.type, schemaVersion: row.schemaVersion, payload: body) else {
        continue
      }
      try ChangeRequestProjection(db: db).erase(event, at: row.seq)
    }
  }

  /// What hosts delivered of their change requests, as far as it is worked on.
  func eraseReceipts(of rows: [LoggedRow]) throws {
    for place in Set(try rows.compactMap { try Self.place(of: $0) ?? Self.source(of: $0) }) {
      try db.execute(
        sql: "UPDATE receipt SET body = ? WHERE connection = ? AND state IN ('done', 'dead') AND subject = ?",
        arguments: [SentCopies.marker, place.connection, Receipt.subject(ofChangeRequest: place.number)])
    }
  }

  private struct Place: Hashable {
    let connection: String
    let number: Int
  }

  private static func place(of row: LoggedRow) throws -> Place? {
    guard [.changeRequestUpdated, .changeRequestReviewed].contains(EventType(rawValue: row.type)) else { return nil }
    let body = try JSONDecoder().decode(Value.self, from: row.body)
    guard let connection = body["connection"]?.string, case .int(let number)? = body["number"] else { return nil }
    return Place(connection: connection, number: number)
  }

  /// Where a document's own event comes from.
  private static func source(of row: LoggedRow) throws -> Place? {
    let source = try JSONDecoder().decode(Value.self, from: row.body)["source"]
    guard let connection = source?["connection"]?.string, case .int(let number)? = source?["change_request"] else {
      return nil
    }
    return Place(connection: connection, number: number)
  }

  private func isOpen(_ place: Place) throws -> Bool {
    try Bool.fetchOne(
      db,
      sql: "SELECT EXISTS (SELECT 1 FROM change_request WHERE connection = ? AND number = ? AND state = 'open')",
      arguments: [place.connection, place.number]) ?? false
  }

  private static func stillOpen(_ number: Int) -> Refusal {
    Refusal(
      .conflict, "still_current",
      "Change request \(number) is open and says these words: take them out there, merge or close it first, and erase then."
    )
  }

  private static func trimmed(_ data: Data) -> Data {
    Data(String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines).utf8)
  }
}

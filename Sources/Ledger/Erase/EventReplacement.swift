import Foundation
import GRDB

/// Replaces what stands in an event's row, in the one way that the log lets: announced, carried out, and the
/// announcement taken back.
enum EventReplacement {
  static func replace(
    _ seq: Int64, body: Data, metadata: Data, salt: EventSalt?, in db: Database
  ) throws {
    let (text, salt) = (String(decoding: metadata, as: UTF8.self), salt?.joined)
    try db.execute(
      sql: "INSERT INTO redaction (seq, body, metadata, salt) VALUES (?, ?, ?, ?)", arguments: [seq, body, text, salt])
    try db.execute(
      sql: "UPDATE event SET body = ?, metadata = ?, salt = ? WHERE seq = ?", arguments: [body, text, salt, seq])
    try db.execute(sql: "DELETE FROM redaction")
  }
}

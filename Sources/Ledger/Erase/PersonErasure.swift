import Foundation
import GRDB
import Workflow

/// Forgets who a user is: name, addresses, logins, tokens, and where their requests came from.
struct PersonErasure {
  let transaction: WriteTransaction
  let user: String
  let reason: String

  private var db: Database { transaction.db }

  func run() throws -> Outcome {
    try check()
    let (count, left) = try eraseAddresses()
    let event = Event.userErased(
      UserErased(user: user, reason: reason, events: count, leftSHA256: count > 0 ? left.sha256Hexadecimal : nil))
    let version =
      try Int.fetchOne(db, sql: "SELECT MAX(stream_version) FROM event WHERE stream = ?", arguments: ["user-\(user)"])
      ?? 0
    let destination = Appender.Destination(
      stream: "user-\(user)", streamVersion: version, document: nil, project: nil)
    let now = transaction.batch.now(transaction.sources)
    let recorded = try transaction.appender.append([event], to: destination, at: now)
    try RegistryProjection(db: db).apply(recorded)
    try erasePrivate()
    try eraseCopies(now)
    return Outcome(events: recorded, document: nil, version: version + 1, seq: recorded.last?.seq ?? 0)
  }

  private func check() throws(Refusal) {
    let people = transaction.batch.directory
    guard people.users[user] != nil else { throw Refusal.unknown("user", user) }
    guard transaction.request.actor.id != user else {
      throw Refusal(.conflict, "own_erasure", "Nobody erases themselves: ask another admin to.")
    }
    guard !isErased else { throw Refusal(.conflict, "already_erased", "'\(user)' was erased before.") }
  }

  private var isErased: Bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM event WHERE stream = ? AND type = ?)"
    let found = try? Bool.fetchOne(db, sql: sql, arguments: ["user-\(user)", EventType.userErased.rawValue])
    return found ?? false
  }

  /// How many rows have lost an address, and what the event's hash is made of. The rows of an old log, whose leaves do
  /// not know the metadata, lose it all the same.
  private func eraseAddresses() throws -> (Int, Data) {
    var (count, left) = (0, Data())
    let rows = try Row.fetchAll(
      db, sql: "SELECT * FROM event WHERE actor = ? AND metadata LIKE '%\"ip\"%' ORDER BY seq", arguments: [user])
    for row in rows.map(LoggedRow.init) {
      var metadata = try JSONDecoder().decode(EventMetadata.self, from: row.metadata)
      guard metadata.ip != nil else { continue }
      metadata.ip = nil
      let replaced = try metadata.encoded()
      var salt = row.salt
      salt?.metadata = EventSalt.erased
      try EventReplacement.replace(row.seq, body: row.body, metadata: replaced, salt: salt, in: db)
      guard let hash = row.metadataSHA256 else { continue }
      try db.execute(sql: "INSERT INTO erased_metadata (seq, sha256) VALUES (?, ?)", arguments: [row.seq, hash])
      count += 1
      left += withUnsafeBytes(of: row.seq.bigEndian) { Data($0) } + replaced.sha256
    }
    return (count, left)
  }

  private func erasePrivate() throws {
    try db.execute(sql: "DELETE FROM profile WHERE user = ?", arguments: [user])
    try db.execute(
      sql: "DELETE FROM token_secret WHERE token IN (SELECT id FROM token WHERE user = ?)", arguments: [user])
    try db.execute(sql: "DELETE FROM session WHERE user = ?", arguments: [user])
    try db.execute(sql: "DELETE FROM saved_search WHERE user = ?", arguments: [user])
    try db.execute(sql: "DELETE FROM sign_in_link WHERE user = ?", arguments: [user])
  }

  private func eraseCopies(_ now: Timestamp) throws {
    try SentCopies(db: db, now: now).erase("position IN (SELECT seq FROM event WHERE actor = ?)", user)
    let answers = StoredAnswers(db: db, box: transaction.box)
    let written = try Int64.fetchAll(db, sql: "SELECT seq FROM event WHERE stream = ?", arguments: ["user-\(user)"])
    for seq in written { try answers.erase(ofEvents: seq...seq, actor: user) }
    try SearchIndexes.merge(in: db)
  }
}

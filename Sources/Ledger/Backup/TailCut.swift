import GRDB
import Workflow

/// Takes what came after a position out of a copy. Only a copy's log is ever cut.
struct TailCut {
  let position: Int64

  /// Runs in one transaction; returns what the operator should know. The read tables are to be made again afterwards.
  func run(in db: Database) throws -> [String] {
    guard let end = try Int64.fetchOne(db, sql: "SELECT recorded_at FROM event WHERE seq = ?", arguments: [position])
    else { throw BackupFailure("The backup has no event \(position).") }
    let notes = try notes(db)
    try withoutGuard("event_is_never_deleted", in: db) {
      try db.execute(sql: "DELETE FROM event WHERE seq > ?", arguments: [position])
    }
    try cutOutgoing(db)
    try cutIncoming(db, after: end)
    try cutAnswers(db)
    try cutProofs(db)
    try cutIndex(db)
    return notes
  }

  /// After the read tables were made again: what belongs to people, tokens and ways out that are no longer known.
  static func removeOrphans(in db: Database) throws {
    try db.execute(sql: "DELETE FROM profile WHERE user NOT IN (SELECT id FROM user)")
    try db.execute(sql: "DELETE FROM token_secret WHERE token NOT IN (SELECT id FROM token)")
    // Some may have been ended since: whoever is signed in signs in again.
    try db.execute(sql: "DELETE FROM session")
    try db.execute(sql: "DELETE FROM sign_in_link")
    try db.execute(
      sql: """
        DELETE FROM sealed_secret
        WHERE owner NOT IN (SELECT id FROM endpoint) AND owner NOT IN (SELECT id FROM connection)
        """)
  }

  /// What git hosts were told since the backup was made is not known: checks are set again, and comments are looked for
  /// before they are made.
  static func distrustHosts(in db: Database) throws {
    try db.execute(sql: "DELETE FROM posted_check")
    try db.execute(sql: "UPDATE host_echo SET begun = MAX(begun, 1) WHERE state = 'pending'")
  }

  private func notes(_ db: Database) throws -> [String] {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT COUNT(*) AS events, COALESCE(SUM(type = 'body.redacted'), 0) AS erased,
          (SELECT COUNT(*) FROM delivery WHERE position > ?1 AND state = 'delivered') AS sent
        FROM event WHERE seq > ?1
        """, arguments: [position])
    let (events, erased, sent): (Int, Int, Int) = (row?["events"] ?? 0, row?["erased"] ?? 0, row?["sent"] ?? 0)
    var notes = ["\(events) later events were left out."]
    if sent > 0 { notes.append("\(sent) deliveries of them had been sent: those who got them are not told otherwise.") }
    if erased > 0 { notes.append("\(erased) of them were erasures: repeat them.") }
    notes.append(
      "Names, addresses and secrets of people and endpoints are the latest that the backup has, not those of that time."
    )
    return notes
  }

  private func cutOutgoing(_ db: Database) throws {
    try db.execute(
      sql: "DELETE FROM delivery_attempt WHERE delivery IN (SELECT id FROM delivery WHERE position > ?)",
      arguments: [position])
    try db.execute(sql: "DELETE FROM delivery WHERE position > ?", arguments: [position])
    // What is written at these positions from now on is new, and is to be sent.
    try db.execute(
      sql: "UPDATE delivery_cursor SET position = ?1 WHERE position > ?1", arguments: [position])
  }

  private func cutIncoming(_ db: Database, after end: Int64) throws {
    try db.execute(sql: "DELETE FROM receipt WHERE received_at > ?", arguments: [end])
    // A commit that brought nothing new then may bring something now.
    if try db.tableExists("passed_commit") { try db.execute(sql: "DELETE FROM passed_commit") }
    guard try db.tableExists("host_echo") else { return }
    // A revision that is approved from now on is new, and is to be written back.
    try db.execute(sql: "DELETE FROM host_echo WHERE state <> 'pending'")
    try db.execute(
      sql: "UPDATE host_echo_cursor SET position = ?1 WHERE position > ?1", arguments: [position])
  }

  /// An answer to what is no longer so must not be given again. Old rows do not say where they belong, and stay.
  private func cutAnswers(_ db: Database) throws {
    guard try db.columns(in: "idempotent_answer").contains(where: { $0.name == "last_seq" }) else { return }
    try db.execute(sql: "DELETE FROM idempotent_answer WHERE last_seq > ?", arguments: [position])
  }

  /// Subtrees and checkpoints that cover what is gone.
  private func cutProofs(_ db: Database) throws {
    for (table, column) in [("checkpoint", "size"), ("cosignature", "size"), ("erased_metadata", "seq")]
    where try db.tableExists(table) {
      try db.execute(sql: "DELETE FROM \(table) WHERE \(column) > ?", arguments: [position])
    }
    guard try db.tableExists("merkle_tile") else { return }
    // A tile of level n has 256 to the power of n leaves under it.
    try db.execute(
      sql: "DELETE FROM merkle_tile WHERE (idx + 1) * (1 << (8 * level)) > ?", arguments: [position])
  }

  /// The index of the trail follows the log again from its beginning.
  private func cutIndex(_ db: Database) throws {
    guard try db.tableExists("event_index") else { return }
    try db.execute(sql: "DELETE FROM event_section")
    try db.execute(sql: "INSERT INTO event_words (event_words) VALUES ('delete-all')")
    try db.execute(sql: "UPDATE event_index SET position = 0")
  }

  private func withoutGuard(_ trigger: String, in db: Database, _ body: () throws -> Void) throws {
    let sql = try String.fetchOne(
      db, sql: "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", arguments: [trigger])
    try db.execute(sql: "DROP TRIGGER IF EXISTS \(trigger)")
    try body()
    if let sql { try db.execute(sql: sql) }
  }
}

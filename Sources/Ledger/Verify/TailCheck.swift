import GRDB

/// Hashes the end of the log again at each start: what was not yet signed for when the daemon ended, and some more.
///
/// The whole log is what `verify` reads; this is what a start can afford.
enum TailCheck {
  /// Rows that were signed for and are looked at all the same: a few tens of milliseconds.
  private static let signedRowsMax: Int64 = 2000

  /// `known` is the position up to which the log was signed for, or its end where nothing was ever signed.
  ///
  /// Throws `LogFailure` with the first position where a row is missing or is not what its leaf hash was made of.
  static func run(in db: Database, upTo known: Int64) throws {
    let start = max(0, known - signedRowsMax)
    let erasures = try Erasures(in: db)
    let rows = try Row.fetchCursor(
      db, sql: "SELECT * FROM event WHERE seq > ? ORDER BY seq", arguments: [start])
    var next = start + 1
    while let row = try rows.next() {
      let logged = LoggedRow(row)
      guard logged.seq == next else { throw LogFailure(seq: next, reason: "the event is missing") }
      let envelope = logged.envelope(
        erasedBody: erasures.bodies[next]?.erased, erasedMetadata: erasures.metadata[next])
      guard envelope.leafHash() == logged.leafHash else {
        throw LogFailure(
          seq: next, reason: "the row is not what was written: 'countersign verify' tells more, a backup has it whole")
      }
      next += 1
    }
  }
}

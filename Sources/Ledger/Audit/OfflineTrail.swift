import GRDB

/// The trail of a data directory, read without a daemon, or beside one that runs: nothing is written.
package struct OfflineTrail: Sendable {
  private let queue: DatabaseQueue
  /// The position of the last event when it was opened.
  package let last: Int64

  /// Throws `OpeningFailure` where the database was written by a newer version, or is older than this one's trail.
  package init(path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    queue = try DatabaseQueue(path: path, configuration: configuration)
    last = try queue.read { db in
      try DatabaseOpening.refuseOther(db)
      return try LogPlaces(db).last()
    }
  }

  /// Writes everything that a selection lets through, a page at a time.
  package func export<Format: EventFormat>(
    _ selection: EventSelection, as format: Format, _ write: (Bytes) throws -> Void
  ) throws {
    var (format, position, isFirst, isFull) = (format, Int64(0), true, true)
    var selection = selection
    selection.end(at: last)
    var head = Bytes()
    format.begin(&head)
    try write(head)
    while isFull {
      let page = try queue.read { db in
        try EventPage.read(
          selection, after: position, limit: 2000, bytesMax: 1 << 20, isFirst: isFirst, as: &format, in: db)
      }
      try write(page.bytes)
      (position, isFirst, isFull) = (page.seen, false, page.isFull)
    }
  }
}

import GRDB
import NIOConcurrencyHelpers
package import Workflow

/// Somebody read the trail, or something of a project whose readers are recorded.
package struct Reading: Hashable, Sendable {
  package var at: Timestamp
  package var actor: String
  package var token: String
  /// `document`, `content`, `events`, `stream`, `export`, `approvals`, …
  package var what: String
  package var path: String
  package var query: String
  package var project: String?
  package var document: String?
  /// The positions of the events that it was shown.
  package var first: Int64?
  package var last: Int64?

  package init(
    at: Timestamp, actor: String, token: String, what: String, path: String, query: String, project: String? = nil,
    document: String? = nil, first: Int64? = nil, last: Int64? = nil
  ) {
    self.at = at
    self.actor = actor
    self.token = token
    self.what = what
    self.path = path
    self.query = query
    self.project = project
    self.document = document
    self.first = first
    self.last = last
  }
}

/// Readings that wait to be written: nobody who reads waits for the disk.
final class ReadingBuffer: Sendable {
  /// Readings that may wait, some megabytes. More are counted and lost; that they were is recorded, and logged.
  static let waitingMax = 20_000

  private struct State {
    var waiting: [Reading] = []
    var lost = 0
    var wake: AsyncStream<Void>.Continuation?
  }

  private let state = NIOLockedValueBox(State())

  func put(_ reading: Reading) {
    state.withLockedValue { state in
      if state.waiting.count < Self.waitingMax { state.waiting.append(reading) } else { state.lost += 1 }
      state.wake?.yield()
    }
  }

  /// What waits, and how many were lost before it.
  func take() -> (readings: [Reading], lost: Int) {
    state.withLockedValue { state in
      defer { (state.waiting, state.lost) = ([], 0) }
      return (state.waiting, state.lost)
    }
  }

  /// Puts back what could not be written, in front of what has come since.
  func putBack(_ readings: [Reading], lost: Int) {
    state.withLockedValue { state in
      let all = readings + state.waiting
      state.waiting = Array(all.prefix(Self.waitingMax))
      state.lost += lost + all.count - state.waiting.count
    }
  }

  /// Wakes when something waits; for one listener.
  func wakes() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    state.withLockedValue { $0.wake = continuation }
    return stream
  }
}

/// What a write has taken out of the buffer, until it is known to be on the disk.
private final class TakenReadings: Sendable {
  private let taken = NIOLockedValueBox<(readings: [Reading], lost: Int)>(([], 0))

  var kept: (readings: [Reading], lost: Int) { taken.withLockedValue { $0 } }

  func keep(_ new: (readings: [Reading], lost: Int)) -> (readings: [Reading], lost: Int) {
    taken.withLockedValue { $0 = new }
    return new
  }
}

extension Ledger {
  /// Keeps that somebody read. It returns at once; the writer's next batch takes it to the disk.
  package func record(_ reading: Reading) { readings.put(reading) }

  /// Wakes when readings wait to be written; for one listener.
  package func readingsWaiting() -> AsyncStream<Void> { readings.wakes() }

  /// Writes the readings that wait; they are on disk when this returns. What cannot be written waits on.
  package func flushReadings() async throws {
    let taken = TakenReadings()
    do {
      // Taken on the writer: so whoever comes later finds them written, and not on their way.
      try await write { [readings, sources] db in
        let (waiting, lost) = taken.keep(readings.take())
        guard !waiting.isEmpty || lost > 0 else { return }
        try Self.insert(waiting + (lost > 0 ? [Self.loss(of: lost, at: sources.now())] : []), in: db)
      }
    } catch {
      let (waiting, lost) = taken.kept
      readings.putBack(waiting, lost: lost)
      throw error
    }
  }

  private static func loss(of count: Int, at now: Timestamp) -> Reading {
    Reading(
      at: now, actor: Actor.daemon.id, token: "", what: "lost", path: "",
      query: "\(count) readings could not be kept: the disk did not take them in time")
  }

  private static func insert(_ readings: [Reading], in db: Database) throws {
    var latest = try Int64.fetchOne(db, sql: "SELECT MAX(at) FROM reading") ?? 0
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO reading (at, actor, token, what, path, query, project, document, first_seq, last_seq)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for reading in readings {
      // The clock may go back; the time of these does not.
      latest = max(latest, reading.at.milliseconds)
      try statement.execute(arguments: [
        latest, reading.actor, reading.token, reading.what, reading.path, reading.query, reading.project,
        reading.document, reading.first, reading.last,
      ])
    }
  }
}

/// What readings may be narrowed by. Nil lets everything through.
package struct ReadingFilter: Sendable {
  package var actor: String?
  package var project: String?
  package var document: String?
  package var since: Timestamp?
  package var until: Timestamp?

  package init() {}
}

extension Ledger {
  /// Readings in the order in which they were recorded, behind an id.
  package func readings(
    _ filter: ReadingFilter, after id: Int64, limit: Int
  ) async throws -> [(id: Int64, reading: Reading)] {
    var conditions = ["id > ?"]
    var arguments: [(any DatabaseValueConvertible)?] = [id]
    func narrow(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      conditions.append(condition)
      arguments.append(value)
    }
    narrow("actor = ?", filter.actor)
    narrow("project = ?", filter.project)
    narrow("document = ?", filter.document)
    // The times never go back, so a time is an id.
    narrow(
      "id >= (SELECT MIN(id) FROM (SELECT id FROM reading WHERE at >= ? ORDER BY at, id LIMIT 1))",
      filter.since?.milliseconds)
    narrow("at <= ?", filter.until?.milliseconds)
    arguments.append(limit)
    let sql = "SELECT * FROM reading WHERE \(conditions.joined(separator: " AND ")) ORDER BY id LIMIT ?"
    let bound = StatementArguments(arguments)
    return try await pool.read { db in
      try Row.fetchAll(db, sql: sql, arguments: bound).map { row in
        (
          row["id"],
          Reading(
            at: Timestamp(milliseconds: row["at"]), actor: row["actor"], token: row["token"], what: row["what"],
            path: row["path"], query: row["query"], project: row["project"], document: row["document"],
            first: row["first_seq"], last: row["last_seq"])
        )
      }
    }
  }
}

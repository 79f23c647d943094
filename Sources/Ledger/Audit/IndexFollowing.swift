import GRDB

extension Ledger {
  /// How far the index lags behind the log, in events.
  package func indexLag() async throws -> Int64 {
    let position = position
    return position - (try await pool.read { db in try EventIndex.position(in: db) })
  }

  /// Takes the next events into the index. Their words are read off beside the writer, which only puts them in.
  ///
  /// Returns how many events it has gone on by; 0 at the end of the log.
  @discardableResult
  package func followIndex(limit: Int = EventIndex.batchMax) async throws -> Int {
    let next = try await pool.read { db in try EventIndex.next(in: db, limit: limit) }
    guard next.end > next.start else { return try await write { db in try EventIndex.restart(in: db) } }
    return try await write { db in try EventIndex.put(next, in: db) }
  }

  /// Brings the index up to the log, for so long at most. A disk that is full is no reason not to answer.
  package func catchUp(within seconds: Double) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    do {
      while ContinuousClock.now < deadline, try await indexLag() != 0 {
        guard try await followIndex() > 0 else { return }
      }
    } catch is LedgerFailure {
      // What is not indexed is looked at itself.
      return
    }
  }
}

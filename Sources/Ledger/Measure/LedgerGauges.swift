import Foundation
import GRDB
package import Telemetry
import Workflow

/// What stands in the database, counted for an operator in one snapshot.
struct LedgerGauges {
  /// Endpoints that are shown apart; those that lag most go first.
  private static let endpointsMax = 100
  /// Upper bounds of a gate's age, in seconds, with the words for them; what is older is `older`.
  private static let ages: [(word: String, seconds: Double)] = [
    ("1h", 3600), ("8h", 8 * 3600), ("1d", 86_400), ("3d", 3 * 86_400), ("7d", 7 * 86_400), ("30d", 30 * 86_400),
  ]

  let db: Database
  let position: Int64
  let now: Timestamp

  func metrics() throws -> [MetricFamily] {
    try [
      counts("countersign_documents", "Documents by status.", table: "document", label: "status"),
      counts(
        "countersign_deliveries", "Outgoing deliveries by state.", table: "delivery", label: "state",
        always: Delivery.State.allCases.map(\.rawValue)),
      counts(
        "countersign_receipts", "Deliveries of git hosts by state.", table: "receipt", label: "state",
        always: Receipt.State.allCases.map(\.rawValue)),
      gates(), projectionLag(),
    ] + endpoints()
  }

  private func counts(
    _ name: String, _ help: String, table: String, label: String, always: [String] = []
  ) throws -> MetricFamily {
    let rows = try Row.fetchAll(db, sql: "SELECT \(label) AS name, COUNT(*) AS count FROM \(table) GROUP BY 1")
    var found = Dictionary(always.map { ($0, 0) }, uniquingKeysWith: +)
    for row in rows { found[row["name"], default: 0] += row["count"] as Int }
    var family = MetricFamily(name, .gauge, help)
    for (word, count) in found.sorted(by: { $0.key < $1.key }) { family.add(Double(count), [(label, word)]) }
    return family
  }

  /// Documents in review, by the time since their stage was opened.
  private func gates() throws -> MetricFamily {
    let opened = try Int64.fetchAll(
      db,
      sql: """
        SELECT COALESCE((SELECT recorded_at FROM event WHERE stream = 'document-' || document.id
            AND type IN ('review.requested', 'stage.completed', 'stage.returned') ORDER BY stream_version DESC LIMIT 1),
          created_at) FROM document WHERE status = 'in_review'
        """)
    var counts: [String: Int] = [:]
    for time in opened {
      let seconds = Double(now.milliseconds - time) / 1000
      counts[Self.ages.first { seconds <= $0.seconds }?.word ?? "older", default: 0] += 1
    }
    var family = MetricFamily(
      "countersign_gates_open", .gauge, "Gates that are open, by their age: at most 1h, 8h, 1d, 3d, 7d, 30d, or older.")
    for word in Self.ages.map(\.word) + ["older"] { family.add(Double(counts[word] ?? 0), [("age", word)]) }
    return family
  }

  private func projectionLag() throws -> MetricFamily {
    var family = MetricFamily(
      "countersign_projection_lag_events", .gauge, "How far what follows the log is behind it, in events.")
    family.add(Double(position - (try EventIndex.position(in: db))), [("projection", "event_index")])
    return family
  }

  /// Endpoints that are on, with what waits for them.
  private func endpoints() throws -> [MetricFamily] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT endpoint.id AS id, COUNT(delivery.id) AS waiting, MIN(delivery.created_at) AS oldest
        FROM endpoint LEFT JOIN delivery ON delivery.endpoint = endpoint.id AND delivery.state IN ('pending', 'unknown')
        WHERE endpoint.enabled GROUP BY endpoint.id ORDER BY oldest IS NULL, oldest, endpoint.id LIMIT ?
        """, arguments: [Self.endpointsMax])
    var waiting = MetricFamily("countersign_delivery_waiting", .gauge, "Deliveries that wait, by endpoint.")
    var lag = MetricFamily(
      "countersign_delivery_lag", .gauge, "How long the oldest delivery that waits has waited, by endpoint.",
      unit: "seconds")
    for row in rows {
      let (id, oldest): (String, Int64?) = (row["id"], row["oldest"])
      waiting.add(Double(row["waiting"] as Int), [("endpoint", id)])
      lag.add(oldest.map { max(0, Double(now.milliseconds - $0) / 1000) } ?? 0, [("endpoint", id)])
    }
    return [waiting, lag]
  }
}

extension Ledger {
  /// What an operator wants to know of the log, of the writer, and of what waits.
  package func metrics() async throws -> [MetricFamily] {
    let (position, now) = (position, now)
    let stored = try await pool.read { db in try LedgerGauges(db: db, position: position, now: now).metrics() }
    let (transactions, jobs) = writingCounts
    return [
      MetricFamily("countersign_log_position", .gauge, "The position of the last event.", value: position),
      MetricFamily(
        "countersign_writer_transactions", .counter, "Transactions that were committed.", value: transactions),
      MetricFamily(
        "countersign_writer_jobs", .counter, "Commands and other writes in those transactions.", value: jobs),
      MetricFamily("countersign_writer_waiting", .gauge, "Writes that wait for the writer now.", value: waiting),
      MetricFamily(
        "countersign_writer_waiting_max", .gauge, "Commands that may wait; more are turned away.",
        value: Self.waitingMax),
      MetricFamily(
        "countersign_writer_stopped", .gauge, "Whether the writer has ended after a failure of the disk.",
        value: stopped == nil ? 0 : 1),
    ] + writingMetrics + stored + fileMetrics()
  }

  private func fileMetrics() -> [MetricFamily] {
    let bytes = { (path: String) -> Int? in
      (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue
    }
    let disk = try? FileManager.default.attributesOfFileSystem(forPath: pool.path)
    return [
      MetricFamily(
        "countersign_database", .gauge, "The database's file.", unit: "bytes", value: bytes(pool.path)),
      MetricFamily(
        "countersign_wal", .gauge, "The write-ahead log, which a checkpoint empties.", unit: "bytes",
        value: bytes(pool.path + "-wal") ?? 0),
      MetricFamily(
        "countersign_disk_free", .gauge, "Free where the log lies.", unit: "bytes",
        value: (disk?[.systemFreeSize] as? NSNumber)?.intValue),
      MetricFamily(
        "countersign_disk_size", .gauge, "The size of that disk.", unit: "bytes",
        value: (disk?[.systemSize] as? NSNumber)?.intValue),
    ]
  }
}

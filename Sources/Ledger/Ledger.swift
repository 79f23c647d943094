import Foundation
package import GRDB
import Logging
package import Workflow

/// The disk or the database failed; nothing of the request was kept, unless it says that this is not known.
package enum LedgerFailure: Error {
  case queueFull
  case diskFull
  case failed(underlying: any Error)
}

/// The log of record and what is projected from it.
///
/// One writer decides, appends and projects in one transaction; readers see a snapshot each.
package final class Ledger: Sendable {
  /// Commands that may wait for the writer; more are turned away, so that a burst cannot take all memory.
  package static let waitingMax = 1024

  package let pool: DatabasePool
  package let sources: SystemSources
  package let box: SecretBox
  let state = LedgerState()
  private let queue: WaitingQueue
  private let appended = AppendSignal()

  /// Opens the data directory's log, replays who there is, and checks that every stored event can be read.
  package init(path: String, sources: SystemSources, box: SecretBox, waitingMax: Int = Ledger.waitingMax) throws {
    pool = try DatabaseOpening.open(at: path)
    self.sources = sources
    self.box = box
    queue = WaitingQueue(most: waitingMax)
    let (directory, projects, position) = try pool.read(Self.replayRegistry)
    state.start(directory: directory, projects: projects, position: position)
  }

  /// Decides, appends, projects and answers one command.
  ///
  /// When this returns, the events are on disk. Throws `Refusal` where a rule said no and `LedgerFailure` where the
  /// disk did. A cancelled caller does not cancel the write.
  package func perform(_ request: WriteRequest) async throws -> (answer: Answer, outcome: Outcome?) {
    guard queue.enter() else { throw LedgerFailure.queueFull }
    defer { queue.leave() }
    // A task of its own: a caller that goes away must not roll back what others may come to rely on.
    return try await Task { [self] in try await write(request) }.value
  }

  private func write(_ request: WriteRequest) async throws -> (answer: Answer, outcome: Outcome?) {
    do {
      let result = try await pool.writeWithoutTransaction { [self] db in
        let result = try transact(request, in: db)
        // Still on the writer, so no later command can decide against an earlier state.
        if let outcome = result.outcome { state.commit(outcome.events, document: outcome.document) }
        return result
      }
      if result.outcome?.events.isEmpty == false { appended.signal() }
      return (result.answer, result.outcome)
    } catch let refusal as Refusal {
      throw refusal
    } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
      throw LedgerFailure.diskFull
    } catch {
      throw LedgerFailure.failed(underlying: error)
    }
  }

  private func transact(_ request: WriteRequest, in db: Database) throws -> WriteTransaction.Result {
    var result: WriteTransaction.Result?
    try db.inTransaction(.immediate) {
      result = try WriteTransaction(db: db, request: request, sources: sources, box: box, state: state).run()
      return .commit
    }
    guard let result else { throw LogFailure(seq: state.position, reason: "the transaction ended without a result") }
    return result
  }

  /// Wakes whenever the log has grown; several appends may be one wake-up.
  package func appends() -> AsyncStream<Void> { appended.subscribe() }

  /// The position of the last event.
  package var position: Int64 { state.position }
  package var directory: Directory { state.directory }
  package var projects: Projects { state.projects }

  package var gateContext: GateContext { GateContext(people: directory, now: sources.now()) }

  /// What a document's gate is asked against now.
  package func gateContext(of document: DocumentState) -> GateContext {
    GateContext(people: directory, project: projects[document.project], now: sources.now())
  }

  /// Makes every read table again from the log.
  package func rebuild(progress: @escaping @Sendable (Int64) -> Void = { _ in }) throws {
    try pool.write { db in try Rebuild.run(in: db, progress: progress) }
  }

  private static func replayRegistry(_ db: Database) throws -> (Directory, Projects, Int64) {
    var directory = Directory()
    var projects = Projects()
    let types = EventReading.list(EventType.ofPeople + EventType.ofProjects)
    let cursor = try EventReading.cursor(db, where: "type IN (\(types)) ORDER BY seq", arguments: [])
    while let recorded = try cursor.next() {
      directory.evolve(recorded.event)
      projects.evolve(recorded)
    }
    try refuseUnknownTypes(db)
    return (directory, projects, try Int64.fetchOne(db, sql: "SELECT MAX(seq) FROM event") ?? 0)
  }

  /// An event that this version does not know stops start-up, with its position.
  private static func refuseUnknownTypes(_ db: Database) throws {
    let kinds = try Row.fetchAll(
      db, sql: "SELECT type, schema_version, MIN(seq) AS seq FROM event GROUP BY type, schema_version ORDER BY seq")
    for row in kinds {
      let type = EventType(rawValue: row["type"])
      guard let type, type.schemaVersion == row["schema_version"] else {
        let unknown = UnknownEvent(type: row["type"], schemaVersion: row["schema_version"])
        throw LogFailure(seq: row["seq"], reason: unknown.description)
      }
    }
  }
}

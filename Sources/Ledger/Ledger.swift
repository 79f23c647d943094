import Foundation
package import GRDB
import NIOConcurrencyHelpers
package import Telemetry
package import Workflow

/// The log of record and what is projected from it.
///
/// One writer decides, appends and projects in one transaction; readers see a snapshot each.
package final class Ledger: Sendable {
  /// Commands that may wait for the writer; more are turned away, so that a burst cannot take all memory.
  package static let waitingMax = 1024

  package let pool: DatabasePool
  package let sources: SystemSources
  package let box: SecretBox
  package let proof: ProofSettings
  let signer: CheckpointSigner?
  let state: LedgerState
  let readings = ReadingBuffer()
  let cycleTimeFolds = CycleTimeFolds()
  package let uses = CredentialUses()
  private let writer: Writer
  private let steady = SteadyTime()
  private let appended = AppendSignal()
  private let failed = StopSignal()

  /// Opens the data directory's log, replays who there is, and checks that every stored event can be read.
  /// `documentBytesMax` bounds the documents that are kept in memory.
  package init(
    path: String, sources: SystemSources, box: SecretBox, proof: ProofSettings = ProofSettings(),
    waitingMax: Int = Ledger.waitingMax, documentBytesMax: Int? = nil, faults: WriterFaults = []
  ) throws {
    state = LedgerState(documentBytesMax: documentBytesMax ?? DocumentCache.defaultBytesMax)
    pool = try DatabaseOpening.open(at: path, faults: faults)
    self.sources = sources
    self.box = box
    self.proof = proof
    let logID = try LogIdentity.id(in: pool, sources: sources)
    signer = CheckpointSigner(proof, logID: logID, now: sources.now)
    var start = try pool.read(Self.replayRegistry)
    start.tree = try pool.write(LogTree.init(openedIn:))
    state.begin(start)
    state.hasLinks = try pool.read { db in
      try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM external_link)") ?? false
    }
    writer = Writer(
      pool: pool, state: state, commandsMax: waitingMax, faults: faults, appended: appended, signer: signer,
      onStop: { [failed] in failed.stop($0) })
    writer.signNow()
    writer.start()
  }

  deinit { writer.close() }

  /// Decides, appends, projects and answers one command.
  ///
  /// When this returns, the events are on disk. Throws `Refusal` where a rule said no and `LedgerFailure` where the
  /// disk did. A cancelled caller does not cancel the write.
  package func perform(_ request: WriteRequest) async throws -> (answer: Answer, outcome: Outcome?) {
    let result = try await submit(isCommand: true, bytes: request.bytes) { [sources, box] batch, db in
      let result = try WriteTransaction(db: db, request: request, sources: sources, box: box, batch: batch).run()
      return (result, result.outcome)
    }
    if let answer = result.answer { return (answer, result.outcome) }
    guard let outcome = result.outcome else { throw LedgerFailure.failed(underlying: MissingOutcome()) }
    return (try request.answer(outcome), outcome)
  }

  /// Writes beside the log, in the writer's next transaction; it is on disk when this returns.
  ///
  /// Throws what `body` throws, and `LedgerFailure`. Nothing of a body that threw stays.
  package func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    try await submit(isCommand: false, bytes: 0) { _, db in (try body(db), nil) }
  }

  private func submit<Value: Sendable>(
    isCommand: Bool, bytes: Int, _ body: @escaping @Sendable (Batch, Database) throws -> (Value, Outcome?)
  ) async throws -> Value {
    // ThreadSanitizer does not see the order that a continuation makes where it is resumed before it is awaited.
    let handingOver = NIOLock()
    let value = try await withCheckedThrowingContinuation { (caller: CheckedContinuation<Value, any Error>) in
      let job = WriteJob(isCommand: isCommand, bytes: bytes) { batch, db in
        let (value, outcome) = try body(batch, db)
        return WriteJob.Done(outcome: outcome) { handingOver.withLock { caller.resume(returning: value) } }
      } fail: { error in
        caller.resume(throwing: error is Refusal || error is LedgerFailure ? error : LedgerFailure(of: error))
      }
      do { try writer.put(job) } catch { caller.resume(throwing: error) }
    }
    return handingOver.withLock { value }
  }

  /// Moves everything out of the write-ahead log and cuts it to nothing, now or once the last reader has gone.
  func emptyWriteAheadLog() async throws {
    writer.emptyWriteAheadLogSoon()
    // It is done between two transactions: once the second is told of, it has been tried.
    for _ in 0..<2 { try await write { _ in } }
  }

  /// Ends the writer once what waits is written, and closes the database. Nothing can be written or read afterwards.
  package func close() throws {
    writer.close()
    try pool.close()
  }

  /// Returns when the ledger had to stop writing for good, with the reason; throws `CancellationError` when cancelled.
  package func untilStopped() async throws -> LedgerFailure { try await failed.wait() }

  /// Why nothing is written any more; nil while all is well.
  package var stopped: LedgerFailure? { writer.stopped }
  /// Transactions that were committed since the opening, and the jobs in them.
  package var writingCounts: (transactions: Int, jobs: Int) { writer.counts }
  /// How large batches are, and how long the disk takes.
  package var writingMetrics: [MetricFamily] { [writer.batchJobs.metric, writer.commitSeconds.metric] }
  /// Commands that wait for the writer.
  package var waiting: Int { writer.waiting }

  /// Wakes whenever the log has grown; several appends may be one wake-up.
  package func appends() -> AsyncStream<Void> { appended.subscribe() }

  /// The position of the last event.
  package var position: Int64 { state.position }
  /// The position behind which no event of these types stands, from memory: who follows them need not ask the database.
  package func lastPosition(of types: some Sequence<EventType>) -> Int64 { state.lastPosition(of: types) }
  package var directory: Directory { state.directory }
  package var projects: Projects { state.projects }

  /// The machine's time, which goes on here where its clock is set back: what is due by it stays due.
  package var now: Timestamp { steady.now(clock: max(state.lastRecordedAt, sources.now())) }

  package var gateContext: GateContext { GateContext(people: directory, now: sources.now()) }

  /// What a document's gate is asked against now.
  package func gateContext(of document: DocumentState) -> GateContext {
    GateContext(people: directory, project: projects[document.project], now: sources.now())
  }

  private static func replayRegistry(_ db: Database) throws -> LedgerState.Start {
    var start = LedgerState.Start()
    let types = EventReading.list(EventType.ofPeople + EventType.ofProjects)
    let cursor = try EventReading.cursor(db, where: "type IN (\(types)) ORDER BY seq", arguments: [])
    while let recorded = try cursor.next() {
      start.directory.evolve(recorded.event)
      start.projects.evolve(recorded)
    }
    try refuseUnknownTypes(db)
    if let last = try Row.fetchOne(db, sql: "SELECT seq, recorded_at FROM event ORDER BY seq DESC LIMIT 1") {
      start.position = last["seq"]
      start.lastRecordedAt = Timestamp(milliseconds: last["recorded_at"])
    }
    return start
  }

  /// An event that this version does not know stops start-up, with its position.
  private static func refuseUnknownTypes(_ db: Database) throws {
    let kinds = try Row.fetchAll(
      db, sql: "SELECT type, schema_version, first_seq AS seq FROM event_kind ORDER BY first_seq")
    for row in kinds {
      let type = EventType(rawValue: row["type"])
      guard let type, type.reads(row["schema_version"]) else {
        let unknown = UnknownEvent(type: row["type"], schemaVersion: row["schema_version"])
        throw LogFailure(seq: row["seq"], reason: unknown.description)
      }
    }
  }
}

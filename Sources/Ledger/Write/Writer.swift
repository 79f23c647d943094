import Dispatch
import Foundation
import GRDB
import NIOConcurrencyHelpers
import Telemetry

/// The one thread that writes: it takes what has gathered, does all of it in one transaction with one commit, and only
/// then answers.
///
/// There is no timer: the next batch gathers while the disk is busy with this one (group commit).
final class Writer: Sendable {
  /// How long the log rests before the writer does what can wait.
  static let restAfter = DispatchTimeInterval.milliseconds(1000)

  private let pool: DatabasePool
  private let state: LedgerState
  private let faults: WriterFaults
  private let queue: WriteQueue
  private let checkpointer: Checkpointer
  private let appended: AppendSignal
  private let failure = NIOLockedValueBox<LedgerFailure?>(nil)
  private let committed = NIOLockedValueBox((transactions: 0, jobs: 0))
  let batchJobs = Histogram(
    "countersign_writer_batch_jobs", "Commands and other writes in one transaction.", .batch)
  let commitSeconds = Histogram(
    "countersign_writer_commit_duration", "How long commits took; nearly all of it is the disk's fsync.",
    unit: "seconds", .commitSeconds)
  private let ended = DispatchSemaphore(value: 0)
  private let signer: CheckpointSigner?
  private let onStop: @Sendable (LedgerFailure) -> Void

  init(
    pool: DatabasePool, state: LedgerState, commandsMax: Int, faults: WriterFaults, appended: AppendSignal,
    signer: CheckpointSigner?,
    onStop: @escaping @Sendable (LedgerFailure) -> Void
  ) {
    self.pool = pool
    self.state = state
    self.faults = faults
    self.appended = appended
    self.signer = signer
    self.onStop = onStop
    queue = WriteQueue(commandsMax: commandsMax)
    checkpointer = Checkpointer(pool)
  }

  /// Why nothing is written any more; nil while all is well.
  var stopped: LedgerFailure? { failure.withLockedValue { $0 } }
  /// Since the start.
  var counts: (transactions: Int, jobs: Int) { committed.withLockedValue { $0 } }
  /// How many jobs wait.
  var waiting: Int { queue.count }

  func start() {
    let thread = Thread { [self] in run() }
    thread.name = "writer"
    thread.start()
  }

  func put(_ job: WriteJob) throws(LedgerFailure) {
    if let stopped { throw stopped }
    try queue.put(job)
  }

  /// Takes no more, writes what waits, and returns once the thread has ended.
  func close() {
    queue.close()
    ended.wait()
    ended.signal()
  }

  private func run() {
    while true {
      switch queue.take(waitingAtMost: Self.restAfter) {
      case .batch(let jobs): write(jobs)
      case .nothing: rest()
      case .closed:
        signNow()
        ended.signal()
        return
      }
    }
  }

  private func write(_ jobs: [WriteJob]) {
    if let stopped { return jobs.forEach { $0.fail(stopped) } }
    let before = state.position
    do {
      let (batch, tellings) = try pool.writeWithoutTransaction { db in
        let run = BatchRun(
          db: db, jobs: jobs, batch: Batch(over: state), signer: signer, faults: faults, commitSeconds: commitSeconds)
        let result = try run.run()
        state.commit(result.batch)
        return result
      }
      if !jobs.isEmpty { batchJobs.observe(Double(jobs.count)) }
      committed.withLockedValue { $0 = ($0.transactions + 1, $0.jobs + jobs.count) }
      tellings.forEach { $0() }
      // What is written beside the log wakes nobody.
      if batch.position > before { appended.signal() }
      checkpointer.runIfDue()
    } catch {
      let failure = LedgerFailure(ofBatch: error)
      if failure.isFinal { stop(failure) }
      jobs.forEach { $0.fail(failure) }
    }
  }

  /// After a failed commit nobody knows what the disk holds, and a second try would only hide it.
  private func stop(_ failure: LedgerFailure) {
    self.failure.withLockedValue { $0 = .stopped }
    onStop(failure)
  }

  /// After the next transaction, or once the readers have gone.
  func emptyWriteAheadLogSoon() { checkpointer.emptySoon() }

  /// Signs what is not signed yet; only on the writer's thread, or before it has started.
  func signNow() {
    guard stopped == nil, !state.tree.isSigned, let signer else { return }
    signer.ask()
    write([])
  }

  private func rest() {
    guard stopped == nil else { return }
    signNow()
    checkpointer.rest()
  }
}

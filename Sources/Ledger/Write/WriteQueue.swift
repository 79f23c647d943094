import Dispatch
import GRDB
import NIOConcurrencyHelpers

/// One thing that the writer is to do in its next transaction.
struct WriteJob: Sendable {
  /// What came of it, while nothing is committed yet.
  struct Done {
    let outcome: Outcome?
    /// Tells the caller; called once the transaction is on disk.
    let tell: @Sendable () -> Void
  }

  /// Only these are bounded: the daemon's own writes are few, and must not be turned away.
  let isCommand: Bool
  /// The words that it brings, for the size of a batch.
  let bytes: Int
  /// Runs inside a savepoint; where it throws, nothing of it stays.
  let run: @Sendable (Batch, Database) throws -> Done
  let fail: @Sendable (any Error) -> Void
}

/// What waits for the writer. Callers put in from any thread; the writer alone takes out.
final class WriteQueue: Sendable {
  /// Commands in one transaction: beyond this a batch saves nothing more, and the last of it waits for the first.
  static let batchJobsMax = 512
  /// Bytes of words in one transaction.
  static let batchBytesMax = 1024 * 1024

  private struct Waiting {
    var jobs: [WriteJob] = []
    /// Where the first one that is still waiting stands in `jobs`.
    var next = 0
    var commands = 0
    var isClosed = false
  }

  private let commandsMax: Int
  // A lock of the C library's, which ThreadSanitizer sees also where threads contend for it.
  private let waiting = NIOLockedValueBox(Waiting())
  private let bell = DispatchSemaphore(value: 0)

  init(commandsMax: Int) {
    self.commandsMax = commandsMax
  }

  /// How many wait now.
  var count: Int { waiting.withLockedValue { $0.jobs.count - $0.next } }

  /// Throws `queueFull` where too many commands wait, and `stopped` after `close()`.
  func put(_ job: WriteJob) throws(LedgerFailure) {
    let failure = waiting.withLockedValue { waiting -> LedgerFailure? in
      if waiting.isClosed { return .stopped }
      if job.isCommand, waiting.commands >= commandsMax { return .queueFull }
      waiting.jobs.append(job)
      if job.isCommand { waiting.commands += 1 }
      return nil
    }
    if let failure { throw failure }
    bell.signal()
  }

  /// No more are taken in; those that wait are still taken out.
  func close() {
    waiting.withLockedValue { $0.isClosed = true }
    bell.signal()
  }

  enum Taken {
    case batch([WriteJob])
    /// Nobody came in the time given.
    case nothing
    /// Closed, and empty.
    case closed
  }

  /// Everything that has gathered, up to the limits of a batch; waits for the first where there is none.
  func take(waitingAtMost patience: DispatchTimeInterval) -> Taken {
    if let taken = takeNow() { return taken }
    let deadline = DispatchTime.now() + patience
    while bell.wait(timeout: deadline) == .success {
      if let taken = takeNow() { return taken }
    }
    return .nothing
  }

  /// Nil where there is nothing and more may come. The bell may ring once for each job that a batch took together:
  /// those rings find nothing and are waited out.
  private func takeNow() -> Taken? {
    waiting.withLockedValue { waiting in
      guard waiting.next < waiting.jobs.count else { return waiting.isClosed ? .closed : nil }
      var (batch, bytes) = ([WriteJob](), 0)
      while waiting.next < waiting.jobs.count, batch.count < Self.batchJobsMax, bytes < Self.batchBytesMax {
        let job = waiting.jobs[waiting.next]
        waiting.next += 1
        if job.isCommand { waiting.commands -= 1 }
        bytes += job.bytes
        batch.append(job)
      }
      if waiting.next == waiting.jobs.count { (waiting.jobs, waiting.next) = ([], 0) }
      return .batch(batch)
    }
  }
}

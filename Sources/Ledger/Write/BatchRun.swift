import GRDB
import Telemetry

/// One transaction of the writer: each job in a savepoint of its own, then one commit.
struct BatchRun {
  let db: Database
  let jobs: [WriteJob]
  var batch: Batch
  var signer: CheckpointSigner?
  var faults: WriterFaults = []
  var commitSeconds: Histogram?

  /// What is on disk now, and what is to be told of it. Throws where the whole batch failed: `CommitFailure` where it is
  /// not known what the disk holds.
  func run() throws -> (batch: Batch, tellings: [@Sendable () -> Void]) {
    try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
    do {
      return try runJobs()
    } catch {
      if db.isInsideTransaction { try? db.execute(sql: "ROLLBACK") }
      throw error
    }
  }

  private func runJobs() throws -> (batch: Batch, tellings: [@Sendable () -> Void]) {
    var batch = batch
    var tellings: [@Sendable () -> Void] = []
    for job in jobs {
      do {
        let done = try inSavepoint { try job.run(batch, db) }
        if let outcome = done.outcome { batch.take(outcome) }
        tellings.append(done.tell)
      } catch let error where !error.breaksTransaction && db.isInsideTransaction {
        tellings.append { job.fail(error) }
      }
    }
    try batch.closeTree(in: db, signer: signer)
    if faults.contains(.answersBeforeCommit) {
      tellings.forEach { $0() }
      tellings = []
    }
    try commit()
    return (batch, tellings)
  }

  private func commit() throws {
    let start = ContinuousClock.now
    do {
      try db.cachedStatement(sql: "COMMIT").execute()
      commitSeconds?.observe((ContinuousClock.now - start) / .seconds(1))
    } catch {
      throw CommitFailure(underlying: error)
    }
  }

  private func inSavepoint(_ body: () throws -> WriteJob.Done) throws -> WriteJob.Done {
    try db.cachedStatement(sql: "SAVEPOINT job").execute()
    do {
      let done = try body()
      try db.cachedStatement(sql: "RELEASE job").execute()
      return done
    } catch {
      if db.isInsideTransaction {
        if !faults.contains(.keepsRefused) { try db.cachedStatement(sql: "ROLLBACK TO job").execute() }
        try db.cachedStatement(sql: "RELEASE job").execute()
      }
      throw error
    }
  }
}

/// The commit itself failed: what the batch wrote may be on the disk or not.
struct CommitFailure: Error {
  let underlying: any Error
}

extension Error {
  /// Whether the disk or the file is at fault, and with it every other job of the transaction.
  var breaksTransaction: Bool {
    guard let error = self as? DatabaseError else { return false }
    return [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_NOMEM, .SQLITE_READONLY]
      .contains(error.resultCode)
  }
}

import GRDB

/// The disk or the database failed.
package enum LedgerFailure: Error, CustomStringConvertible {
  /// Too many commands wait already; nothing was stored.
  case queueFull
  /// Nothing was stored; writing goes on as soon as there is room.
  case diskFull
  /// Nothing was stored.
  case failed(underlying: any Error)
  /// The commit or the disk failed: what was asked for may be stored or not. Nothing more is written until a restart has
  /// read the log again.
  case unknown(underlying: any Error)
  /// Writing ended, by an earlier failure or because the daemon is ending; nothing was stored.
  case stopped

  /// Of one job.
  init(of error: any Error) {
    self = .failed(underlying: error)
  }

  /// Of a whole transaction.
  init(ofBatch error: any Error) {
    let commit = error as? CommitFailure
    switch (commit?.underlying ?? error) as? DatabaseError {
    case let full? where full.resultCode == .SQLITE_FULL: self = .diskFull
    case .some(let error) where commit != nil || error.breaksTransaction: self = .unknown(underlying: error)
    default: self = commit == nil ? .failed(underlying: error) : .unknown(underlying: error)
    }
  }

  /// Whether nothing may be written after it.
  var isFinal: Bool {
    if case .unknown = self { true } else { false }
  }

  package var description: String {
    switch self {
    case .queueFull: "too many writes wait"
    case .diskFull: "the disk is full: nothing was stored"
    case .failed(let error): "nothing was stored: \(error)"
    case .unknown(let error): "the disk failed, and it is not known what it holds of the last writes: \(error)"
    case .stopped: "nothing is written any more"
    }
  }
}

/// A write ended without an answer or an outcome: a fault of this program.
struct MissingOutcome: Error {}

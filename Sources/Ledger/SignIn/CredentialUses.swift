import GRDB
import NIOConcurrencyHelpers
package import Workflow

/// What somebody came in with.
package enum Credential: Hashable, Sendable {
  case token(String)
  case session(String)
}

/// When tokens and sessions were last used, as far as that is not written yet: no request waits for the disk for it.
///
/// A use is on disk with the next flush; a crash loses those of the last minute.
package final class CredentialUses: Sendable {
  private let waiting = NIOLockedValueBox<[Credential: Timestamp]>([:])

  /// One entry a live credential, so it grows no further than these are many.
  package func note(_ credential: Credential, at now: Timestamp) {
    waiting.withLockedValue { $0[credential] = now }
  }

  /// The later of what is stored and what is not yet.
  package func latest(of credential: Credential, stored: Timestamp?) -> Timestamp? {
    let noted = waiting.withLockedValue { $0[credential] }
    guard let noted else { return stored }
    return stored.map { max($0, noted) } ?? noted
  }

  fileprivate func all() -> [Credential: Timestamp] { waiting.withLockedValue { $0 } }

  /// Forgets what was written, but not what has come since.
  fileprivate func forget(_ written: [Credential: Timestamp]) {
    waiting.withLockedValue { waiting in
      for (credential, time) in written where waiting[credential] == time { waiting[credential] = nil }
    }
  }
}

extension Ledger {
  /// Writes the uses that wait, all in one write; they are on disk when this returns.
  package func flushCredentialUses() async throws {
    let all = uses.all()
    guard !all.isEmpty else { return }
    try await write { db in
      for (credential, time) in all {
        let (table, column, id) =
          switch credential {
          case .token(let id): ("token_secret", "token", id)
          case .session(let id): ("session", "id", id)
          }
        try db.cachedStatement(
          sql: "UPDATE \(table) SET last_used = MAX(IFNULL(last_used, 0), ?) WHERE \(column) = ?"
        ).execute(arguments: [time.milliseconds, id])
      }
    }
    uses.forget(all)
  }
}

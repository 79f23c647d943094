import HTTPTypes

/// How often something may be asked for, by one address or with one token.
///
/// The figures of `users` are those of the architecture template's list of endpoints (its 5.2.1), and a token's is its
/// throughput (its 9.5); it has none for the others. Each is a lasting rate: what was not used is kept for `saved`
/// minutes, so that a team can be set up, or an archive taken in, at one go.
package enum RateLimit: String, Sendable, CaseIterable {
  /// Everything from one address, whoever asks.
  case address
  /// Everything with one token.
  case token
  /// Tokens and signatures that were wrong, from one address.
  case failures
  case usersCreate = "users_create"
  case usersRead = "users_read"
  case usersList = "users_list"
  case usersUpdate = "users_update"
  case usersDelete = "users_delete"
  /// What reads or writes the whole log: exports, backups, rebuilds, imports.
  case heavy

  package var perMinute: Int {
    switch self {
    case .address: 120_000
    case .token: 60_000
    case .failures: 600
    case .usersCreate: 10
    case .usersRead: 100
    case .usersList: 50
    case .usersUpdate: 50
    case .usersDelete: 10
    case .heavy: 60
    }
  }

  /// What it counts, as the documentation says it.
  package var what: String {
    switch self {
    case .address: "everything from one address"
    case .token: "everything with one token"
    case .failures: "wrong tokens, sessions and signatures from one address"
    case .usersCreate: "`POST` to `/users`, `/tokens`, `/groups`, with one token"
    case .usersRead: "`GET` of one of them"
    case .usersList: "`GET` of a list of them"
    case .usersUpdate: "changes of one of them"
    case .usersDelete: "`DELETE` of one of them"
    case .heavy: "exports, and starting backups, rebuilds and imports"
    }
  }

  /// Minutes of the rate that may be used at once.
  var saved: Int {
    switch self {
    case .address, .token, .failures: 1
    case .usersCreate, .usersRead, .usersList, .usersUpdate, .usersDelete, .heavy: 10
    }
  }

  /// The limit of a route besides its token's; nil for most.
  static func ofRoute(_ method: HTTPRequest.Method, path: String) -> RateLimit? {
    let segments = path.split(separator: "/").dropFirst(2)
    guard let first = segments.first else { return nil }
    if segments.suffix(2) == ["events", "export"] { return .heavy }
    switch first {
    case "users", "tokens", "groups": return people(method, isOne: segments.count > 1)
    case "backups", "rebuild", "imports": return method == .get ? nil : .heavy
    default: return nil
    }
  }

  private static func people(_ method: HTTPRequest.Method, isOne: Bool) -> RateLimit {
    switch method {
    case .get, .head: isOne ? .usersRead : .usersList
    case .delete: .usersDelete
    case .post where !isOne: .usersCreate
    default: .usersUpdate
    }
  }
}

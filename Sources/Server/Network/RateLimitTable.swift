extension RateLimit {
  /// The limit as the documentation lists it: a row of Markdown.
  package var row: String {
    "| `rate_limits.\(rawValue)` | \(perMinute) | \(perMinute * saved) | \(what) |"
  }

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
}

import Documents
package import Workflow

/// What a caller came in with.
package enum CallerCredential: Hashable, Sendable, CustomStringConvertible {
  case token(String)
  case session(String)
  /// A token of another's; the issuer, the token's own id where it has one, and until when it is taken.
  case issued(by: String, id: String?, until: Timestamp)

  package var description: String {
    switch self {
    case .token(let id): id
    case .session(let id): "session \(id)"
    case .issued(let issuer, let id, _): "jwt \(issuer)" + (id.map { " \($0)" } ?? "")
    }
  }
}

extension Caller {
  /// As `GET /me` shows it.
  var members: [String: Value] {
    var members: [String: Value] = [
      "token": .null, "session": .null, "issuer": .null,
      "scopes": Value((scopes ?? Set(TokenScope.allCases)).map(\.rawValue).sorted()),
    ]
    switch credential {
    case .token(let id): members["token"] = .string(id)
    case .session(let id): members["session"] = .string(id)
    case .issued(let issuer, _, _): members["issuer"] = .string(issuer)
    }
    return members
  }
}

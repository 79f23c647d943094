import HTTPTypes
import Workflow

/// What `WWW-Authenticate` tells of a refused request (RFC 6750, section 3).
struct BearerChallenge {
  enum Fault: String {
    /// There was a credential, and it does not do.
    case invalidToken = "invalid_token"
    case insufficientScope = "insufficient_scope"
  }

  /// Nil where no credential was sent: nothing is said of what would do.
  var fault: Fault?
  var scope: TokenScope?

  var text: String {
    var text = #"Bearer realm="countersign""#
    if let fault { text += #", error="\#(fault.rawValue)""# }
    if let scope { text += #", scope="\#(scope.rawValue)""# }
    return text
  }
}

extension Problem {
  /// Nobody was named.
  static var noCredential: Problem {
    var problem = Problem(
      status: .unauthorized, code: "unauthorized", detail: "Send a live token: Authorization: Bearer cs_….")
    problem.challenge = BearerChallenge()
    return problem
  }

  /// All that is wrong with a credential is answered alike: whoever guesses learns nothing.
  static var badCredential: Problem {
    var problem = noCredential
    problem.challenge = BearerChallenge(fault: .invalidToken)
    return problem
  }

  static func insufficient(_ scope: TokenScope) -> Problem {
    var problem = Problem(
      status: .forbidden, code: "insufficient_scope",
      detail: "The token has not the scope '\(scope.rawValue)', which this asks for.")
    problem.challenge = BearerChallenge(fault: .insufficientScope, scope: scope)
    return problem
  }
}

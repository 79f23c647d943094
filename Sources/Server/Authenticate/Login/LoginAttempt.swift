import Crypto
import Foundation
import Ledger
import NIOConcurrencyHelpers
import Workflow

/// A login that is under way: what the browser that began it carries along, sealed, until it comes back.
struct LoginAttempt: Codable {
  /// Ten minutes for somebody to find their password.
  static let secondsMax = Double(Cookies.loginSeconds)
  private static let purpose = "login"

  let state: String
  let nonce: String
  /// RFC 7636, section 4.1.
  let verifier: String
  let returnPath: String
  let endsAt: Int64

  init(returnPath: String, sources: SystemSources) {
    state = Secret.new(sources)
    nonce = Secret.new(sources)
    verifier = Secret.new(sources)
    self.returnPath = returnPath
    endsAt = sources.now().adding(seconds: Self.secondsMax).milliseconds
  }

  /// `S256` (RFC 7636, section 4.2).
  var challenge: String { Base64URL.encode(Secret.hash(verifier)) }

  func sealed(by box: SecretBox) throws -> String {
    Base64URL.encode(try box.seal(JSONEncoder().encode(self), purpose: Self.purpose))
  }

  /// Nil unless it was sealed here and its time is not over.
  static func opened(_ text: String, by box: SecretBox, at now: Timestamp) -> LoginAttempt? {
    guard let sealed = Base64URL.decode(text), let plain = try? box.open(sealed, purpose: purpose),
      let attempt = try? JSONDecoder().decode(LoginAttempt.self, from: plain), now.milliseconds < attempt.endsAt
    else { return nil }
    return attempt
  }
}

/// The states that have come back: each comes back once.
final class UsedStates: Sendable {
  /// Each is of a browser that was led to the issuer in the last ten minutes; beyond that many logins wait.
  private static let statesMax = 10_000
  private let ends = NIOLockedValueBox<[String: Int64]>([:])

  /// False where it was used before, or there are too many to remember one more.
  func use(_ attempt: LoginAttempt, at now: Timestamp) -> Bool {
    ends.withLockedValue { ends in
      if ends.count >= Self.statesMax { ends = ends.filter { $0.value > now.milliseconds } }
      guard ends.count < Self.statesMax, ends[attempt.state] == nil else { return false }
      ends[attempt.state] = attempt.endsAt
      return true
    }
  }
}

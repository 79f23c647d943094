import Documents
import Foundation
import Workflow

/// The issuer at which people sign in, and what the daemon is there (OpenID Connect Core 1.0, section 3.1).
package struct LoginProvider: Sendable {
  let issuer: Issuer
  let settings: SignInSettings.Login
  private let secret: String?
  private let talk: any IssuerTalk
  let used = UsedStates()

  package init(issuer: Issuer, settings: SignInSettings.Login, secret: String?, talk: any IssuerTalk) {
    self.issuer = issuer
    self.settings = settings
    self.secret = secret
    self.talk = talk
  }

  /// Where the browser is sent to.
  func address(for attempt: LoginAttempt, callback: String) async throws -> String {
    guard let endpoint = try await issuer.metadata.metadata().authorizationEndpoint else {
      throw IssuerFailure(description: "the issuer names no authorization_endpoint")
    }
    let query = [
      ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", callback),
      ("scope", settings.scopes.joined(separator: " ")), ("state", attempt.state), ("nonce", attempt.nonce),
      ("code_challenge", attempt.challenge), ("code_challenge_method", "S256"),
    ].map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
    return endpoint + (endpoint.contains("?") ? "&" : "?") + query
  }

  /// Gives the code for an ID token and checks that. Throws a `TokenFault`, or why the issuer did not give one.
  func claims(forCode code: String, _ attempt: LoginAttempt, callback: String, now: Timestamp) async throws -> Claims {
    let metadata = try await issuer.metadata.metadata()
    guard let endpoint = metadata.tokenEndpoint else {
      throw IssuerFailure(description: "the issuer names no token_endpoint")
    }
    var form = [
      ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", callback),
      ("code_verifier", attempt.verifier), ("client_id", settings.clientID),
    ]
    var authorization: String?
    if let secret, metadata.wantsSecretInForm {
      form.append(("client_secret", secret))
    } else if let secret {
      // RFC 6749, section 2.3.1: both are encoded as in a form first.
      let pair = "\(Self.encoded(settings.clientID)):\(Self.encoded(secret))"
      authorization = "Basic " + Data(pair.utf8).base64EncodedString()
    }
    let answer = try await talk.post(
      endpoint, form: form.map { (name: $0.0, value: $0.1) }, authorization: authorization)
    guard answer.status == 200, answer.body.count <= IssuerTalkLimits.bytesMax else {
      throw IssuerFailure(description: "the token endpoint answered \(answer.status)")
    }
    guard let text = try? StrictJSON.value(answer.body)["id_token"]?.string else {
      throw IssuerFailure(description: "the token endpoint gave no id_token")
    }
    return try await issuer.claims(
      ofIdentity: try SignedToken(text), client: settings.clientID, nonce: attempt.nonce, now: now)
  }

  /// Only unreserved characters stand as they are (RFC 3986, section 2.3).
  private static func encoded(_ text: String) -> String {
    let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}

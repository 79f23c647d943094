import Crypto
package import Documents
import Foundation
import NIOConcurrencyHelpers

/// An OpenID Connect issuer on loopback: it answers with its discovery document, its keys, and a token for each code.
package final class IssuerDouble: Sendable {
  package struct State: Sendable {
    package var keys: [SigningKey]
    /// Answers in the place of the set of keys.
    package var keysAnswer: LoopbackReceiver.Answer?
    /// What is made of a code: the claims beside those that every token has.
    package var claims: [String: [String: Value]] = [:]
    /// The challenge that the login of a code began with (RFC 7636, section 4.6).
    package var challenges: [String: String] = [:]
    fileprivate var ownURL = ""
  }

  package static let client = "countersign"
  package static let secret = "sesame & more"

  private let state: NIOLockedValueBox<State>
  private let receiver: LoopbackReceiver

  package init(keys: [SigningKey]) async throws {
    let state = NIOLockedValueBox(State(keys: keys))
    self.state = state
    receiver = try await LoopbackReceiver { request in state.withLockedValue { Self.answer(request, &$0) } }
    state.withLockedValue { [url = receiver.url] in $0.ownURL = url }
  }

  package var url: String { receiver.url }

  package func change(_ change: (inout State) -> Void) { state.withLockedValue { change(&$0) } }

  /// How often its keys were asked for.
  package var keyRequests: Int { receiver.requests.count { $0.path == "/keys" } }

  /// Claims that are good now.
  package func claims(audience: String, _ more: [String: Value] = [:]) -> [String: Value] {
    Self.claims(of: url, audience: audience).merging(more) { $1 }
  }

  /// As if somebody signed in there: takes where a browser was sent to, and returns the code for it.
  package func approve(_ address: String, claims: [String: Value]) -> (code: String, state: String) {
    let parameters = URLComponents(string: address)?.queryItems ?? []
    let value = { (name: String) in parameters.first { $0.name == name }?.value ?? "" }
    let code = UUID().uuidString
    change { state in
      state.claims[code] = ["nonce": .string(value("nonce"))].merging(claims) { $1 }
      state.challenges[code] = value("code_challenge")
    }
    return (code, value("state"))
  }

  private static func claims(of url: String, audience: String) -> [String: Value] {
    let now = Int(Date().timeIntervalSince1970)
    return [
      "iss": .string(url), "aud": .string(audience), "sub": "u-1", "iat": .int(now), "exp": .int(now + 3600),
    ]
  }

  private static func answer(_ request: LoopbackReceiver.Request, _ state: inout State) -> LoopbackReceiver.Answer {
    switch request.path {
    case "/.well-known/openid-configuration":
      let url = state.ownURL
      return json([
        "issuer": .string(url), "jwks_uri": .string(url + "/keys"),
        "authorization_endpoint": .string(url + "/authorize"),
        "token_endpoint": .string(url + "/token"),
      ])
    case "/keys":
      return state.keysAnswer ?? json(["keys": .array(state.keys.map { .object($0.jwk) })])
    case "/token": return token(request, &state)
    default: return LoopbackReceiver.Answer(status: 404)
    }
  }

  /// Each code once, for its client and its verifier alone.
  private static func token(_ request: LoopbackReceiver.Request, _ state: inout State) -> LoopbackReceiver.Answer {
    let query = String(decoding: request.body, as: UTF8.self)
    let form = URLComponents(string: "?" + query.replacing("+", with: "%20"))?.queryItems ?? []
    let value = { (name: String) in form.first { $0.name == name }?.value ?? "" }
    let pair = "\(client):\(secret.replacing(" ", with: "%20").replacing("&", with: "%26"))"
    let isClient = request.headers["authorization"] == "Basic " + Data(pair.utf8).base64EncodedString()
    let challenge = Data(SHA256.hash(data: Data(value("code_verifier").utf8))).base64URL
    guard isClient, value("grant_type") == "authorization_code", let own = state.claims[value("code")],
      state.challenges[value("code")] == challenge, let key = state.keys.first
    else { return json(["error": "invalid_grant"], status: 400) }
    state.claims[value("code")] = nil
    let claims = claims(of: state.ownURL, audience: client).merging(own) { $1 }
    guard let token = try? key.token(claims) else { return LoopbackReceiver.Answer(status: 500) }
    return json(["access_token": "a", "token_type": "Bearer", "id_token": .string(token)])
  }

  private static func json(_ value: Value, status: Int = 200) -> LoopbackReceiver.Answer {
    LoopbackReceiver.Answer(status: status, headers: ["content-type": "application/json"], body: value.encoded)
  }
}

import Documents
import Foundation
import Workflow

/// What an issuer says of itself (OpenID Connect Discovery 1.0, section 3).
struct IssuerMetadata: Sendable {
  let authorizationEndpoint: String?
  let tokenEndpoint: String?
  let keys: String
  /// Whether the token endpoint takes the client's secret in no other way than in the form.
  let wantsSecretInForm: Bool

  init(_ data: Data, issuer: String) throws(IssuerFailure) {
    guard let document = try? StrictJSON.value(data), document["issuer"]?.string == issuer,
      let keys = document["jwks_uri"]?.string
    else { throw IssuerFailure(description: "the discovery document is not one of '\(issuer)'") }
    self.keys = keys
    authorizationEndpoint = document["authorization_endpoint"]?.string
    tokenEndpoint = document["token_endpoint"]?.string
    if case .array(let ways)? = document["token_endpoint_auth_methods_supported"] {
      wantsSecretInForm = !ways.contains("client_secret_basic") && ways.contains("client_secret_post")
    } else {
      wantsSecretInForm = false
    }
    for url in [keys, authorizationEndpoint, tokenEndpoint].compactMap({ $0 }) where !IssuerAddress.isSafe(url) {
      throw IssuerFailure(description: "'\(url)' is not https")
    }
  }
}

enum IssuerAddress {
  private static let ownMachine = ["127.0.0.1", "localhost", "[::1]", "::1"]

  /// TLS, but for this machine itself.
  static func isSafe(_ url: String) -> Bool {
    guard let parts = URLComponents(string: url), let host = parts.host, parts.user == nil, parts.fragment == nil else {
      return false
    }
    return parts.scheme == "https" || (parts.scheme == "http" && ownMachine.contains(host))
  }
}

/// The discovery document, fetched once an hour at most while it answers, and once in ten seconds while it does not.
actor MetadataSource {
  private static let freshSeconds = 3600.0
  private static let betweenSeconds = 10.0

  private let issuer: String
  private let talk: any IssuerTalk
  private let now: @Sendable () -> Timestamp
  private var known: (metadata: IssuerMetadata, at: Timestamp)?
  private var failed: (failure: any Error, at: Timestamp)?

  init(issuer: String, talk: any IssuerTalk, now: @escaping @Sendable () -> Timestamp) {
    self.issuer = issuer
    self.talk = talk
    self.now = now
  }

  func metadata() async throws -> IssuerMetadata {
    let time = now()
    if let known, known.at <= time, time < known.at.adding(seconds: Self.freshSeconds) { return known.metadata }
    if let failed, failed.at <= time, time < failed.at.adding(seconds: Self.betweenSeconds) { throw failed.failure }
    do {
      let root = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
      let data = try await talk.fetched(root + "/.well-known/openid-configuration")
      let metadata = try IssuerMetadata(data, issuer: issuer)
      known = (metadata, time)
      failed = nil
      return metadata
    } catch {
      failed = (error, time)
      throw error
    }
  }
}

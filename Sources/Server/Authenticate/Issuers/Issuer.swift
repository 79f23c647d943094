import Documents
package import Foundation
package import Workflow

/// One whose tokens are taken: its settings, and its keys as they are known.
package struct Issuer: Sendable {
  /// RFC 9068, section 2.1, has `at+jwt` for access tokens; many issuers say plain `JWT`, or nothing.
  private static let bearerTypes: Set<String> = ["jwt", "at+jwt"]
  private static let identityTypes: Set<String> = ["jwt"]

  let settings: IssuerSettings
  let metadata: MetadataSource
  private let keys: KeySource

  package init(
    _ settings: IssuerSettings, talk: any IssuerTalk, readFile: @escaping @Sendable (String) throws -> Data,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.settings = settings
    let metadata = MetadataSource(issuer: settings.issuer, talk: talk, now: now)
    self.metadata = metadata
    keys = KeySource(now: now) {
      if let file = settings.keysFile { return try readFile(file) }
      if let url = settings.keysURL { return try await talk.fetched(url) }
      return try await talk.fetched(try await metadata.metadata().keys)
    }
  }

  /// The claims of a bearer token. Throws a `TokenFault`, or what asking for the keys threw.
  func claims(ofBearer token: SignedToken, now: Timestamp) async throws -> Claims {
    guard !settings.audience.isEmpty else { throw TokenFault.audience }
    return try await claims(of: token, types: Self.bearerTypes, audience: settings.audience, now: now)
  }

  /// The claims of an ID token that answers a login (OpenID Connect Core 1.0, section 3.1.3.7).
  func claims(ofIdentity token: SignedToken, client: String, nonce: String, now: Timestamp) async throws -> Claims {
    guard token.claims["iss"]?.string == settings.issuer else { throw TokenFault.issuer }
    let claims = try await claims(of: token, types: Self.identityTypes, audience: [client], now: now)
    let party = claims.members["azp"]
    guard party == nil ? claims.audience.count == 1 : party?.string == client else { throw TokenFault.audience }
    guard claims.members["iat"] != nil, claims.text("sub") != nil else { throw TokenFault.claims }
    guard let sent = claims.text("nonce"), Secret.isEqual(Array(sent.utf8), Array(nonce.utf8)) else {
      throw TokenFault.nonce
    }
    return claims
  }

  private func claims(
    of token: SignedToken, types: Set<String>, audience: [String], now: Timestamp
  ) async throws -> Claims {
    guard settings.algorithms.contains(token.algorithm) else { throw TokenFault.algorithm }
    guard token.type.map(types.contains) ?? true else { throw TokenFault.type }
    // What would be refused in any case asks nobody for keys.
    let claims = Claims(members: token.claims)
    try claims.check(audience: audience, leewaySeconds: settings.leewaySeconds, now: now)
    guard let key = try await keys.key(for: token) else { throw TokenFault.unknownKey }
    guard key.verifies(token) else { throw TokenFault.signature }
    return claims
  }
}

package import Documents
package import Foundation

/// A JWT in compact form (RFC 7515, section 7.1), taken apart and not yet believed.
package struct SignedToken {
  /// Longer ones are not looked at.
  static let bytesMax = 12 * 1024
  private static let keyIDBytesMax = 200
  /// They would bring a key along, or change what is signed; one that must be understood is not (RFC 8725, 3.10).
  private static let refusedMembers = ["crit", "jku", "x5u", "jwk", "x5c", "b64", "zip", "enc"]

  package let algorithm: SignatureAlgorithm
  let keyID: String?
  /// In lower case and without `application/`; nil where the header has none.
  let type: String?
  package let claims: [String: Value]
  /// What the signature is of.
  package let signed: Data
  let signature: Data

  /// Throws `TokenFault` for what is none, or not one that is ever taken.
  package init(_ text: String) throws(TokenFault) {
    guard text.utf8.count <= Self.bytesMax else { throw .tooLong }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
      let signature = Base64URL.decode(parts[2]), !signature.isEmpty
    else { throw .malformed }
    guard case .object(let members)? = try? StrictJSON.value(header),
      case .object(let claims)? = try? StrictJSON.value(payload)
    else { throw .malformed }
    guard !Self.refusedMembers.contains(where: { members[$0] != nil }) else { throw .refusedHeader }
    guard let algorithm = members["alg"]?.string.flatMap(SignatureAlgorithm.init) else { throw .algorithm }
    self.algorithm = algorithm
    keyID = try Self.text(members["kid"])
    guard keyID.map({ $0.utf8.count <= Self.keyIDBytesMax }) ?? true else { throw .unknownKey }
    type = try Self.text(members["typ"]).map { $0.lowercased().replacing("application/", with: "", maxReplacements: 1) }
    self.claims = claims
    self.signature = signature
    signed = Data("\(parts[0]).\(parts[1])".utf8)
  }

  private static func text(_ value: Value?) throws(TokenFault) -> String? {
    guard let value else { return nil }
    guard let text = value.string else { throw .malformed }
    return text
  }
}

/// The algorithms that are taken (RFC 7518, section 3.1; RFC 8037): all are of a public key.
package enum SignatureAlgorithm: String, Hashable, Sendable, CaseIterable {
  case rs256 = "RS256"
  case es256 = "ES256"
  case edDSA = "EdDSA"
}

/// Why a token is not taken: for the log; the caller learns no more than that it is not.
package enum TokenFault: String, Error {
  case tooLong = "too long"
  case malformed = "malformed"
  case refusedHeader = "a header that is refused"
  case algorithm = "an algorithm that is not taken"
  case type = "a type that is not taken"
  case unknownKey = "no key for it"
  case signature = "a wrong signature"
  case issuer = "an unknown issuer"
  case audience = "for others"
  case expired = "expired, or without an end"
  case early = "not yet good"
  case claims = "claims that do not do"
  case user = "nobody here"
  case nonce = "not of this login"
}

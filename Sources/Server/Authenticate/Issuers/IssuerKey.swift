import Documents
import Foundation
import JWTKit

/// One public key of an issuer, good for one algorithm alone: so no token chooses how its key is used.
struct IssuerKey: Sendable {
  /// Keys of a set that are read.
  static let keysMax = 100

  let id: String?
  let algorithm: SignatureAlgorithm
  private let verifier: any JWTAlgorithm

  /// Those of a JWK set (RFC 7517, section 5) that can be used; the rest is passed over, as it says. Nil where it is no
  /// such set.
  static func all(inSet data: Data) async -> [IssuerKey]? {
    guard let set = try? StrictJSON.value(data), case .array(let items)? = set["keys"] else { return nil }
    var keys: [IssuerKey] = []
    for item in items.prefix(keysMax) {
      if let key = await IssuerKey(item) { keys.append(key) }
    }
    return keys
  }

  private init?(_ key: Value) async {
    guard key["use"] == nil || key["use"] == "sig", Self.mayVerify(key["key_ops"]) else { return nil }
    let algorithm: SignatureAlgorithm
    let keys = JWTKeyCollection()
    do {
      switch (key["kty"]?.string, key["crv"]?.string) {
      case ("RSA", _):
        algorithm = .rs256
        let made = try Insecure.RSA.PublicKey(modulus: Self.text(key, "n"), exponent: Self.text(key, "e"))
        await keys.add(rsa: made, digestAlgorithm: .sha256)
      case ("EC", "P-256"):
        algorithm = .es256
        await keys.add(ecdsa: try ES256PublicKey(parameters: (x: Self.text(key, "x"), y: Self.text(key, "y"))))
      case ("OKP", "Ed25519"):
        algorithm = .edDSA
        await keys.add(eddsa: try EdDSA.PublicKey(x: Self.text(key, "x"), curve: .ed25519))
      default: return nil
      }
      guard key["alg"] == nil || key["alg"]?.string == algorithm.rawValue else { return nil }
      verifier = try await keys.getKey()
    } catch { return nil }
    self.algorithm = algorithm
    id = key["kid"]?.string
  }

  private static func mayVerify(_ operations: Value?) -> Bool {
    guard case .array(let operations)? = operations else { return operations == nil }
    return operations.contains("verify")
  }

  private static func text(_ key: Value, _ name: String) throws(TokenFault) -> String {
    guard let text = key[name]?.string else { throw .unknownKey }
    return text
  }

  /// Whether the signature is this key's.
  func verifies(_ token: SignedToken) -> Bool {
    guard token.algorithm == algorithm else { return false }
    return (try? verifier.verify(token.signature, signs: token.signed)) ?? false
  }
}

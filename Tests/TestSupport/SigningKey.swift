import Crypto
import CryptoExtras
package import Documents
package import Foundation

/// A private key of an issuer, and what it publishes of it.
package struct SigningKey: Sendable {
  private enum Kind: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
    case secret(Data)
  }

  package let id: String
  package let algorithm: String
  private let kind: Kind

  private init(_ id: String, _ algorithm: String, _ kind: Kind) {
    (self.id, self.algorithm, self.kind) = (id, algorithm, kind)
  }

  package static func rsa(_ id: String, bits: Int = 2048) throws -> SigningKey {
    SigningKey(id, "RS256", .rsa(try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: bits))))
  }

  package static func p256(_ id: String) -> SigningKey { SigningKey(id, "ES256", .p256(P256.Signing.PrivateKey())) }

  package static func ed25519(_ id: String) -> SigningKey {
    SigningKey(id, "EdDSA", .ed25519(Curve25519.Signing.PrivateKey()))
  }

  /// What an attacker signs with who has a public key and says that it is a shared secret.
  package static func hmac(_ id: String, secret: Data) -> SigningKey { SigningKey(id, "HS256", .secret(secret)) }

  /// As it stands in a key set.
  package var jwk: [String: Value] {
    var members: [String: Value] = ["kid": .string(id), "use": "sig", "alg": .string(algorithm)]
    switch kind {
    case .rsa(let key):
      let numbers = try? key.publicKey.getKeyPrimitives()
      members["kty"] = "RSA"
      members["n"] = .string((numbers?.modulus ?? Data()).base64URL)
      members["e"] = .string((numbers?.publicExponent ?? Data()).base64URL)
    case .p256(let key):
      let point = key.publicKey.rawRepresentation
      (members["kty"], members["crv"]) = ("EC", "P-256")
      (members["x"], members["y"]) = (.string(point.prefix(32).base64URL), .string(point.suffix(32).base64URL))
    case .ed25519(let key):
      (members["kty"], members["crv"]) = ("OKP", "Ed25519")
      members["x"] = .string(key.publicKey.rawRepresentation.base64URL)
    case .secret(let secret):
      (members["kty"], members["k"]) = ("oct", .string(secret.base64URL))
    }
    return members
  }

  /// The public key as many servers have it in a file.
  package var pem: String {
    switch kind {
    case .rsa(let key): key.publicKey.pemRepresentation
    case .p256(let key): key.publicKey.pemRepresentation
    default: ""
    }
  }

  package func signature(of data: Data) throws -> Data {
    switch kind {
    case .rsa(let key): try key.signature(for: SHA256.hash(data: data), padding: .insecurePKCS1v1_5).rawRepresentation
    case .p256(let key): try key.signature(for: data).rawRepresentation
    case .ed25519(let key): try key.signature(for: data)
    case .secret(let secret): Data(HMAC<SHA256>.authenticationCode(for: data, using: SymmetricKey(data: secret)))
    }
  }

  /// RSA with the padding that JWTs call PS256; nothing for other keys.
  package func paddedSignature(of data: Data) throws -> Data {
    guard case .rsa(let key) = kind else { return Data() }
    return try key.signature(for: SHA256.hash(data: data), padding: .PSS).rawRepresentation
  }

  /// A token with the header and the claims as they are written, whatever they say.
  package func token(header: String, claims: String) throws -> String {
    let signed = Data(header.utf8).base64URL + "." + Data(claims.utf8).base64URL
    return signed + "." + (try signature(of: Data(signed.utf8))).base64URL
  }

  /// A token as an issuer makes it; `header` adds to its members, or changes them.
  package func token(_ claims: [String: Value], header: [String: Value] = [:]) throws -> String {
    let members: [String: Value] = ["alg": .string(algorithm), "kid": .string(id), "typ": "JWT"]
    return try token(
      header: String(decoding: Value.object(members.merging(header) { $1 }).encoded, as: UTF8.self),
      claims: String(decoding: Value.object(claims).encoded, as: UTF8.self))
  }
}

extension Data {
  /// Base 64 for addresses, without padding.
  package var base64URL: String {
    base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}

package import Crypto
package import Foundation
import Workflow

/// What an endpoint's deliveries are signed with.
package enum SigningKey: Sendable {
  /// `v1`: HMAC-SHA256, under the decoded bytes of `whsec_…`.
  case shared(SymmetricKey)
  /// `v1a`: ed25519, under the private key of `whsk_…`.
  case pair(Curve25519.Signing.PrivateKey)

  /// Nil where that is neither form.
  package init?(_ secret: String) {
    let forms = [StandardWebhooks.sharedPrefix, StandardWebhooks.privatePrefix]
    guard let prefix = forms.first(where: secret.hasPrefix),
      let bytes = Data(base64Encoded: String(secret.dropFirst(prefix.count)))
    else { return nil }
    if prefix == StandardWebhooks.sharedPrefix {
      self = .shared(SymmetricKey(data: bytes))
    } else {
      // The seed, and behind it, in some writings, the public key.
      guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32)) else { return nil }
      self = .pair(key)
    }
  }

  /// Those of an endpoint: the present one, and an earlier one for as long as it overlaps.
  static func all(_ settings: TargetSettings) throws(Refusal) -> [SigningKey] {
    let form = try settings.optionalText("signature") ?? "v1"
    guard ["v1", "v1a"].contains(form) else { throw Refusal.field("settings.signature", "must be 'v1' or 'v1a'.") }
    return settings.secrets.compactMap(SigningKey.init)
  }

  fileprivate func signature(of signed: Data) -> String? {
    switch self {
    case .shared(let key):
      return "v1,\(Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString())"
    case .pair(let key):
      return (try? key.signature(for: signed)).map { "v1a,\($0.base64EncodedString())" }
    }
  }
}

/// Signs deliveries as Standard Webhooks 1.0.0 has it: over `{id}.{timestamp}.{body}`.
package enum StandardWebhooks {
  static let (sharedPrefix, privatePrefix, publicPrefix) = ("whsec_", "whsk_", "whpk_")
  /// Of a shared secret; between 24 and 64 are allowed.
  private static let secretBytes = 32

  /// The headers of one attempt, signed with each of the keys; `timestamp` is in seconds and that of this attempt. None
  /// where there is no key.
  package static func headers(
    id: String, timestamp: Int64, body: Data, keys: [SigningKey]
  ) -> [(name: String, value: String)] {
    let signed = Data("\(id).\(timestamp).".utf8) + body
    let signatures = keys.compactMap { $0.signature(of: signed) }
    guard !signatures.isEmpty else { return [] }
    return [
      ("webhook-id", id), ("webhook-timestamp", String(timestamp)),
      ("webhook-signature", signatures.joined(separator: " ")),
    ]
  }

  /// A new secret, and what of it its receiver is told: the same where it is shared, else the public key.
  package static func makeSecret(form: String, randomBytes: (Int) -> [UInt8]) -> (secret: String, shown: String) {
    let bytes = Data(randomBytes(secretBytes))
    guard form == "v1a", let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes) else {
      let secret = sharedPrefix + bytes.base64EncodedString()
      return (secret, secret)
    }
    return (
      privatePrefix + bytes.base64EncodedString(), publicPrefix + key.publicKey.rawRepresentation.base64EncodedString()
    )
  }
}

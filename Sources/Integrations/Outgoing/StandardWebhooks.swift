package import Crypto
package import Foundation

/// Signs deliveries as Standard Webhooks 1.0.0 has it: HMAC-SHA256 over `{id}.{timestamp}.{body}`.
package enum StandardWebhooks {
  private static let secretPrefix = "whsec_"

  /// The key is what stands behind `whsec_`, decoded; nil where that is not base64.
  package static func key(of secret: String) -> SymmetricKey? {
    guard secret.hasPrefix(secretPrefix), let data = Data(base64Encoded: String(secret.dropFirst(secretPrefix.count)))
    else { return nil }
    return SymmetricKey(data: data)
  }

  /// The three headers of one attempt; `timestamp` is in seconds and that of this attempt.
  package static func headers(
    id: String, timestamp: Int64, body: Data, key: SymmetricKey
  ) -> [(name: String, value: String)] {
    let signed = Data("\(id).\(timestamp).".utf8) + body
    let signature = Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString()
    return [
      ("webhook-id", id), ("webhook-timestamp", String(timestamp)), ("webhook-signature", "v1,\(signature)"),
    ]
  }
}

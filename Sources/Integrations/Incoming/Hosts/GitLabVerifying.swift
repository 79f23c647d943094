import Crypto
import Foundation
import Ledger

/// How GitLab signs: by a signing token, as Standard Webhooks has it, or by sending a secret token as it is.
enum GitLabVerifying {
  /// How far a signed delivery's time may be from ours, both ways (Standard Webhooks 1.0.0, replay).
  static let toleranceSeconds: Int64 = 5 * 60

  static func verify(_ delivery: RawDelivery, secret: ConnectionSecret, seconds: Int64) -> DeliveryName? {
    // A signature decides where there is one, also an empty one: the other header is then not looked at.
    let event = delivery.header("x-gitlab-event")
    if delivery.headers["webhook-signature"] != nil {
      guard isSigned(delivery, with: secret.secret, seconds: seconds) else { return nil }
      // The id that is signed: another would let a delivery be sent again under a new name.
      return DeliveryName(id: delivery.header("webhook-id"), event: event)
    }
    guard delivery.has("x-gitlab-token", equalTo: secret.secret) else { return nil }
    // Old servers send the last one alone.
    let id =
      delivery.header("idempotency-key") ?? delivery.header("webhook-id") ?? delivery.header("x-gitlab-event-uuid")
    return DeliveryName(id: id, event: event)
  }

  private static func isSigned(_ delivery: RawDelivery, with secret: String, seconds: Int64) -> Bool {
    guard let signatures = delivery.header("webhook-signature"), let id = delivery.header("webhook-id"),
      let time = delivery.header("webhook-timestamp"), let at = Int64(time), isRecent(at, seconds),
      let key = key(secret)
    else { return false }
    let signed = Data("\(id).\(time).".utf8) + delivery.body
    return signatures.split(separator: " ").contains { signature in
      guard signature.hasPrefix("v1,"), let code = Data(base64Encoded: String(signature.dropFirst(3))) else {
        return false
      }
      return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: key)
    }
  }

  private static func isRecent(_ time: Int64, _ now: Int64) -> Bool {
    let (distance, overflows) = time.subtractingReportingOverflow(now)
    return !overflows && distance.magnitude <= UInt64(toleranceSeconds)
  }

  /// A signing token is `whsec_` and base64; one without the prefix is taken by its bytes.
  private static func key(_ secret: String) -> SymmetricKey? {
    guard !secret.isEmpty else { return nil }
    let prefix = StandardWebhooks.sharedPrefix
    guard secret.hasPrefix(prefix) else { return SymmetricKey(data: Data(secret.utf8)) }
    guard let bytes = Data(base64Encoded: String(secret.dropFirst(prefix.count))), !bytes.isEmpty else { return nil }
    return SymmetricKey(data: bytes)
  }
}

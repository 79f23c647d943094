package import Documents
import Foundation
package import Ledger

extension PlainGitHost {
  /// Updates of one push that are looked at.
  private static let updatesMax = 1000

  /// `X-Countersign-Signature: sha256=` and the HMAC-SHA256 of the raw body in hexadecimal; the ready hook makes it.
  package static func verify(_ delivery: RawDelivery, secret: ConnectionSecret) -> DeliveryName? {
    guard delivery.isHubSigned(in: "x-countersign-signature", with: secret.secret) else { return nil }
    return DeliveryName(
      id: delivery.header("x-countersign-delivery"), event: delivery.header("x-countersign-event"))
  }

  /// Of `{"updates": [{"ref", "before", "after"}]}`, as git gives them to a hook. The push names no repository: it can come
  /// from the connection's alone.
  package static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    guard event == "push" else { return [.nothing("There is nothing to do for '\(event)'.")] }
    guard case .array(let updates)? = body["updates"], !updates.isEmpty else {
      throw UnreadableDelivery("The body has no updates.")
    }
    var facts: [HostFact] = []
    for update in updates.prefix(updatesMax) { facts.append(try fact(of: update)) }
    return facts
  }

  private static func fact(of update: Value) throws(UnreadableDelivery) -> HostFact {
    guard let ref = update["ref"]?.string, let before = update["before"]?.string, let after = update["after"]?.string
    else { throw UnreadableDelivery("An update has no ref, before and after.") }
    guard GitName.isCommit(before), GitName.isCommit(after) else {
      throw UnreadableDelivery("An update's before or after is no commit.")
    }
    guard ref.hasPrefix("refs/heads/") else { return .nothing("'\(ref)' is no branch.") }
    return .push(Push(repository: "", ref: ref, before: before, after: after))
  }
}

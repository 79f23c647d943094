import Documents
import Ledger
import Workflow

/// An endpoint as the API shows it: without its secret, its tokens, and an address that is one.
struct EndpointView {
  private static let hidden: Value = "(hidden)"

  private let endpoint: EndpointRecord
  private let sealed: EndpointSecret
  private let kinds: any EndpointKinds

  init(_ endpoint: EndpointRecord, _ sealed: EndpointSecret, _ kinds: any EndpointKinds) {
    self.endpoint = endpoint
    self.sealed = sealed
    self.kinds = kinds
  }

  func value() -> Value {
    let created = endpoint.created
    let stored = sealed.settings ?? [:]
    let traits = kinds.traits(of: created.kind)
    let settings = Dictionary(
      uniqueKeysWithValues: stored.map { ($0.key, kinds.isSecret(setting: $0.key) ? Self.hidden : $0.value) })
    return [
      "id": .string(created.endpoint), "name": .string(created.name), "kind": .string(created.kind),
      // Where it cannot be told, nothing is shown.
      "url": traits.map { !$0.hasSecretAddress } ?? false ? .string(sealed.url) : Self.hidden,
      "settings": .object(settings), "event_types": Value(created.eventTypes), "projects": Value(created.projects),
      "template": Value(created.template), "enabled": .bool(endpoint.enabled),
      "disabled_reason": Value(endpoint.disabledReason),
      "previous_secret_until": Value(sealed.previous?.until), "created_at": Value(endpoint.createdAt),
    ]
  }
}

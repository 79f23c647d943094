package import Documents
package import Foundation
package import Ledger
package import Workflow

/// What the routes ask of those who deliver.
package protocol EndpointKinds: Sendable {
  /// Throws a refusal that names the field and the remedy.
  func check(kind: String, url: String, settings: [String: Value]) throws(Refusal) -> EndpointTraits
  /// Nil where there is no such kind.
  func traits(of kind: String) -> EndpointTraits?
  /// A new secret for a kind that signs, and what its receiver is shown of it; nil for the others.
  func makeSecret(kind: String, settings: [String: Value]) throws(Refusal) -> (secret: String, shown: String)?
  /// Whether a setting is shown to nobody.
  func isSecret(setting: String) -> Bool
  /// For how long an old secret goes on signing, in seconds.
  var overlapSeconds: Double { get }
  /// What would be sent of the latest event that it wants.
  func preview(_ endpoint: EndpointRecord, sealed: EndpointSecret) async throws -> String
  func testBody(for endpoint: EndpointRecord) throws -> Data
  /// Sends a range of the log again; returns how many deliveries that is.
  func replay(_ endpoint: EndpointRecord, after position: Int64, until end: Int64) async throws -> Int
}

package struct EndpointTraits: Sendable {
  package let defaultEventTypes: [String]
  /// Whether the address alone lets anybody post: it is then shown to nobody.
  package let hasSecretAddress: Bool

  package init(defaultEventTypes: [String], hasSecretAddress: Bool) {
    self.defaultEventTypes = defaultEventTypes
    self.hasSecretAddress = hasSecretAddress
  }
}

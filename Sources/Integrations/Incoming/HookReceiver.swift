package import Foundation
package import Ledger

/// Takes a host's delivery: verifies the signature over the raw bytes, stores it, and only then is it acknowledged.
package struct HookReceiver: Sendable {
  private let ledger: Ledger

  package init(ledger: Ledger) {
    self.ledger = ledger
  }

  /// Nil where the connection is unknown or the signature is not that of its secret: nothing of the body is kept.
  package func receive(
    connection: String, headers: [String: String], body: Data
  ) async throws -> (id: String, isNew: Bool)? {
    guard let sealed = try await ledger.secret(of: connection) else { return nil }
    let secret = try JSONDecoder().decode(ConnectionSecret.self, from: sealed)
    guard let delivery = GitHubHost.verify(headers: headers, body: body, secret: secret.secret) else { return nil }
    return try await ledger.receive(
      connection: connection, delivery: delivery.id, event: delivery.event, body: body)
  }
}

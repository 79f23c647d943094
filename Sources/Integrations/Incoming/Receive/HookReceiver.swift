import Documents
package import Foundation
package import Ledger
import Workflow

/// Takes a host's delivery: verifies it over the raw bytes, stores it, and only then is it acknowledged.
package struct HookReceiver: Sendable {
  private let ledger: Ledger

  package init(ledger: Ledger) {
    self.ledger = ledger
  }

  /// Nil where the connection is unknown or the delivery is not its host's: nothing of the body is kept.
  package func receive(
    connection: String, headers: [String: String], body: Data
  ) async throws -> (id: String, isNew: Bool)? {
    guard let record = try await ledger.connection(connection), let host = GitHosts.named(record.created.host),
      let sealed = try await ledger.secret(of: connection)
    else { return nil }
    let secret = try JSONDecoder().decode(ConnectionSecret.self, from: sealed)
    guard let delivery = host.verify(RawDelivery(headers: headers, body: body), secret: secret) else { return nil }
    let read = try? host.json(of: body)
    let subject = read.flatMap { try? host.facts(of: delivery.event, body: $0).first?.subject }
    return try await ledger.receive(
      connection: connection, delivery: delivery.id, event: delivery.event, subject: subject,
      body: Redaction(of: host, and: secret).kept(body, read: read))
  }
}

/// Takes secrets out of what is kept of a delivery.
struct Redaction {
  private static let hidden = Value.string("[secret]")
  private let members: Set<String>
  private let secrets: [String]

  init(of host: any GitHost.Type, and secret: ConnectionSecret) {
    members = host.secretMembers
    secrets = [secret.secret, secret.token ?? ""].filter { !$0.isEmpty }
  }

  /// The body as it came, where it holds nothing secret; else its JSON without that. What holds a secret and cannot be read
  /// is not kept at all.
  func kept(_ body: Data, read: Value?) -> Data {
    let text = String(decoding: body, as: UTF8.self)
    let words = secrets + members.map { "\"\($0)\"" }
    guard words.contains(where: text.contains) else { return body }
    guard let read else { return Data() }
    return redacted(read).json
  }

  private func redacted(_ value: Value) -> Value {
    switch value {
    case .object(let fields):
      .object(
        Dictionary(
          uniqueKeysWithValues: fields.map { name, value in
            (name, members.contains(name) && value != .null ? Self.hidden : redacted(value))
          }))
    case .array(let items): .array(items.map(redacted))
    case .string(let text): .string(Secrets.hidden(secrets, in: text))
    default: value
    }
  }
}

extension HostFact {
  /// What it is about: facts about the same are worked on in their order. Nil of what changes nothing.
  var subject: String? {
    switch self {
    case .push(let push): push.ref
    case .changeRequest(let news): Receipt.subject(ofChangeRequest: news.request.number)
    case .review(let review): Receipt.subject(ofChangeRequest: review.request.number)
    case .comment(let comment): Receipt.subject(ofChangeRequest: comment.number)
    case .nothing: nil
    }
  }
}

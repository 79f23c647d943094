package import Documents
package import Foundation
package import Ledger
package import Workflow

/// What the API asks of endpoints: whether their settings do, what they would send, and to send again.
package struct EndpointOperations: Sendable {
  /// For how long an old secret goes on signing beside the new one.
  package static let overlapSeconds = 86_400.0

  private let ledger: Ledger
  private let publicURL: @Sendable () -> String

  package init(ledger: Ledger, publicURL: @escaping @Sendable () -> String) {
    self.ledger = ledger
    self.publicURL = publicURL
  }

  /// Throws a refusal that names the field and the remedy.
  package func check(kind: String, url: String, settings: [String: Value]) throws(Refusal) -> TargetTraits {
    let type = try TargetKinds.type(of: kind)
    _ = try TargetKinds.make(kind, TargetSettings(url: url, values: settings))
    if case .string(let path)? = settings["ca_file"], !FileManager.default.isReadableFile(atPath: path) {
      throw Refusal.field("settings.ca_file", "there is no file '\(path)' that the daemon can read.")
    }
    return type.traits
  }

  /// Nil where there is no such kind.
  package func traits(of kind: String) -> TargetTraits? { try? TargetKinds.type(of: kind).traits }

  /// A new secret for a kind that signs, and what its receiver is shown of it; nil for the others.
  package func makeSecret(
    kind: String, settings: [String: Value]
  ) throws(Refusal) -> (secret: String, shown: String)? {
    guard try TargetKinds.type(of: kind) is any BodyTarget.Type else { return nil }
    return StandardWebhooks.makeSecret(
      form: settings["signature"]?.string ?? "v1", randomBytes: ledger.sources.randomBytes)
  }

  /// What the endpoint would be sent of the latest event that it wants, in the tool's own form. Nothing is sent.
  package func preview(_ endpoint: EndpointRecord, sealed: EndpointSecret) async throws -> String {
    let recorded = try await ledger.lastEvent(of: endpoint.types)
    var planner = Planner(ledger: ledger, publicURL: publicURL)
    guard let recorded else {
      throw Refusal(
        .conflict, "nothing_to_show", "There is no event yet that this endpoint wants: open a document and try again.")
    }
    let facts = try await planner.facts(of: recorded)
    let type = try TargetKinds.type(of: endpoint.created.kind)
    if let target = type as? any BodyTarget.Type { return String(decoding: try target.body(of: facts), as: UTF8.self) }
    let target = try TargetKinds.make(
      endpoint.created.kind, TargetSettings(of: endpoint, sealed: sealed, now: ledger.now))
    do throws(DeliveryFailure) {
      return try target.preview(try Self.notice(facts))
    } catch {
      throw Refusal.field("template", error.answer ?? "cannot be rendered.")
    }
  }

  private static func notice(_ facts: PlannedFacts) throws(DeliveryFailure) -> Notice {
    do { return try Notice(facts) } catch { throw DeliveryFailure(.settings, answer: "\(error)") }
  }

  /// The body of a test delivery.
  package func testBody(for endpoint: EndpointRecord) throws -> Data {
    let message = "A test delivery of Countersign to '\(endpoint.created.name)'."
    let now = ledger.sources.now().description
    if try TargetKinds.type(of: endpoint.created.kind) is any BodyTarget.Type {
      let body: Value = [
        "type": "endpoint.test", "timestamp": .string(now),
        "data": ["endpoint": .string(endpoint.id), "message": .string(message)],
      ]
      return body.json
    }
    return try JSONEncoder().encode(
      Notice(
        event: ["data": ["body": .string(message)]], type: "endpoint.test", timestamp: now, actorName: "Countersign",
        document: Notice.Document(
          id: "doc_test", slug: "test-delivery", title: "Test delivery", status: "draft", stage: "draft",
          url: publicURL(), owner: "Countersign")))
  }

  /// Sends a range of the log again: what was sent goes out under its old ids, what was never planned is planned. Returns
  /// how many deliveries that is.
  package func replay(_ endpoint: EndpointRecord, after position: Int64, until end: Int64) async throws -> Int {
    var planner = Planner(ledger: ledger, publicURL: publicURL)
    let known = try await ledger.replayDeliveries(of: endpoint.id, after: position, until: end)
    return known + (try await planner.replay(endpoint, after: position, until: end))
  }
}

import Documents
package import Foundation
import Ledger
package import Workflow

/// The generic endpoint: `{type, timestamp, data}`, signed (Standard Webhooks 1.0.0).
package struct WebhookTarget: BodyTarget {
  package static let kind = "webhook"
  package static let traits = TargetTraits(concurrency: 16, perSecond: nil)

  private let url: String
  private let keys: [SigningKey]

  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: ["signature"])
    url = settings.url
    keys = try SigningKey.all(settings)
  }

  package func deliver(_ body: Data, through exchange: Exchange) async throws(DeliveryFailure) {
    let headers = StandardWebhooks.headers(id: exchange.id, timestamp: exchange.seconds, body: body, keys: keys)
    try await exchange.expect(
      TargetRequest("POST", url, headers: [("content-type", "application/json")] + headers, body: body))
  }

  package static func body(of facts: PlannedFacts) throws -> Data {
    let recorded = facts.recorded
    let body: Value = [
      "type": .string(recorded.event.type.rawValue), "timestamp": .string(recorded.position.timestamp.description),
      "data": try data(of: facts),
    ]
    return body.json
  }

  /// What a generic delivery says of an event, whatever its envelope.
  static func data(of facts: PlannedFacts) throws -> Value {
    let recorded = facts.recorded
    var data: [String: Value] = [
      "event": try EventView.value(recorded, names: facts.people.mapValues(\.name))
    ]
    if let document = facts.document {
      data["document"] = [
        "id": .string(document.id), "slug": .string(document.opened.slug), "title": .string(document.title),
        "status": .string(document.status.rawValue), "stage": .string(document.stage),
        "url": .string(facts.url(of: document)),
      ]
      data["stage"] = .string(recorded.event.stageSpokenOf ?? document.stage)
      data["next_action"] = .string(facts.nextAction)
    }
    if let project = facts.project {
      data["project"] = ["slug": .string(project.opened.slug), "title": .string(project.opened.title)]
    }
    return .object(data)
  }
}

extension PlannedFacts {
  func url(of document: DocumentState) -> String { "\(publicURL)/documents/\(document.opened.slug)" }

  /// A plain sentence: what waits on whom.
  var nextAction: String {
    guard let first = turns.first else { return "nothing is waiting" }
    let others = turns.count > 1 ? " and \(turns.count - 1) more" : ""
    return "\(first.reason.rawValue): \(first.actor)\(others)"
  }
}

extension Event {
  /// The stage that it ended, where it ended one.
  var stageSpokenOf: String? {
    switch self {
    case .stageCompleted(let completed): completed.stage
    case .stageReturned(let returned): returned.from
    default: nil
    }
  }
}

import Documents
package import Foundation
import Ledger
package import Workflow

/// CloudEvents 1.0 in structured mode over HTTP: one JSON object a request.
///
/// Success is 200, 201, 202 or 204; 415 means that the other side does not know the form (HTTP 1.1 Web Hooks for Event
/// Delivery 1.0.1). Where the endpoint has a secret, the request is signed as a webhook is.
package struct CloudEventsTarget: BodyTarget {
  package static let kind = "cloudevents"
  package static let traits = TargetTraits(concurrency: 16, perSecond: nil)

  private let url: String
  private let keys: [SigningKey]
  private let token: String?

  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: ["signature", "token"])
    url = settings.url
    token = try settings.optionalText("token")
    keys = try SigningKey.all(settings)
  }

  package func deliver(_ body: Data, through exchange: Exchange) async throws(DeliveryFailure) {
    var headers = [("content-type", "application/cloudevents+json; charset=utf-8")]
    headers += StandardWebhooks.headers(id: exchange.id, timestamp: exchange.seconds, body: body, keys: keys)
    if let token { headers.append(("authorization", "Bearer \(token)")) }
    let answer = try await exchange.send(TargetRequest("POST", url, headers: headers, body: body))
    guard [200, 201, 202, 204].contains(answer.status) else { throw answer.failure }
  }

  package static func body(of facts: PlannedFacts) throws -> Data {
    let recorded = facts.recorded
    var event: [String: Value] = [
      "specversion": "1.0", "id": .string(recorded.position.eventID), "source": .string(facts.publicURL),
      "type": .string("countersign.\(recorded.event.type.rawValue)"),
      "time": .string(recorded.position.timestamp.description), "datacontenttype": "application/json",
      "data": try WebhookTarget.data(of: facts),
    ]
    if let document = recorded.document { event["subject"] = .string(document) }
    return Value.object(event).json
  }
}

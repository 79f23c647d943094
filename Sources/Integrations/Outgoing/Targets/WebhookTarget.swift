import Documents
import Foundation
import Ledger
import Workflow

/// What a generic endpoint is sent: `{type, timestamp, data}` of Standard Webhooks.
enum WebhookTarget {
  static func body(
    of recorded: RecordedEvent, document: DocumentState?, project: ProjectRecord?, names: [String: String],
    context: GateContext, publicURL: String
  ) throws -> Data {
    var data: [String: Value] = ["event": try EventView.value(recorded, names: names)]
    if let document {
      data["document"] = [
        "id": .string(document.id), "slug": .string(document.opened.slug), "title": .string(document.title),
        "status": .string(document.status.rawValue), "stage": .string(document.stage),
        "url": .string("\(publicURL)/api/v1/documents/\(document.id)"),
      ]
      data["stage"] = .string(stage(of: recorded) ?? document.stage)
      data["next_action"] = .string(nextAction(document, in: context))
    }
    if let project {
      data["project"] = ["slug": .string(project.opened.slug), "title": .string(project.opened.title)]
    }
    let body: Value = [
      "type": .string(recorded.event.type.rawValue), "timestamp": .string(recorded.position.timestamp.description),
      "data": .object(data),
    ]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(body)
  }

  private static func stage(of recorded: RecordedEvent) -> String? {
    switch recorded.event {
    case .stageCompleted(let completed): completed.stage
    case .stageReturned(let returned): returned.from
    default: nil
    }
  }

  private static func nextAction(_ document: DocumentState, in context: GateContext) -> String {
    let turns = Turn.turns(of: document, in: context)
    guard let first = turns.first else { return "nothing is waiting" }
    let others = turns.count > 1 ? " and \(turns.count - 1) more" : ""
    return "\(first.reason.rawValue): \(first.actor)\(others)"
  }
}

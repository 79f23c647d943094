package import Documents
import Foundation
import Workflow

/// An event as the API, the stream and the webhooks show it.
package enum EventView {
  /// `names` are display names by user id; an actor without one is shown by id.
  package static func value(_ recorded: RecordedEvent, names: [String: String]) throws -> Value {
    let actor = recorded.position.actor
    let metadata = try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(recorded.metadata))
    return [
      "seq": .int(Int(recorded.seq)), "event_id": .string(recorded.position.eventID),
      "event_type": .string(recorded.event.type.rawValue), "schema_version": .int(recorded.schemaVersion),
      "timestamp": .string(recorded.position.timestamp.description), "document": text(recorded.document),
      "project": text(recorded.project), "stream": .string(recorded.stream),
      "stream_version": .int(recorded.streamVersion),
      "actor": [
        "id": .string(actor.id), "kind": .string(actor.kind.rawValue), "name": .string(names[actor.id] ?? actor.id),
      ],
      "on_behalf_of": text(recorded.onBehalfOf), "role": text(recorded.role),
      "data": try JSONDecoder().decode(Value.self, from: recorded.body), "metadata": metadata,
      "leaf_hash": .string(recorded.leafHash.hexadecimal),
    ]
  }

  private static func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
}

package import Foundation
import Telemetry
package import Workflow

/// An event as it stands in the log.
package struct RecordedEvent: Sendable {
  package let position: EventPosition
  package let stream: String
  package let streamVersion: Int
  package let document: String?
  package let project: String?
  package let onBehalfOf: String?
  package let role: String?
  package let event: Event
  /// The version of the payload that is stored; `event` is read in today's.
  package let schemaVersion: Int
  /// The payload's JSON as it is stored.
  package let body: Data
  package let metadata: EventMetadata
  package let leafHash: Data
  /// 32 bytes, an `EventSalt`; nil in the rows of an old log.
  package var salt: Data?

  package var seq: Int64 { position.seq }
  var replayed: ReplayedEvent { ReplayedEvent(event: event, position: position) }
}

/// Where an event came from: kept beside it, not part of what happened.
package struct EventMetadata: Hashable, Sendable, Codable {
  package var requestID: String?
  /// `api`, `cli`, `hook`, `delivery`, `init`, …
  package var source: String
  package var ip: String?
  package var causationID: String?
  /// The id of the trace in which it was written.
  package var correlationID: String?

  package init(
    requestID: String? = nil, source: String, ip: String? = nil, causationID: String? = nil,
    correlationID: String? = TraceContext.current?.traceID
  ) {
    self.requestID = requestID
    self.source = source
    self.ip = ip
    self.causationID = causationID
    self.correlationID = correlationID
  }

  /// The JSON that the log stores and hashes.
  package func encoded() throws -> Data { try PayloadCoding.encode(self) }

  enum CodingKeys: String, CodingKey {
    case requestID = "request_id"
    case source, ip
    case causationID = "causation_id"
    case correlationID = "correlation_id"
  }
}

/// Events for a security information system: Entity Management (class 3004) of the Open Cybersecurity Schema Framework,
/// version 1.3.0, one JSON object a line. What has no place in it stands under `unmapped`.
package struct EventOCSF: EventFormat {
  private var time = TimeBytes()

  package init() {}

  /// `activity_id` of the class, by the last word of a type.
  private enum Activity: Int64 {
    case create = 1
    case update = 3
    case delete = 4
    case enable = 8
    case disable = 9

    init(verb: Substring) {
      switch verb {
      case "opened", "added", "requested", "given", "published", "granted", "registered", "issued", "created",
        "imported",
        "sent", "received":
        self = .create
      case "deleted", "revoked", "withdrawn", "ended", "redacted": self = .delete
      case "satisfiable": self = .enable
      case "disabled", "unsatisfiable": self = .disable
      default: self = .update
      }
    }

    var name: StaticString {
      switch self {
      case .create: "Create"
      case .update: "Update"
      case .delete: "Delete"
      case .enable: "Enable"
      case .disable: "Disable"
      }
    }
  }

  package mutating func append(_ event: EventToWrite, isFirst: Bool, to bytes: inout Bytes) {
    let row = event.row
    let type = row.string(.type) ?? ""
    let activity = Activity(verb: type.split(separator: ".").last ?? "")
    bytes.append("{\"activity_id\":")
    bytes.append(activity.rawValue)
    bytes.append(",\"activity_name\":\"")
    bytes.append(activity.name)
    appendActor(event, to: &bytes)
    bytes.append(",\"category_name\":\"Identity & Access Management\",\"category_uid\":3")
    bytes.append(",\"class_name\":\"Entity Management\",\"class_uid\":3004,\"entity\":{\"type\":")
    appendEntity(row, to: &bytes)
    bytes.append(",\"message\":")
    bytes.append(jsonString: "\(type) by \(event.name)")
    appendMetadata(row, to: &bytes)
    bytes.append(",\"severity\":\"Informational\",\"severity_id\":1,\"time\":")
    bytes.append(row.integer(.recordedAt))
    bytes.append(",\"type_name\":\"Entity Management: ")
    bytes.append(activity.name)
    bytes.append("\",\"type_uid\":")
    bytes.append(300_400 + activity.rawValue)
    appendUnmapped(row, to: &bytes)
    bytes.append("}\n")
  }

  /// `type_id` is that of OCSF's user: 1 a user, 3 a system, 99 another, which is named.
  private func appendActor(_ event: EventToWrite, to bytes: inout Bytes) {
    bytes.append("\",\"actor\":{\"user\":{\"name\":")
    bytes.append(jsonString: event.name)
    switch event.row.string(.actorKind) {
    case "person": bytes.append(",\"type\":\"User\",\"type_id\":1,\"uid\":")
    case "service": bytes.append(",\"type\":\"System\",\"type_id\":3,\"uid\":")
    default: bytes.append(",\"type\":\"Agent\",\"type_id\":99,\"uid\":")
    }
    bytes.append(jsonText: event.row.bytes(.actor))
    bytes.append("}}")
  }

  /// What the event is about, by its stream: `document-doc_…`, `project-billing`, `user-jdoe`.
  private func appendEntity(_ row: EventRow, to bytes: inout Bytes) {
    let stream = row.string(.stream) ?? ""
    let kind = stream.prefix { $0 != "-" }
    bytes.append(jsonString: String(kind))
    bytes.append(",\"uid\":")
    bytes.append(jsonString: String(stream.dropFirst(kind.count + 1)))
    bytes.append(",\"version\":\"")
    bytes.append(row.integer(.streamVersion))
    bytes.append("\"}")
  }

  private mutating func appendMetadata(_ row: EventRow, to bytes: inout Bytes) {
    bytes.append(",\"metadata\":{\"event_code\":")
    bytes.append(jsonText: row.bytes(.type))
    bytes.append(",\"log_name\":\"trail\",\"original_time\":\"")
    time.append(row.integer(.recordedAt), to: &bytes)
    bytes.append("\",\"product\":{\"name\":\"Countersign\",\"vendor_name\":\"Countersign\"},\"sequence\":")
    bytes.append(row.seq)
    bytes.append(",\"uid\":")
    bytes.append(jsonText: row.bytes(.eventID))
    bytes.append(",\"version\":\"1.3.0\"}")
  }

  private func appendUnmapped(_ row: EventRow, to bytes: inout Bytes) {
    bytes.append(",\"unmapped\":{\"data\":")
    if let body = row.body { bytes.append(raw: body) } else { bytes.append("null") }
    for (name, column) in Self.unmapped {
      bytes.append(",\"")
      bytes.append(name)
      bytes.append("\":")
      bytes.append(jsonText: row.bytes(column))
    }
    bytes.append(",\"leaf_hash\":\"")
    if let hash = row.bytes(.leafHash) { bytes.append(hexadecimal: hash) }
    bytes.append("\",\"metadata\":")
    if let metadata = row.bytes(.metadata) { bytes.append(sortedMembersOf: metadata) } else { bytes.append("null") }
    bytes.append(",\"schema_version\":")
    bytes.append(row.integer(.schemaVersion))
    bytes.append("}")
  }

  private static let unmapped: [(StaticString, EventRow.Column)] = [
    ("document", .document), ("on_behalf_of", .onBehalfOf), ("project", .project), ("role", .role),
  ]
}

/// An event as the API shows it, composed from a row's bytes: the payload and the metadata are copied as they are stored.
///
/// Its members and their order are those of `EventView.value` encoded with sorted keys.
package struct EventJSON: Sendable {
  private let includesSalt: Bool
  private var time = TimeBytes()

  package init(includesSalt: Bool = false) {
    self.includesSalt = includesSalt
  }

  mutating func append(_ event: EventToWrite, to bytes: inout Bytes) {
    let row = event.row
    bytes.append("{\"actor\":{\"id\":")
    bytes.append(jsonText: row.bytes(.actor))
    bytes.append(",\"kind\":")
    bytes.append(jsonText: row.bytes(.actorKind))
    bytes.append(",\"name\":")
    bytes.append(jsonString: event.name)
    bytes.append("},\"data\":")
    if let body = row.body { bytes.append(raw: body) } else { bytes.append("null") }
    bytes.append(",\"document\":")
    bytes.append(jsonText: row.bytes(.document))
    bytes.append(",\"event_id\":")
    bytes.append(jsonText: row.bytes(.eventID))
    bytes.append(",\"event_type\":")
    bytes.append(jsonText: row.bytes(.type))
    bytes.append(",\"leaf_hash\":\"")
    if let hash = row.bytes(.leafHash) { bytes.append(hexadecimal: hash) }
    bytes.append("\",\"metadata\":")
    if let metadata = row.bytes(.metadata) { bytes.append(sortedMembersOf: metadata) }
    appendRest(of: row, to: &bytes)
  }

  private mutating func appendRest(of row: EventRow, to bytes: inout Bytes) {
    bytes.append(",\"on_behalf_of\":")
    bytes.append(jsonText: row.bytes(.onBehalfOf))
    bytes.append(",\"project\":")
    bytes.append(jsonText: row.bytes(.project))
    bytes.append(",\"role\":")
    bytes.append(jsonText: row.bytes(.role))
    if includesSalt, let salt = row.bytes(.salt) {
      bytes.append(",\"salt\":\"")
      bytes.append(base64: salt)
      bytes.append("\"")
    }
    bytes.append(",\"schema_version\":")
    bytes.append(row.integer(.schemaVersion))
    bytes.append(",\"seq\":")
    bytes.append(row.seq)
    bytes.append(",\"stream\":")
    bytes.append(jsonText: row.bytes(.stream))
    bytes.append(",\"stream_version\":")
    bytes.append(row.integer(.streamVersion))
    bytes.append(",\"timestamp\":\"")
    time.append(row.integer(.recordedAt), to: &bytes)
    bytes.append("\"}")
  }
}

extension Bytes {
  mutating func append(jsonText text: UnsafeRawBufferPointer?) {
    if let text { append(jsonString: text) } else { append("null") }
  }

  /// A flat JSON object of texts, its members sorted: they are stored in any order. What is not such an object is copied
  /// as it is.
  mutating func append(sortedMembersOf object: UnsafeRawBufferPointer) {
    guard let members = Self.members(of: object) else { return append(raw: object) }
    append("{")
    for (index, member) in members.enumerated() {
      if index > 0 { append(byte: 0x2C) }
      appendUnescapingSlashes(UnsafeRawBufferPointer(rebasing: object[member]))
    }
    append("}")
  }

  /// Where each `"key":"value"` stands, by key.
  private static func members(of object: UnsafeRawBufferPointer) -> [Range<Int>]? {
    guard object.count >= 2, object[0] == 0x7B, object[object.count - 1] == 0x7D else { return nil }
    var members: [Range<Int>] = []
    var place = 1
    while place < object.count - 1 {
      let start = place
      guard let key = end(ofStringAt: place, in: object), key < object.count, object[key] == 0x3A,
        let value = end(ofStringAt: key + 1, in: object), object[value] == 0x2C || value == object.count - 1
      else { return nil }
      members.append(start..<value)
      place = value + 1
    }
    return members.sorted { object[$0].lexicographicallyPrecedes(object[$1]) }
  }

  /// The place behind the closing quote.
  private static func end(ofStringAt start: Int, in object: UnsafeRawBufferPointer) -> Int? {
    guard start < object.count, object[start] == 0x22 else { return nil }
    var place = start + 1
    while place < object.count - 1 {
      if object[place] == 0x22 { return place + 1 }
      place += object[place] == 0x5C ? 2 : 1
    }
    return nil
  }

  private mutating func appendUnescapingSlashes(_ text: UnsafeRawBufferPointer) {
    var place = 0
    while place < text.count {
      let isEscape = text[place] == 0x5C && place + 1 < text.count
      if isEscape, text[place + 1] != 0x2F { append(byte: text[place]) }
      append(byte: text[isEscape ? place + 1 : place])
      place += isEscape ? 2 : 1
    }
  }
}

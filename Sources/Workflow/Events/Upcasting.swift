package import Foundation

/// Brings payloads as they were once stored up to the version that is written today.
///
/// Each step is a pure function from one version to the next. The log's bytes stay as they are; so does every step, for
/// there may always be a log that begins with it.
package enum Upcasting {
  /// A payload in the version that is written today. Throws `UnknownEvent` for a version that never was, and a
  /// `DecodingError` for a payload that is not what its version says.
  package static func payload(_ stored: Data, of type: EventType, version: Int) throws -> Data {
    guard type.reads(version) else { throw UnknownEvent(type: type.rawValue, schemaVersion: version) }
    var payload = stored
    for version in version..<type.schemaVersion { payload = try next(payload, of: type, version: version) }
    return payload
  }

  /// One version on.
  private static func next(_ payload: Data, of type: EventType, version: Int) throws -> Data {
    switch (type, version) {
    case (.draftSaved, 1):
      try PayloadCoding.encode(DraftSaved(try PayloadCoding.decode(DraftSavedVersion1.self, from: payload)))
    default: throw UnknownEvent(type: type.rawValue, schemaVersion: version)
    }
  }
}

extension EventType {
  /// Whether a payload of that version can be read.
  package func reads(_ version: Int) -> Bool { version >= 1 && version <= schemaVersion }
}

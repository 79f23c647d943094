import Foundation
import Testing
import Workflow

/// The bytes of every event type in every version that was ever written: they must be readable for ever, and the newest
/// is written the same for ever.
@Suite struct StoringEvents {
  private struct Line {
    let type: String
    let version: Int
    let body: Data
  }

  /// The highest version that any type has.
  private static var newest: Int { EventType.allCases.map(\.schemaVersion).max() ?? 1 }

  private static func golden() throws -> [Line] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")
    return try (1...newest).flatMap { version in
      let file = folder.appendingPathComponent("events-v\(version).jsonl")
      return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
        let prefix = "{\"type\":\""
        let type = line.dropFirst(prefix.count).prefix { $0 != "\"" }
        // The payload's own bytes, not a re-encoding.
        let body = line.dropFirst(prefix.count + type.count + "\",\"body\":".count).dropLast()
        return Line(type: String(type), version: version, body: Data(body.utf8))
      }
    }
  }

  @Test("every version of each type is read, and the newest is written to the byte as it was first stored")
  func roundTrip() throws {
    for line in try Self.golden() {
      let event = try Event(type: line.type, schemaVersion: line.version, payload: line.body)
      #expect(event.type.rawValue == line.type)
      guard line.version == event.type.schemaVersion else { continue }
      #expect(String(decoding: try event.encoded(), as: UTF8.self) == String(decoding: line.body, as: UTF8.self))
    }
  }

  @Test("every version of every type has its golden bytes")
  func complete() throws {
    let golden = Set(try Self.golden().map { "\($0.type) \($0.version)" })
    let shipped = EventType.allCases.flatMap { type in (1...type.schemaVersion).map { "\(type.rawValue) \($0)" } }
    #expect(golden == Set(shipped))
  }

  @Test("a draft of version 1 reads as the one of version 2 that names all sections")
  func upcast() throws {
    let drafts = try Self.golden().filter { $0.type == EventType.draftSaved.rawValue }
    let (old, new) = (drafts.filter { $0.version == 1 }, drafts.filter { $0.version == 2 })
    #expect(old.count == 2)
    for (first, second) in zip(old, new) {
      let read = try Upcasting.payload(first.body, of: .draftSaved, version: 1)
      #expect(String(decoding: read, as: UTF8.self) == String(decoding: second.body, as: UTF8.self))
      #expect(try Upcasting.payload(second.body, of: .draftSaved, version: 2) == second.body)
    }
  }

  @Test("an unknown type or version is an error that names it")
  func unknown() {
    for version in [-1, 0, 99] {
      let error = #expect(throws: UnknownEvent.self) {
        try Event(type: "draft.saved", schemaVersion: version, payload: Data("{}".utf8))
      }
      #expect(error?.description.contains("version \(version) ") == true)
    }
    #expect(throws: UnknownEvent.self) { try Event(type: "no.such", schemaVersion: 1, payload: Data("{}".utf8)) }
  }
}

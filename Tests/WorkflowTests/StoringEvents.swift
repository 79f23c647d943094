import Foundation
import Testing
import Workflow

/// The bytes of every event type as they were first stored: they must be readable, and written the same, for ever.
@Suite struct StoringEvents {
  private static func golden() throws -> [(type: String, body: Data)] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden/events-v1.jsonl")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
      let prefix = "{\"type\":\""
      let type = line.dropFirst(prefix.count).prefix { $0 != "\"" }
      // The payload's own bytes, not a re-encoding.
      let body = line.dropFirst(prefix.count + type.count + "\",\"body\":".count).dropLast()
      return (String(type), Data(body.utf8))
    }
  }

  @Test("each type is read and written to the byte as it was first stored")
  func roundTrip() throws {
    for (type, body) in try Self.golden() {
      let event = try Event(type: type, schemaVersion: 1, payload: body)
      #expect(event.type.rawValue == type)
      #expect(String(decoding: try event.encoded(), as: UTF8.self) == String(decoding: body, as: UTF8.self))
    }
  }

  @Test("every type has its golden bytes")
  func complete() throws {
    let golden = Set(try Self.golden().map(\.type))
    #expect(golden == Set(EventType.allCases.map(\.rawValue)))
  }

  @Test("an unknown type or version is an error that names it")
  func unknown() {
    let error = #expect(throws: UnknownEvent.self) {
      try Event(type: "document.opened", schemaVersion: 99, payload: Data("{}".utf8))
    }
    #expect(error?.description.contains("version 99") == true)
  }
}

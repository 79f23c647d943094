import Documents
import Foundation
import GRDB
import TestSupport
import Testing
import Workflow

@testable import Ledger

/// Events as bytes: as JSON, in a table, and for others' systems.
@Suite struct WritingEvents {
  /// Each type's stored bytes as rows of a log, with what is hard to write among the other columns.
  private func log() throws -> (queue: DatabaseQueue, count: Int) {
    let file = ProjectFolder.url.appending(path: "Tests/WorkflowTests/Golden/events-v1.jsonl")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let queue = try DatabaseQueue()
    try queue.write { db in
      for migration in DatabaseOpening.allMigrations() { try db.execute(sql: migration.sql) }
      try db.execute(
        sql: "INSERT INTO profile (user, name) VALUES (?, ?)",
        arguments: ["ada", "Ada \"the\" \\ Größe / 🏳️‍🌈 \u{1}\u{1f}\u{8}\u{c}\r\n\t\u{7f}\u{2028}"])
      for (index, line) in lines.enumerated() {
        let type = line.dropFirst(9).prefix { $0 != "\"" }
        let body = line.dropFirst(9 + type.count + 9).dropLast()
        try insert(type: String(type), body: String(body), seq: index + 1, in: db)
      }
    }
    return (queue, lines.count)
  }

  private func insert(type: String, body: String, seq: Int, in db: Database) throws {
    let isOdd = seq % 2 == 1
    let metadata = [
      #"{"source":"api","request_id":"req \"1\"","ip":"::1","causation_id":"a\/b","correlation_id":"c\\d"}"#,
      #"{"source":"cli"}"#,
    ]
    try db.execute(
      sql: """
        INSERT INTO event (seq, event_id, stream, stream_version, type, schema_version, recorded_at, document, project,
          actor, actor_kind, on_behalf_of, role, body, metadata, leaf_hash)
        VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        seq, "evt_\(seq)", "document-doc_1", seq, type, 1_767_225_599_999 + seq * 40_000_001, isOdd ? "doc_1" : nil,
        isOdd ? nil : "a/b", isOdd ? "ada" : "nameless", isOdd ? "person" : "agent", isOdd ? nil : "sam",
        isOdd ? "=lead, \"x\"" : nil, Data(body.utf8), metadata[seq % 2],
        Data((0..<32).map { UInt8($0 * 8 + seq % 8) }),
      ])
  }

  private func written<Format: EventFormat>(_ queue: DatabaseQueue, as format: Format) throws -> String {
    try queue.read { db in
      var format = format
      var head = Bytes()
      format.begin(&head)
      let page = try EventPage.read(EventSelection(), after: 0, limit: .max, as: &format, in: db)
      return String(decoding: head.storage + page.bytes.storage, as: UTF8.self)
    }
  }

  @Test("the bytes are those that the value of each event is encoded to")
  func sameAsValues() throws {
    let (queue, count) = try log()
    let lines = try written(queue, as: JSONLines()).split(separator: "\n")
    let values = try queue.read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM event ORDER BY seq").map { row in
        try EventView.value(
          EventReading.recorded(row),
          names: ["ada": String.fetchOne(db, sql: "SELECT name FROM profile WHERE user = 'ada'") ?? ""])
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(lines.count == count && values.count == count)
    for (line, value) in zip(lines, values) {
      #expect(String(line) == String(decoding: try encoder.encode(value), as: UTF8.self))
    }
  }

  @Test("items are a JSON list, and server-sent events carry position and type")
  func otherForms() throws {
    let (queue, count) = try log()
    let items = try JSONDecoder().decode([Value].self, from: Data("[\(try written(queue, as: JSONItems()))]".utf8))
    #expect(items.count == count)
    let events = try written(queue, as: ServerSentEvents()).components(separatedBy: "\n\n").dropLast()
    #expect(events.count == count)
    for (event, item) in zip(events, items) {
      let lines = event.components(separatedBy: "\n")
      #expect(lines.count == 3 && lines[0] == "id: \(item["seq"]?.int ?? 0)")
      #expect(lines[1] == "event: \(item["event_type"]?.string ?? "")")
      #expect(try JSONDecoder().decode(Value.self, from: Data(lines[2].dropFirst(6).utf8)) == item)
    }
  }

  @Test("an erased body is null in every form")
  func erased() throws {
    let (queue, _) = try log()
    try queue.write { db in
      try db.execute(sql: "DROP TRIGGER event_is_never_changed")
      try db.execute(sql: "UPDATE event SET body = X'' WHERE seq = 1")
    }
    let line = try #require(try written(queue, as: JSONLines()).split(separator: "\n").first)
    #expect(try JSONDecoder().decode(Value.self, from: Data(line.utf8))["data"] == .null)
    let ocsf = try #require(try written(queue, as: EventOCSF()).split(separator: "\n").first)
    #expect(try JSONDecoder().decode(Value.self, from: Data(ocsf.utf8))["unmapped"]?["data"] == .null)
  }

  @Test("a table has quotes where they are needed, and no cell is a formula")
  func table() throws {
    let (queue, count) = try log()
    let text = try written(queue, as: EventCSV())
    let rows = Self.rows(of: text)
    #expect(rows.count == count + 1 && rows.allSatisfy { $0.count == 17 })
    #expect(rows.first?.first == "seq" && rows.first?.last == "leaf_hash")
    #expect(rows.dropFirst().first?[9] == "'=lead, \"x\"" && rows.dropFirst(2).first?[8] == "sam")
    #expect(rows.dropFirst().first?[7].hasPrefix("Ada \"the\" \\ Größe") == true)
  }

  @Test(
    "cells that begin as formulas do are marked, and nothing else is",
    arguments: [
      ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@SUM(A1)", "\"'@SUM(A1)\""), ("\tx", "\"'\tx\""),
      ("\rx", "\"'\rx\""), ("a=1", "a=1"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("", ""),
      ("=\"x\"", "\"'=\"\"x\"\"\""), ("'=1", "'=1"), ("Ü", "Ü"),
    ])
  func formulas(text: String, cell: String) {
    var bytes = Bytes()
    Array(text.utf8).withUnsafeBytes { bytes.append(csvCell: $0) }
    #expect(String(decoding: bytes.storage, as: UTF8.self) == cell)
  }

  @Test("each line for a security system is an Entity Management event with what its class requires")
  func securitySystem() throws {
    let (queue, count) = try log()
    let lines = try written(queue, as: EventOCSF()).split(separator: "\n")
    #expect(lines.count == count)
    for line in lines {
      let event = try JSONDecoder().decode(Value.self, from: Data(line.utf8))
      guard case .int(let activity)? = event["activity_id"] else { throw Missing() }
      #expect(event["class_uid"] == 3004 && event["category_uid"] == 3 && event["severity_id"] == 1)
      #expect(event["type_uid"] == .int(300_400 + activity) && [1, 3, 4, 8, 9].contains(activity))
      #expect(event["metadata"]?["version"] == "1.3.0" && event["metadata"]?["product"]?["vendor_name"] != nil)
      #expect(event["actor"]?["user"]?["uid"]?.string != nil && event["entity"]?["uid"] == "doc_1")
      #expect(event["unmapped"]?["data"] != nil)
      guard case .int? = event["time"] else { throw Missing() }
    }
  }

  private struct Missing: Error {}

  @Test("numbers, times, hexadecimal and base 64 are written as elsewhere")
  func numbers() {
    for number in [0, 9, 10, 99, 100, -1, Int64.max, Int64.min] {
      var bytes = Bytes()
      bytes.append(number)
      #expect(String(decoding: bytes.storage, as: UTF8.self) == "\(number)")
    }
    var time = TimeBytes()
    for moment in [0, -1, 1, 1_767_225_599_999, 1_767_225_600_000, -86_400_001, 253_402_300_799_999] as [Int64] {
      var bytes = Bytes()
      time.append(moment, to: &bytes)
      #expect(String(decoding: bytes.storage, as: UTF8.self) == Timestamp(milliseconds: moment).description)
    }
    for count in 0...7 {
      let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 200) })
      var bytes = Bytes()
      data.withUnsafeBytes { bytes.append(base64: $0) }
      #expect(String(decoding: bytes.storage, as: UTF8.self) == data.base64EncodedString())
    }
  }

  /// RFC 4180, read back.
  private static func rows(of text: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var (cell, isQuoted) = ([UInt8](), false)
    let bytes = Array(text.utf8)
    func end() {
      rows[rows.count - 1].append(String(decoding: cell, as: UTF8.self))
      cell = []
    }
    var index = 0
    while index < bytes.count {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      switch (bytes[index], isQuoted) {
      case (0x22, true) where next == 0x22:
        cell.append(0x22)
        index += 1
      case (0x22, _): isQuoted.toggle()
      case (0x2C, false): end()
      case (0x0D, false) where next == 0x0A:
        end()
        rows.append([])
        index += 1
      default: cell.append(bytes[index])
      }
      index += 1
    }
    return rows.dropLast()
  }
}

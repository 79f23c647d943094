import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Workflow

extension Response {
  static func json(_ value: Value, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.json)))
  }
}

enum JSON {
  /// Members in the order of their names, and nothing between.
  static func encode(_ value: Value) -> Data { value.json }

  static func value(of encodable: some Encodable) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(encodable))
  }
}

extension Value {
  init(_ text: String?) {
    self = text.map(Value.string) ?? .null
  }

  init(_ time: Timestamp?) {
    self = time.map { .string($0.description) } ?? .null
  }

  init(_ texts: [String]) {
    self = .array(texts.map(Value.string))
  }

  init(_ members: [String: String]) {
    self = .object(members.mapValues(Value.string))
  }

  func merging(_ more: [String: Value]) -> Value {
    guard case .object(let members) = self else { return self }
    return .object(members.merging(more) { $1 })
  }
}

/// A JSON body whose fields are taken by name; what is missing or of the wrong kind is refused by that name.
struct Fields {
  let members: [String: Value]
  var prefix = ""

  init(_ body: Data) throws(Refusal) {
    guard let value = try? JSONDecoder().decode(Value.self, from: body), case .object(let members) = value else {
      throw Refusal(.malformed, "malformed_json", "The body must be a JSON object in UTF-8.")
    }
    self.members = members
  }

  init(_ value: Value, prefix: String) throws(Refusal) {
    guard case .object(let members) = value else { throw Refusal.field(prefix, "must be an object.") }
    self.members = members
    self.prefix = prefix + "."
  }

  func refusal(_ name: String, _ message: String) -> Refusal {
    Refusal.field(prefix + name, message)
  }

  func text(_ name: String) throws(Refusal) -> String {
    guard let value = try optionalText(name) else { throw refusal(name, "is required.") }
    return value
  }

  func optionalText(_ name: String) throws(Refusal) -> String? {
    switch members[name] {
    case nil, .null: return nil
    case .string(let text): return text
    default: throw refusal(name, "must be text.")
    }
  }

  private static let nameCharactersMax = 200

  /// What something is called, where that is given.
  func name() throws(Refusal) -> String? {
    guard let name = try optionalText("name") else { return nil }
    guard (1...Self.nameCharactersMax).contains(name.count) else {
      throw refusal("name", "must be 1 to \(Self.nameCharactersMax) characters.")
    }
    return name
  }

  func number(_ name: String) throws(Refusal) -> Int {
    guard let value = try optionalNumber(name) else { throw refusal(name, "is required.") }
    return value
  }

  func optionalNumber(_ name: String) throws(Refusal) -> Int? {
    switch members[name] {
    case nil, .null: return nil
    case .int(let number): return number
    default: throw refusal(name, "must be a whole number.")
    }
  }

  func optionalFlag(_ name: String) throws(Refusal) -> Bool? {
    switch members[name] {
    case nil, .null: return nil
    case .bool(let flag): return flag
    default: throw refusal(name, "must be true or false.")
    }
  }

  func optionalTexts(_ name: String) throws(Refusal) -> [String]? {
    guard let items = try optionalList(name) else { return nil }
    var texts: [String] = []
    for item in items {
      guard case .string(let text) = item else { throw refusal(name, "must be a list of texts.") }
      texts.append(text)
    }
    return texts
  }

  func optionalList(_ name: String) throws(Refusal) -> [Value]? {
    switch members[name] {
    case nil, .null: return nil
    case .array(let items): return items
    default: throw refusal(name, "must be a list.")
    }
  }

  func optionalObject(_ name: String) throws(Refusal) -> [String: Value]? {
    switch members[name] {
    case nil, .null: return nil
    case .object(let members): return members
    default: throw refusal(name, "must be an object.")
    }
  }

  func optionalTextMap(_ name: String) throws(Refusal) -> [String: String]? {
    guard let members = try optionalObject(name) else { return nil }
    var texts: [String: String] = [:]
    for (key, value) in members {
      guard case .string(let text) = value else { throw refusal("\(name).\(key)", "must be text.") }
      texts[key] = text
    }
    return texts
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws(Refusal) -> Choice where Choice.RawValue == String {
    let text = try text(name)
    guard let choice = Choice(rawValue: text) else {
      throw refusal(name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return choice
  }

  func list(_ name: String) throws(Refusal) -> [Fields] {
    var fields: [Fields] = []
    for (index, item) in (try optionalList(name) ?? []).enumerated() {
      fields.append(try Fields(item, prefix: "\(prefix)\(name)[\(index)]"))
    }
    return fields
  }

  func time(_ name: String) throws(Refusal) -> Timestamp? {
    guard let text = try optionalText(name) else { return nil }
    guard let time = Timestamp(text) else { throw refusal(name, "must be a time such as 2026-11-21T01:15:00.123Z.") }
    return time
  }
}

/// Names that become part of addresses: lower-case letters, digits, `-`, `_` and `.`.
enum Slug {
  static let charactersMax = 100

  static func check(_ text: String, field: String) throws(Refusal) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "-_.".utf8.contains(byte)
    }
    guard !text.isEmpty, text.count <= charactersMax, isPlain,
      text.first?.isLetter == true || text.first?.isNumber == true
    else {
      throw Refusal.field(
        field,
        "must be 1 to \(charactersMax) lower-case letters, digits, '-', '_' or '.', and begin with one of the first two."
      )
    }
    return text
  }
}

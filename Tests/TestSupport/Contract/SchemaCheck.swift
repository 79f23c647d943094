package import Documents
import Foundation

/// Compares a value with a schema, in the part of JSON Schema (2020-12) that the description of the API uses.
///
/// A keyword that it does not know is a fault, so that nothing is described that nobody checks. An object has the
/// members that are described, and no more, unless `additionalProperties` says otherwise.
package final class SchemaCheck {
  private static let annotations: Set<String> = ["description", "examples", "format", "contentMediaType", "default"]

  private let document: Value
  private var patterns: [String: NSRegularExpression] = [:]

  package init(_ document: Value) {
    self.document = document
  }

  /// Sentences, each with the place; empty where the value is as the schema says.
  package func faults(of value: Value, as schema: Value, at place: String = "") -> [String] {
    if let reference = schema["$ref"]?.string {
      guard let named = document.at(reference) else { return ["\(place): there is no \(reference)"] }
      return faults(of: value, as: named, at: place)
    }
    var faults: [String] = []
    for (keyword, rule) in schema.members.sorted(by: { $0.key < $1.key }) {
      faults += self.faults(of: value, keyword, rule, in: schema, at: place)
    }
    return faults
  }

  private func faults(
    of value: Value, _ keyword: String, _ rule: Value, in schema: Value, at place: String
  ) -> [String] {
    let isHeld: Bool
    switch keyword {
    case "type": isHeld = (rule.string.map { [$0] } ?? rule.items.compactMap(\.string)).contains { value.isA($0) }
    case "enum": isHeld = rule.items.contains(value)
    case "pattern": isHeld = value.string.map { matches($0, rule.string ?? "") } ?? true
    case "minLength": isHeld = value.string.map { $0.unicodeScalars.count >= rule.int ?? 0 } ?? true
    case "maxLength": isHeld = value.string.map { $0.unicodeScalars.count <= rule.int ?? 0 } ?? true
    case "minimum": isHeld = value.number.map { $0 >= rule.number ?? 0 } ?? true
    case "maximum": isHeld = value.number.map { $0 <= rule.number ?? 0 } ?? true
    case "minItems": isHeld = value.isA("array") ? value.items.count >= rule.int ?? 0 : true
    case "maxItems": isHeld = value.isA("array") ? value.items.count <= rule.int ?? 0 : true
    case "minProperties":
      guard case .object(let members) = value else { return [] }
      isHeld = members.count >= rule.int ?? 0
    case "required":
      guard case .object(let members) = value else { return [] }
      return rule.items.compactMap(\.string).filter { members[$0] == nil }.map { "\(place).\($0) is missing" }
    case "items":
      return value.items.enumerated().flatMap { faults(of: $1, as: rule, at: "\(place)[\($0)]") }
    case "properties", "additionalProperties":
      // Both are read at once.
      guard keyword == "properties" || schema["properties"] == nil else { return [] }
      return memberFaults(of: value, in: schema, at: place)
    case "oneOf": return choiceFaults(of: value, rule.items, at: place)
    default: return Self.annotations.contains(keyword) ? [] : ["\(place): '\(keyword)' is not checked"]
    }
    return isHeld ? [] : ["\(place.isEmpty ? "the body" : place) is not of \(keyword) \(Self.shown(rule))"]
  }

  private func memberFaults(of value: Value, in schema: Value, at place: String) -> [String] {
    guard case .object(let members) = value else { return [] }
    let properties = schema["properties"]?.members ?? [:]
    return members.sorted { $0.key < $1.key }.flatMap { name, member -> [String] in
      let inner = "\(place).\(name)"
      if let property = properties[name] { return faults(of: member, as: property, at: inner) }
      switch schema["additionalProperties"] {
      case .bool(true): return []
      case let rule? where rule != .bool(false): return faults(of: member, as: rule, at: inner)
      default: return ["\(inner) is not described"]
      }
    }
  }

  private func choiceFaults(of value: Value, _ choices: [Value], at place: String) -> [String] {
    let found = choices.map { faults(of: value, as: $0, at: place) }
    switch found.count(where: \.isEmpty) {
    case 1: return []
    case 0: return found.max { $0.count < $1.count } ?? ["\(place): there is no choice"]
    default: return ["\(place) is more than one of its choices"]
    }
  }

  private func matches(_ text: String, _ pattern: String) -> Bool {
    guard let compiled = patterns[pattern] ?? (try? NSRegularExpression(pattern: pattern)) else { return false }
    patterns[pattern] = compiled
    return compiled.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
  }

  private static func shown(_ rule: Value) -> String {
    (try? JSONEncoder().encode(rule)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

extension Value {
  fileprivate var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }

  fileprivate func isA(_ type: String) -> Bool {
    switch self {
    case .null: type == "null"
    case .bool: type == "boolean"
    case .int: type == "integer" || type == "number"
    case .double: type == "number"
    case .string: type == "string"
    case .array: type == "array"
    case .object: type == "object"
    }
  }
}

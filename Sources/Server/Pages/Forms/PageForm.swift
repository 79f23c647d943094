import Documents
import Foundation
import HTTPTypes
import Workflow

/// One form of a page: the route that it does the work of, and how its fields become that route's body.
struct PageForm: Sendable {
  enum Kind: Sendable {
    case text, number, flag
    /// Every field of the name, as one list; a text with commas is several.
    case texts
    /// Text that may be empty, and is then sent as it is.
    case anyText
  }

  /// Of the page: where the form is sent to.
  let path: String
  let method: HTTPRequest.Method
  /// Of the interface, behind `/api/v1/`, with the same parameters in braces.
  let target: String
  /// Text, where a field is not named here.
  let kinds: [String: Kind]
  /// Where it leads once it is done, with members of the answer in braces; nil leads back to where it was filled in.
  let next: String?

  init(
    _ path: String, _ method: HTTPRequest.Method, _ target: String, _ kinds: [String: Kind] = [:],
    to next: String? = nil
  ) {
    self.path = path
    self.method = method
    self.target = target
    self.kinds = kinds
    self.next = next
  }

  /// The page that it leads to, by the answer.
  func destination(of answer: Value) -> String? {
    next?.split(separator: "/").map { part in
      guard part.hasPrefix("{") else { return "/" + part }
      return "/" + FormCoding.encoded(answer[String(part.dropFirst().dropLast())]?.string ?? "")
    }.joined()
  }

  /// Fields that say something of the form itself.
  static let ownFields: Set<String> = [PageFormSeal.field, PageFormSeal.onceField, "return_to"]

  /// The route's body. A name with dots is a member of a member (`anchor.section`), one with brackets of an element
  /// (`obligations[0].text`). What was left empty is left out, and so is an element without a text.
  func body(of form: FormCoding) throws(Refusal) -> Value {
    var tree = FormTree()
    for (name, value) in form.fields where !Self.ownFields.contains(name) {
      guard let part = try self.value(value, name) else { continue }
      tree.set(part, at: FormTree.path(name))
    }
    return tree.value
  }

  private func value(_ text: String, _ name: String) throws(Refusal) -> Value? {
    let kind = kinds[name.filter { !$0.isNumber }] ?? kinds[name] ?? .text
    switch kind {
    case .anyText: return .string(text)
    case .text: return text.isEmpty ? nil : .string(text)
    case .flag: return .bool(text == "true" || text == "on")
    case .texts:
      let items = text.split { $0 == "," || $0 == "\n" }.map { Value.string($0.trimmingCharacters(in: .whitespaces)) }
      return items.isEmpty ? nil : .array(items.filter { $0 != "" })
    case .number:
      guard !text.isEmpty else { return nil }
      guard let number = Int(text) else { throw Refusal.field(name, "must be a whole number.") }
      return .int(number)
    }
  }
}

/// What a form's fields make together.
private struct FormTree {
  private enum Node {
    case leaf(Value)
    case members([String: FormTree])
    case elements([Int: FormTree])
  }

  private var node = Node.members([:])

  /// `obligations[0].text` → `obligations`, `0`, `text`.
  static func path(_ name: String) -> [Substring] {
    name.split { $0 == "." || $0 == "[" || $0 == "]" }
  }

  mutating func set(_ value: Value, at path: [Substring]) {
    guard let first = path.first else { return add(value) }
    let rest = Array(path.dropFirst())
    if let index = Int(first) {
      var elements: [Int: FormTree] = if case .elements(let there) = node { there } else { [:] }
      elements[index, default: FormTree()].set(value, at: rest)
      node = .elements(elements)
    } else {
      var members: [String: FormTree] = if case .members(let there) = node { there } else { [:] }
      members[String(first), default: FormTree()].set(value, at: rest)
      node = .members(members)
    }
  }

  /// A list goes on with the next field of its name; of anything else the last stands.
  private mutating func add(_ value: Value) {
    if case .leaf(.array(let there)) = node, case .array(let more) = value {
      node = .leaf(.array(there + more))
    } else {
      node = .leaf(value)
    }
  }

  var value: Value {
    switch node {
    case .leaf(let value): value
    case .members(let members): .object(members.mapValues(\.value))
    case .elements(let elements):
      .array(elements.sorted { $0.key < $1.key }.map(\.value.value).filter { $0["text"] != nil })
    }
  }
}

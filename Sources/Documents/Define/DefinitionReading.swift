internal import Yams

/// What is wrong with a definition: the key, the line, and what to write instead.
package struct DefinitionError: Error, Hashable, Sendable {
  /// As `conditionals[0].when`; empty for the whole.
  package let key: String
  /// Counted from 1.
  package let line: Int
  package let message: String
}

extension TemplateDefinition {
  /// More is no definition: 64 KiB.
  package static let bytesMax = 65_536

  /// Reads the YAML of a definition; every key may be left out, an unknown one is an error. Its schema is in
  /// `docs/templates.md`.
  package init(yaml: String) throws(DefinitionError) {
    guard yaml.utf8.count <= Self.bytesMax else {
      throw DefinitionError(key: "", line: 1, message: "A definition is at most \(Self.bytesMax) bytes.")
    }
    let root: Node?
    do { root = try Yams.compose(yaml: yaml) } catch {
      throw DefinitionError(key: "", line: Self.line(of: error), message: "It is not YAML: \(Self.words(of: error))")
    }
    self.init()
    guard let root, root.null == nil || root.mapping != nil else { return }
    var reader = DefinitionReader()
    try reader.read(root, into: &self)
  }

  private static func line(of error: any Error) -> Int {
    guard let error = error as? YamlError else { return 1 }
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): return mark.line
    default: return 1
    }
  }

  private static func words(of error: any Error) -> String {
    guard let error = error as? YamlError else { return "it cannot be read." }
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
      return problem + "."
    default: return "it cannot be read."
    }
  }
}

private struct DefinitionReader {
  mutating func read(_ root: Node, into definition: inout TemplateDefinition) throws(DefinitionError) {
    for (key, value) in try members(of: root, at: "") {
      switch key {
      case "variables": definition.variables = try list(value, at: key, variable)
      case "placeholders":
        for (name, list) in try members(of: value, at: key) {
          guard name == "ignore" else { throw unknown(name, at: key, value, ["ignore"]) }
          definition.ignoredPlaceholders = Set(try self.list(list, at: "placeholders.ignore", text))
        }
      case "conditionals": definition.conditionals = try list(value, at: key, conditional)
      case "checklists": definition.checklists = try list(value, at: key, checklist)
      case "questions": definition.questions = try list(value, at: key, question)
      case "sign_off_roles": definition.signOffRoles = try list(value, at: key, text)
      case "fields":
        for (label, meaning) in try members(of: value, at: key) {
          let text = try text(meaning, at: "fields.\(label)")
          guard FieldMeaning.all.contains(text) else {
            throw failure(
              "fields.\(label)", meaning, "must be one of \(FieldMeaning.all.sorted().joined(separator: ", ")).")
          }
          definition.fieldMeanings[label.lowercased()] = text
        }
      default:
        throw unknown(
          key, at: "", value,
          ["variables", "placeholders", "conditionals", "checklists", "questions", "sign_off_roles", "fields"])
      }
    }
  }

  // MARK: Entries

  private func variable(_ node: Node, at place: String) throws(DefinitionError) -> TemplateDefinition.VariableDefinition
  {
    let fields = try fields(node, at: place, allowed: ["name", "kind", "description", "default"], needed: ["name"])
    let kind = try optionalText(fields["kind"], at: place + ".kind") ?? "text"
    guard kind == "text" || kind == "list" else {
      throw failure(place + ".kind", fields["kind"] ?? node, "must be 'text' or 'list'.")
    }
    return TemplateDefinition.VariableDefinition(
      name: try text(fields["name"] ?? node, at: place + ".name"), kind: kind,
      description: try optionalText(fields["description"], at: place + ".description"),
      defaultValue: fields["default"].map(Self.value))
  }

  private func conditional(
    _ node: Node, at place: String
  ) throws(DefinitionError) -> TemplateDefinition.ConditionalDefinition {
    let fields = try fields(node, at: place, allowed: ["section", "when", "otherwise"], needed: ["section", "when"])
    let when = fields["when"] ?? node
    return TemplateDefinition.ConditionalDefinition(
      section: try text(fields["section"] ?? node, at: place + ".section"),
      when: try predicate(when, at: place + ".when", depth: 0), asksFor: Self.words(of: when),
      otherwise: try optionalText(fields["otherwise"], at: place + ".otherwise"))
  }

  private static let depthMax = 8

  private func predicate(_ node: Node, at place: String, depth: Int) throws(DefinitionError) -> ConfigurationPredicate {
    guard depth < Self.depthMax else { throw failure(place, node, "is nested deeper than \(Self.depthMax).") }
    if node.scalar != nil { return .section(try text(node, at: place)) }
    let members = try members(of: node, at: place)
    guard members.count == 1, let (name, value) = members.first else {
      throw failure(place, node, "must be the name of a configuration section, or one of all, any, not.")
    }
    switch name {
    case "not": return .not(try predicate(value, at: place + ".not", depth: depth + 1))
    case "all", "any":
      let parts = try list(value, at: "\(place).\(name)") { (node, place) throws(DefinitionError) in
        try predicate(node, at: place, depth: depth + 1)
      }
      return name == "all" ? .all(parts) : .any(parts)
    default: throw unknown(name, at: place, value, ["all", "any", "not"])
    }
  }

  private static func words(of node: Node) -> String {
    if let text = node.scalar?.string { return text }
    if let mapping = node.mapping {
      return mapping.map { "\($0.key.scalar?.string ?? "") (\(words(of: $0.value)))" }.joined(separator: ", ")
    }
    return node.sequence?.map(words).joined(separator: ", ") ?? ""
  }

  private func checklist(
    _ node: Node, at place: String
  ) throws(DefinitionError) -> TemplateDefinition.ChecklistDefinition {
    let fields = try fields(node, at: place, allowed: ["section", "kind"], needed: ["section", "kind"])
    let name = try text(fields["kind"] ?? node, at: place + ".kind")
    guard let kind = Checklist.Kind(rawValue: name) else {
      throw failure(
        place + ".kind", fields["kind"] ?? node, "must be must_verify, should_check, plain or questions.")
    }
    return TemplateDefinition.ChecklistDefinition(
      section: try text(fields["section"] ?? node, at: place + ".section"), kind: kind)
  }

  private func question(_ node: Node, at place: String) throws(DefinitionError) -> TemplateDefinition.QuestionDefinition
  {
    let fields = try fields(node, at: place, allowed: ["match", "blocking"], needed: ["blocking"])
    guard let blocking = fields["blocking"]?.bool else {
      throw failure(place + ".blocking", fields["blocking"] ?? node, "must be true or false.")
    }
    return TemplateDefinition.QuestionDefinition(
      match: try optionalText(fields["match"], at: place + ".match"), blocking: blocking)
  }

  // MARK: Nodes

  private func members(of node: Node, at place: String) throws(DefinitionError) -> [(String, Node)] {
    guard let mapping = node.mapping else { throw failure(place, node, "must be a mapping of keys to values.") }
    var members: [(String, Node)] = []
    for (key, value) in mapping { members.append((try text(key, at: place), value)) }
    return members
  }

  private func fields(
    _ node: Node, at place: String, allowed: [String], needed: [String]
  ) throws(DefinitionError) -> [String: Node] {
    var fields: [String: Node] = [:]
    for (key, value) in try members(of: node, at: place) {
      guard allowed.contains(key) else { throw unknown(key, at: place, value, allowed) }
      fields[key] = value
    }
    for key in needed where fields[key] == nil { throw failure("\(place).\(key)", node, "is missing.") }
    return fields
  }

  private func list<Element>(
    _ node: Node, at place: String, _ read: (Node, String) throws(DefinitionError) -> Element
  ) throws(DefinitionError) -> [Element] {
    guard let sequence = node.sequence else { throw failure(place, node, "must be a list.") }
    var elements: [Element] = []
    for (index, item) in sequence.enumerated() { elements.append(try read(item, "\(place)[\(index)]")) }
    return elements
  }

  private func text(_ node: Node, at place: String) throws(DefinitionError) -> String {
    guard let text = node.scalar?.string, !text.isEmpty else { throw failure(place, node, "must be text.") }
    return text
  }

  private func optionalText(_ node: Node?, at place: String) throws(DefinitionError) -> String? {
    guard let node else { return nil }
    return try text(node, at: place)
  }

  private static func value(_ node: Node) -> Value {
    if let sequence = node.sequence { return .array(sequence.map(value)) }
    if let mapping = node.mapping {
      return .object(
        Dictionary(mapping.map { ($0.key.scalar?.string ?? "", value($0.value)) }, uniquingKeysWith: { $1 }))
    }
    if let number = node.int { return .int(number) }
    if let answer = node.bool { return .bool(answer) }
    return node.null != nil ? .null : .string(node.scalar?.string ?? "")
  }

  private func failure(_ key: String, _ node: Node, _ message: String) -> DefinitionError {
    DefinitionError(key: key, line: node.mark?.line ?? 1, message: "'\(key)' \(message)")
  }

  private func unknown(_ key: String, at place: String, _ node: Node, _ known: [String]) -> DefinitionError {
    let name = place.isEmpty ? key : "\(place).\(key)"
    return failure(name, node, "is unknown: there are \(known.joined(separator: ", ")).")
  }
}

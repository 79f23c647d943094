extension TemplateDefinition {
  /// More is no definition: 64 KiB.
  package static let bytesMax = 65_536

  /// Reads the YAML of a definition; every key may be left out, an unknown one is an error. Its schema is in
  /// `docs/templates.md`.
  package init(yaml: String) throws(YamlFault) {
    self.init()
    guard let root = try YamlNode.parse(yaml, bytesMax: Self.bytesMax) else { return }
    let fields = try root.fields(allowed: [
      "variables", "placeholders", "conditionals", "checklists", "questions", "sign_off_roles", "fields",
    ])
    variables = try fields["variables"]?.list(VariableDefinition.init) ?? []
    if let ignored = try fields["placeholders"]?.fields(allowed: ["ignore"])["ignore"] {
      ignoredPlaceholders = Set(try ignored.list { (node) throws(YamlFault) in try node.text() })
    }
    conditionals = try fields["conditionals"]?.list(ConditionalDefinition.init) ?? []
    checklists = try fields["checklists"]?.list(ChecklistDefinition.init) ?? []
    questions = try fields["questions"]?.list(QuestionDefinition.init) ?? []
    signOffRoles = try fields["sign_off_roles"]?.list { (node) throws(YamlFault) in try node.text() }
    for (label, meaning) in try fields["fields"]?.members() ?? [] {
      let text = try meaning.text()
      guard FieldMeaning.all.contains(text) else {
        throw meaning.fault("must be one of \(FieldMeaning.all.sorted().joined(separator: ", ")).")
      }
      fieldMeanings[label.lowercased()] = text
    }
  }
}

extension TemplateDefinition.VariableDefinition {
  fileprivate init(_ node: YamlNode) throws(YamlFault) {
    let fields = try node.fields(allowed: ["name", "kind", "description", "default"], needed: ["name"])
    name = try fields["name"]?.text() ?? ""
    kind = try fields["kind"]?.text() ?? "text"
    guard kind == "text" || kind == "list" else { throw (fields["kind"] ?? node).fault("must be 'text' or 'list'.") }
    description = try fields["description"]?.text()
    defaultValue = fields["default"]?.value
  }
}

extension TemplateDefinition.ConditionalDefinition {
  fileprivate init(_ node: YamlNode) throws(YamlFault) {
    let fields = try node.fields(allowed: ["section", "when", "otherwise"], needed: ["section", "when"])
    section = try fields["section"]?.text() ?? ""
    let predicate = try ConfigurationPredicate(fields["when"] ?? node)
    when = predicate
    asksFor = predicate.words
    otherwise = try fields["otherwise"]?.text()
  }
}

extension TemplateDefinition.ChecklistDefinition {
  fileprivate init(_ node: YamlNode) throws(YamlFault) {
    let fields = try node.fields(allowed: ["section", "kind"], needed: ["section", "kind"])
    section = try fields["section"]?.text() ?? ""
    kind = try (fields["kind"] ?? node).word(Checklist.Kind.self)
  }
}

extension TemplateDefinition.QuestionDefinition {
  fileprivate init(_ node: YamlNode) throws(YamlFault) {
    let fields = try node.fields(allowed: ["match", "blocking"], needed: ["blocking"])
    match = try fields["match"]?.text()
    blocking = try (fields["blocking"] ?? node).truth()
  }
}

extension ConfigurationPredicate {
  /// The name of a configuration section, or a mapping with one of `all`, `any`, `not`.
  package init(_ node: YamlNode) throws(YamlFault) {
    guard case .map(let members) = node.content else {
      self = .section(try node.text())
      return
    }
    guard members.count == 1, let (name, value) = members.first else {
      throw node.fault("must be the name of a configuration section, or one of all, any, not.")
    }
    switch name {
    case "not": self = .not(try ConfigurationPredicate(value))
    case "all": self = .all(try value.list(ConfigurationPredicate.init))
    case "any": self = .any(try value.list(ConfigurationPredicate.init))
    default: throw value.fault("is unknown: there are all, any, not.")
    }
  }

  /// As a person would say it: `any (Exports, Reports)`.
  package var words: String {
    switch self {
    case .section(let name): name
    case .not(let other): "not (\(other.words))"
    case .all(let parts): "all (\(parts.map(\.words).joined(separator: ", ")))"
    case .any(let parts): "any (\(parts.map(\.words).joined(separator: ", ")))"
    }
  }
}

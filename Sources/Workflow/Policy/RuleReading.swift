import Documents

extension Rule {
  init(_ node: YamlNode) throws(YamlFault) {
    let fields = try node.fields(allowed: Requirement.allKeys)
    let requires = try Requirement(fields, of: node)
    for (key, value) in try node.members() where !requires.keys.contains(key) {
      let others = Requirement.allCases.filter { $0.keys.contains(key) }.map(\.rawValue).joined(separator: ", ")
      throw value.fault("says nothing where a rule requires \(requires.rawValue): leave it out; it is for \(others).")
    }
    if let node = fields["people_only"], try !node.truth() {
      throw node.fault("must be true: agents and services never satisfy an approval.")
    }
    let role = try fields["role"].map(Self.role)
    self.init(
      id: try Self.id(fields["id"], requires: requires, role: role), requires: requires, role: role,
      count: try fields["count"]?.number(0...PolicyLimits.countMax) ?? 1,
      fromTemplate: try fields["from_template"]?.truth() ?? false, people: try fields["people"]?.names(),
      group: try fields["group"]?.words(upTo: PolicyLimits.nameCharactersMax, isOneLine: true),
      scope: try fields["scope"].map(Self.patterns), distinctPeople: try fields["distinct_people"]?.truth(),
      notAuthor: try fields["not_author"]?.truth(), notLastEditor: try fields["not_last_editor"]?.truth(),
      validFor: try fields["valid_for"].map(Self.days), veto: try fields["veto"]?.truth(),
      ignore: try fields["ignore"].map(Self.lintRules), applicableIf: try fields["applicable_if"].map(Condition.init))
    try check(fields)
  }

  /// What two keys cannot say together.
  private func check(_ fields: [String: YamlNode]) throws(YamlFault) {
    if fromTemplate, let node = fields["role"] {
      throw node.fault("comes from the template: leave it out, or leave out 'from_template'.")
    }
    if count == 0, veto == false, let node = fields["count"] {
      throw node.fault("is 0 and 'veto' is false, which asks for nothing: ask for 1, or leave out 'veto'.")
    }
    if let people, count > people.count, let node = fields["count"] ?? fields["people"] {
      throw node.fault("asks for \(count) of \(people.count) people: nobody could satisfy it.")
    }
  }

  private static func id(
    _ node: YamlNode?, requires: Requirement, role: String?
  ) throws(YamlFault) -> String {
    guard let node else { return role ?? requires.rawValue }
    let id = try node.name()
    guard id != reviewersID || requires == .reviewers else {
      throw node.fault("must not be '\(id)': that is the rule for the document's reviewers.")
    }
    return id
  }

  private static func role(_ node: YamlNode) throws(YamlFault) -> String {
    let role = try node.name()
    guard role != KnownRole.auditor else {
      throw node.fault("must not be '\(role)': an auditor reads everything and approves nothing.")
    }
    return role
  }

  private static func patterns(_ node: YamlNode) throws(YamlFault) -> [String] {
    var patterns: [String] = []
    // To YAML, a plain `!appendix` is a tag of nothing.
    if case .null = node.content { throw unquoted(node) }
    for item in try node.oneOrMore() {
      guard case .scalar(let text, _) = item.content, !text.isEmpty, text != "!" else { throw unquoted(item) }
      patterns.append(try item.words(upTo: PolicyLimits.patternCharactersMax, isOneLine: true))
    }
    return patterns
  }

  private static func unquoted(_ node: YamlNode) -> YamlFault {
    node.fault("must be a section's id or name; one that begins with '!' or '*' stands in quotes.")
  }

  /// `90d`, `12w`, or a number of days.
  private static func days(_ node: YamlNode) throws(YamlFault) -> Int {
    let text = try node.text()
    let (digits, unit) =
      text.hasSuffix("w") ? (text.dropLast(), 7) : (text.hasSuffix("d") ? text.dropLast() : text[...], 1)
    guard let number = Int(digits), (1...PolicyLimits.validDaysMax / unit).contains(number) else {
      throw node.fault("must be days or weeks such as 90d or 12w, up to \(PolicyLimits.validDaysMax) days.")
    }
    return number * unit
  }

  private static func lintRules(_ node: YamlNode) throws(YamlFault) -> [String] {
    var rules: [String] = []
    for item in try node.oneOrMore() { rules.append(try item.word(LintRule.self).rawValue) }
    return rules
  }
}

extension Rule.Requirement {
  /// The keys that say something of it.
  var keys: [String] {
    let always = ["id", "requires", "group", "applicable_if"]
    let approving = ["not_author", "not_last_editor", "people_only", "valid_for"]
    return switch self {
    case .approvals:
      always + ["role", "people", "count", "from_template", "scope", "distinct_people", "veto"] + approving
    case .reviewers: always + approving
    case .lint: always + ["ignore"]
    case .checklist, .questions, .comments, .obligations: always
    }
  }

  static var allKeys: [String] { Self.approvals.keys + ["ignore"] }

  /// Approvals where the rule says whose and nothing else.
  fileprivate init(_ fields: [String: YamlNode], of node: YamlNode) throws(YamlFault) {
    if let written = fields["requires"] {
      self = try written.word()
    } else if ["role", "people", "from_template"].contains(where: { fields[$0] != nil }) {
      self = .approvals
    } else {
      throw YamlFault(
        key: "\(node.place).requires", line: node.line,
        message: "'\(node.place).requires' is missing: write one of "
          + "\(Self.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
  }
}

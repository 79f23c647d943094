import Documents

extension Condition {
  private static let keys = ["section", "front_matter", "configuration", "any", "all", "not"]

  /// A mapping with exactly one of the keys.
  init(_ node: YamlNode) throws(YamlFault) {
    let fields = try node.fields(allowed: Self.keys)
    guard fields.count == 1, let (key, value) = fields.first else {
      throw node.fault("must have exactly one of \(Self.keys.joined(separator: ", ")).")
    }
    switch key {
    case "section": self = .section(try value.words(upTo: PolicyLimits.patternCharactersMax, isOneLine: true))
    case "front_matter":
      let fields = try value.fields(allowed: ["key", "equals"], needed: ["key"])
      self = .frontMatter(key: try fields["key"]?.text() ?? "", equals: try fields["equals"]?.text())
    case "configuration": self = try Self.configuration(value)
    case "any": self = .any(try Self.parts(value))
    case "all": self = .all(try Self.parts(value))
    default: self = .not(try Condition(value))
    }
  }

  private static func configuration(_ node: YamlNode) throws(YamlFault) -> Condition {
    guard case .map = node.content else { return .configuration(key: try node.text(), equals: nil) }
    let fields = try node.fields(allowed: ["key", "equals"], needed: ["key"])
    return .configuration(key: try fields["key"]?.text() ?? "", equals: try fields["equals"].map(scalar))
  }

  private static func scalar(_ node: YamlNode) throws(YamlFault) -> Value {
    guard case .scalar = node.content else { throw node.fault("must be text, a whole number, true or false.") }
    return node.value
  }

  private static func parts(_ node: YamlNode) throws(YamlFault) -> [Condition] {
    let parts = try node.list(Condition.init)
    guard (1...PolicyLimits.listMax).contains(parts.count) else {
      throw node.fault("must be a list of 1 to \(PolicyLimits.listMax) conditions.")
    }
    return parts
  }
}

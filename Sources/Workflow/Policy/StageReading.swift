import Documents

extension Stage {
  /// The stages of a policy, in their order.
  static func all(_ node: YamlNode) throws(YamlFault) -> [Stage] {
    var stages: [Stage] = []
    let items = try node.items()
    guard (1...PolicyLimits.stagesMax).contains(items.count) else {
      throw node.fault("must be a list of 1 to \(PolicyLimits.stagesMax) stages.")
    }
    for item in items { stages.append(try Stage(item, after: stages.map(\.name))) }
    return stages
  }

  private init(_ node: YamlNode, after earlier: [String]) throws(YamlFault) {
    let fields = try node.fields(
      allowed: ["name", "order", "on_reject", "on_edit", "override", "due", "reminders", "gate"],
      needed: ["name", "gate"])
    let gate = try Self.gate(fields["gate"] ?? node)
    let due = try fields["due"]?.number(1...PolicyLimits.dueDaysMax)
    if due == nil, let reminders = fields["reminders"] {
      throw reminders.fault("need a due date to count from: give the stage a 'due'.")
    }
    self.init(
      name: try Self.name(fields["name"] ?? node, after: earlier), gate: gate,
      order: try fields["order"].map { (node) throws(YamlFault) in try Self.order(node, of: gate) },
      onReject: try fields["on_reject"].map { (node) throws(YamlFault) in try Self.onReject(node, after: earlier) },
      onEdit: try fields["on_edit"]?.word(OnEdit.self), override: try fields["override"].map(Override.init), due: due,
      reminders: try fields["reminders"].map(Reminders.init))
  }

  private static func name(_ node: YamlNode, after earlier: [String]) throws(YamlFault) -> String {
    let name = try node.name()
    guard name != Policy.draftStage, name != stay else {
      throw node.fault("must not be '\(name)', which has a meaning of its own: choose another name.")
    }
    guard !earlier.contains(name) else { throw node.fault("is '\(name)' again: give each stage a name of its own.") }
    return name
  }

  private static func order(_ node: YamlNode, of gate: [Rule]) throws(YamlFault) -> Order {
    let order = try node.word(Order.self)
    guard order == .parallel || Set(gate.compactMap(\.group)).count > 1 else {
      throw node.fault("is serial, and the gate has fewer than two groups: give its rules a 'group' each.")
    }
    return order
  }

  private static func onReject(_ node: YamlNode, after earlier: [String]) throws(YamlFault) -> String {
    let target = try node.text()
    guard target == stay || target == Policy.draftStage || earlier.contains(target) else {
      let stages = earlier.isEmpty ? "" : ", or an earlier stage: \(earlier.joined(separator: ", "))"
      throw node.fault("must be '\(Policy.draftStage)' or '\(stay)'\(stages).")
    }
    return target
  }

  private static func gate(_ node: YamlNode) throws(YamlFault) -> [Rule] {
    let items = try node.items()
    guard (1...PolicyLimits.rulesMax).contains(items.count) else {
      throw node.fault("must be a list of 1 to \(PolicyLimits.rulesMax) rules.")
    }
    var rules: [Rule] = []
    for item in items {
      let rule = try Rule(item)
      if rules.contains(where: { $0.id == rule.id }) { throw try item.secondRule(called: rule.id) }
      rules.append(rule)
    }
    return rules
  }
}

extension YamlNode {
  fileprivate func secondRule(called id: String) throws(YamlFault) -> YamlFault {
    if let written = try members().first(where: { $0.key == "id" })?.value {
      return written.fault("is '\(id)' again: give each rule of the stage an id of its own.")
    }
    return YamlFault(
      key: "\(place).id", line: line,
      message: "'\(place).id' is missing: another rule of the stage is '\(id)' already, so give this one an id.")
  }
}

extension Override {
  init(_ node: YamlNode) throws(YamlFault) {
    let fields = try node.fields(allowed: ["roles", "people"])
    guard !fields.isEmpty else { throw node.fault("must name 'roles' or 'people' who may override.") }
    self.init(roles: try fields["roles"]?.names() ?? [], people: try fields["people"]?.names() ?? [])
  }
}

extension Reminders {
  init(_ node: YamlNode) throws(YamlFault) {
    let fields = try node.fields(allowed: ["at", "every"])
    self.init(
      at: try fields["at"].map(Self.percentages) ?? Self.standard.at,
      every: try fields["every"]?.number(0...PolicyLimits.dueDaysMax))
  }

  private static func percentages(_ node: YamlNode) throws(YamlFault) -> [Int] {
    var percentages: [Int] = []
    for item in try node.items() {
      guard case .scalar(let text, _) = item.content,
        let number = Int(text.hasSuffix("%") ? text.dropLast() : text[...]),
        (1...100).contains(number)
      else { throw item.fault("must be a percentage from 1% to 100%.") }
      guard percentages.last.map({ $0 < number }) ?? true else {
        throw item.fault("must be more than the one before it.")
      }
      percentages.append(number)
    }
    return percentages
  }
}

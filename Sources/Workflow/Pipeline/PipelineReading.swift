package import Documents

extension Pipeline {
  /// More is no pipeline: 64 KiB.
  package static let bytesMax = 65_536
  /// Steps of one pipeline: a board of more is no longer read.
  package static let stepsMax = 50
  /// The highest number that a step may have.
  package static let stepNumberMax = 999

  /// Reads the YAML of a pipeline; an unknown key is an error. Its schema is in `docs/pipelines.md`. The version is 0
  /// until it is published.
  package init(yaml: String) throws(YamlFault) {
    guard let root = try YamlNode.parse(yaml, bytesMax: Self.bytesMax) else {
      throw YamlFault(key: "", line: 1, message: "The file is empty: it needs 'name' and 'steps'.")
    }
    let fields = try root.fields(allowed: ["name", "title", "steps"], needed: ["name", "steps"])
    let name = try (fields["name"] ?? root).name()
    let steps = fields["steps"] ?? root
    self.init(
      name: name, version: 0, title: try fields["title"]?.title() ?? name, steps: try PipelineStep.steps(steps))
  }
}

extension PipelineStep {
  /// The steps in their order, each checked against those before it.
  fileprivate static func steps(_ node: YamlNode) throws(YamlFault) -> [PipelineStep] {
    let items = try node.items()
    guard (1...Pipeline.stepsMax).contains(items.count) else {
      throw node.fault("must have 1 to \(Pipeline.stepsMax) steps.")
    }
    var steps: [PipelineStep] = []
    for item in items { steps.append(try PipelineStep(item, after: steps)) }
    return steps
  }

  private init(_ node: YamlNode, after earlier: [PipelineStep]) throws(YamlFault) {
    let fields = try node.fields(
      allowed: ["number", "name", "title", "template", "workflow", "requires"], needed: ["number", "name", "template"])
    let name = try Self.name(fields["name"] ?? node, after: earlier)
    self.init(
      number: try Self.number(fields["number"] ?? node, after: earlier), name: name,
      title: try fields["title"]?.title() ?? name, template: try (fields["template"] ?? node).name(),
      workflow: try fields["workflow"]?.name(),
      requires: try fields["requires"].map { (node) throws(YamlFault) in try Self.requires(node, after: earlier) } ?? []
    )
  }

  private static func name(_ node: YamlNode, after earlier: [PipelineStep]) throws(YamlFault) -> String {
    let name = try node.name()
    guard !earlier.contains(where: { $0.name == name }) else {
      throw node.fault("stands twice: '\(name)' is the name of an earlier step.")
    }
    return name
  }

  private static func number(_ node: YamlNode, after earlier: [PipelineStep]) throws(YamlFault) -> Int {
    let number = try node.number(0...Pipeline.stepNumberMax)
    if let last = earlier.last?.number, number <= last {
      throw node.fault("must be more than \(last), the number of the step before it.")
    }
    return number
  }

  private static func requires(_ node: YamlNode, after earlier: [PipelineStep]) throws(YamlFault) -> [String] {
    var names: [String] = []
    for item in try node.items() {
      let name = try item.text()
      guard earlier.contains(where: { $0.name == name }) else {
        let known = earlier.map(\.name).joined(separator: ", ")
        throw item.fault(
          "must be the name of an earlier step; "
            + (known.isEmpty ? "there is none before this one." : "before this one there are \(known)."))
      }
      guard !names.contains(name) else { throw item.fault("stands twice.") }
      names.append(name)
    }
    return names
  }
}

extension YamlNode {
  fileprivate func title() throws(YamlFault) -> String {
    try words(upTo: WorkflowLimits.titleCharactersMax, isOneLine: true)
  }
}

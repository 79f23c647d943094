/// Renders nodes. All that a template makes is paid for: an item, an expression or 64 bytes of text each take a step.
struct JinjaRenderer {
  let name: String
  let limits: RenderLimits
  private let variables: [String: Value]
  var scopes: [[String: JinjaValue]] = [[:]]
  var loops: [JinjaLoopState] = []
  var loopsBegun = 0
  var namespaces: [[String: JinjaValue]] = []
  private(set) var output: [UInt8] = []
  /// Makes the text of an expression fit for the line that it is written on.
  private let escape: ((_ text: String, _ line: Int) -> String)?
  /// Captured text is escaped once, where it is written.
  private var capturesOpen = 0
  private var steps = 0
  private var depth = 0
  var line = 1

  /// Kinds of expression that may lie within one another between two brackets.
  private static let levelsPerBracket = 12

  init(
    name: String, limits: RenderLimits, variables: [String: Value],
    escape: ((_ text: String, _ line: Int) -> String)? = nil
  ) {
    self.name = name
    self.escape = escape
    self.limits = limits
    self.variables = variables
  }

  // MARK: Failing and paying

  func failure(_ code: TemplateError.Code, _ message: String, variable: String? = nil) -> TemplateError {
    TemplateError(code: code, template: name, line: line, variable: variable, message: message)
  }

  mutating func pay(_ count: Int = 1) throws(TemplateError) {
    steps = steps.addingReportingOverflow(count).overflow ? .max : steps + count
    guard steps <= limits.stepsMax else {
      throw failure(.limit, "The template takes more than \(limits.stepsMax) steps.")
    }
  }

  mutating func payForText(_ bytes: Int) throws(TemplateError) {
    try checkSize(bytes)
    try pay(bytes / 64)
  }

  /// For what looks at each character: dearer than copying.
  mutating func payForCharacters(_ text: String) throws(TemplateError) {
    try pay(text.utf8.count / 16)
  }

  func checkSize(_ bytes: Int) throws(TemplateError) {
    guard bytes <= limits.outputBytesMax else {
      throw failure(.limit, "The template makes more than \(limits.outputBytesMax) bytes.")
    }
  }

  /// Runs one level deeper.
  mutating func deeper<Result>(
    _ body: (inout Self) throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth <= limits.depthMax * Self.levelsPerBracket else {
      throw failure(.limit, "The template is nested more than \(limits.depthMax) deep.")
    }
    return try body(&self)
  }

  mutating func text(_ text: String) throws(TemplateError) -> JinjaValue {
    try payForText(text.utf8.count)
    return .text(text)
  }

  mutating func items(_ values: [JinjaValue]) throws(TemplateError) -> JinjaItems {
    try pay(values.count)
    let items = JinjaItems(values)
    guard items.depth <= JinjaValue.depthMax else {
      throw failure(.limit, "A value is nested more than \(JinjaValue.depthMax) deep.")
    }
    return items
  }

  // MARK: Names

  mutating func lookUp(_ name: String) throws(TemplateError) -> JinjaValue? {
    try pay(name.utf8.count / 64)
    for scope in scopes.reversed() {
      if let value = scope[name] { return value }
    }
    guard let outer = variables[name] else { return nil }
    guard let value = JinjaValue(outer) else {
      throw failure(.limit, "'\(name)' is nested more than \(JinjaValue.depthMax) deep.", variable: name)
    }
    scopes[0][name] = value
    return value
  }

  mutating func give(_ value: JinjaValue, to target: JinjaTarget) throws(TemplateError) {
    switch target {
    case .name(let name):
      if case .stream = value { throw streamFailure(name) }
      scopes[scopes.count - 1][name] = value
    case .member(let name, let member):
      guard case .namespace(let number)? = try lookUp(name) else {
        throw failure(.type, "'\(name)' is no namespace: only its members can be set.", variable: name)
      }
      try set(member, to: value, inNamespace: number)
    case .tuple(let targets):
      let parts = try elements(of: value)
      guard parts.count == targets.count else {
        throw failure(.type, "\(targets.count) parts are needed, and there are \(parts.count).")
      }
      for (target, part) in zip(targets, parts) { try give(part, to: target) }
    }
  }

  mutating func set(_ member: String, to value: JinjaValue, inNamespace number: Int) throws(TemplateError) {
    if case .stream = value { throw streamFailure(member) }
    namespaces[number][member] = value
  }

  private func streamFailure(_ name: String) -> TemplateError {
    failure(.type, "'\(name)' would be a stream of items, which can be read once: put '|list' behind it.")
  }

  // MARK: Nodes

  mutating func write(_ text: String) throws(TemplateError) {
    try payForText(text.utf8.count)
    output.append(contentsOf: text.utf8)
    try checkSize(output.count)
  }

  private mutating func writeEscaped(_ text: String) throws(TemplateError) {
    guard let escape, capturesOpen == 0 else { return try write(text) }
    try write(escape(text, line))
  }

  mutating func render(_ nodes: [JinjaNode]) throws(TemplateError) {
    for node in nodes {
      try pay()
      try render(node)
    }
  }

  private mutating func render(_ node: JinjaNode) throws(TemplateError) {
    switch node {
    case .text(let text): try write(text)
    case .output(let expression, let line):
      self.line = line
      try writeEscaped(try printed(try evaluate(expression)))
    case .assign(let target, let expression, let line):
      self.line = line
      try give(try evaluate(expression), to: target)
    case .branch(let arms): try render(arms)
    case .loop(let loop): try render(loop)
    case .capture(let target, let filters, let body, let line):
      let text = try captured(body)
      self.line = line
      let value = try apply(filters[...], to: try self.text(text), path: nil)
      if let target { try give(value, to: target) } else { try writeEscaped(try printed(value)) }
    case .with(let pairs, let body, let line):
      self.line = line
      var values: [JinjaValue] = []
      for pair in pairs { values.append(try evaluate(pair.1)) }
      scopes.append([:])
      defer { scopes.removeLast() }
      for (pair, value) in zip(pairs, values) { try give(value, to: pair.0) }
      try render(body)
    }
  }

  private mutating func render(_ arms: [JinjaArm]) throws(TemplateError) {
    for arm in arms {
      line = arm.line
      if let condition = arm.condition, !(try isTrue(try evaluate(condition))) { continue }
      return try render(arm.body)
    }
  }

  private mutating func captured(_ body: [JinjaNode]) throws(TemplateError) -> String {
    let outer = output
    output = []
    capturesOpen += 1
    scopes.append([:])
    defer {
      output = outer
      capturesOpen -= 1
      scopes.removeLast()
    }
    try render(body)
    return String(decoding: output, as: UTF8.self)
  }
}

/// Renders the template language: a subset of Jinja, strict about names, bounded in output, steps and depth.
package enum Jinja {
  /// Throws `TemplateError`, with the line and, for an undefined name, the name. `escape` is given what each expression
  /// prints, with its line.
  package static func render(
    _ template: String, named name: String, variables: [String: Value], limits: RenderLimits = .standard,
    escape: ((_ text: String, _ line: Int) -> String)? = nil
  ) throws(TemplateError) -> String {
    let pieces = try JinjaLexer.pieces(of: template, name: name)
    let nodes = try JinjaParser.parse(pieces, name: name, limits: limits)
    var renderer = JinjaRenderer(name: name, limits: limits, scopes: [variables])
    renderer.escape = escape
    try renderer.render(nodes)
    return String(decoding: renderer.output, as: UTF8.self)
  }

  /// The free names of a template; none where it cannot be parsed.
  package static func variables(in template: String) -> [Variable] {
    JinjaNames.variables(in: template)
  }
}

struct JinjaRenderer {
  let name: String
  let limits: RenderLimits
  var scopes: [[String: Value]]
  var output: [UInt8] = []
  /// Makes the value of an expression fit for the line that it is written on.
  var escape: ((_ text: String, _ line: Int) -> String)?
  private var steps = 0
  private(set) var line = 1

  init(name: String, limits: RenderLimits, scopes: [[String: Value]]) {
    self.name = name
    self.limits = limits
    self.scopes = scopes
  }

  func failure(_ code: TemplateError.Code, _ message: String, variable: String? = nil) -> TemplateError {
    TemplateError(code: code, template: name, line: line, variable: variable, message: message)
  }

  mutating func step() throws(TemplateError) {
    steps += 1
    guard steps <= limits.stepsMax else {
      throw failure(.limit, "The template takes more than \(limits.stepsMax) steps.")
    }
  }

  mutating func write(_ text: String) throws(TemplateError) {
    output.append(contentsOf: text.utf8)
    guard output.count <= limits.outputBytesMax else {
      throw failure(.limit, "The template makes more than \(limits.outputBytesMax) bytes.")
    }
  }

  mutating func render(_ nodes: [JinjaNode]) throws(TemplateError) {
    for node in nodes {
      try step()
      switch node {
      case .text(let text): try write(text)
      case .output(let expression, let line):
        self.line = line
        let text = try evaluate(expression).printed
        try write(escape?(text, line) ?? text)
      case .assign(let name, let expression, let line):
        self.line = line
        scopes[scopes.count - 1][name] = try evaluate(expression)
      case .branch(let arms, let line):
        self.line = line
        try render(arms)
      case .loop(let loop): try render(loop)
      }
    }
  }

  private mutating func render(
    _ arms: [(condition: JinjaExpression?, body: [JinjaNode])]
  ) throws(TemplateError) {
    for arm in arms {
      if let condition = arm.condition, !(try evaluate(condition).isTrue) { continue }
      return try render(arm.body)
    }
  }

  private mutating func render(_ loop: JinjaLoop) throws(TemplateError) {
    line = loop.line
    let items = try elements(of: try evaluate(loop.items))
    guard !items.isEmpty else { return try render(loop.otherwise) }
    for (index, item) in items.enumerated() {
      try step()
      var scope: [String: Value] = ["loop": position(index, of: items.count)]
      if loop.names.count == 1 {
        scope[loop.names[0]] = item
      } else {
        guard case .array(let parts) = item, parts.count == loop.names.count else {
          throw failure(.type, "Each item must have \(loop.names.count) parts.")
        }
        for (name, part) in zip(loop.names, parts) { scope[name] = part }
      }
      scopes.append(scope)
      defer { scopes.removeLast() }
      try render(loop.body)
    }
  }

  private func position(_ index: Int, of count: Int) -> Value {
    [
      "index": .int(index + 1), "index0": .int(index), "first": .bool(index == 0), "last": .bool(index == count - 1),
      "length": .int(count), "revindex": .int(count - index), "revindex0": .int(count - index - 1),
    ]
  }

  func elements(of value: Value) throws(TemplateError) -> [Value] {
    switch value {
    case .array(let items): return items
    case .string(let text): return text.map { .string(String($0)) }
    case .object(let members): return members.keys.sorted().map { .string($0) }
    default: throw failure(.type, "A list is needed, and this is \(value.kindName).")
    }
  }
}

extension Value {
  /// As the template language prints it.
  var printed: String {
    switch self {
    case .null: "None"
    case .bool(let value): value ? "True" : "False"
    case .int(let value): String(value)
    case .double(let value): String(value)
    case .string(let value): value
    case .array(let items): "[" + items.map(\.quoted).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.sorted { $0.key < $1.key }.map { "'\($0.key)': \($0.value.quoted)" }.joined(separator: ", ") + "}"
    }
  }

  private var quoted: String {
    guard case .string(let text) = self else { return printed }
    return "'" + text + "'"
  }

  var isTrue: Bool {
    switch self {
    case .null: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .double(let value): value != 0
    case .string(let value): !value.isEmpty
    case .array(let items): !items.isEmpty
    case .object(let members): !members.isEmpty
    }
  }

  var kindName: String {
    switch self {
    case .null: "none"
    case .bool: "a truth value"
    case .int, .double: "a number"
    case .string: "text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

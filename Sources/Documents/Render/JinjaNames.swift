/// The names that a template needs from outside.
enum JinjaNames {
  /// In the order in which they are first used; none where the template cannot be parsed.
  static func variables(in template: String) -> [Variable] {
    guard let pieces = try? JinjaLexer.pieces(of: template, name: "template"),
      let nodes = try? JinjaParser.parse(pieces, name: "template", limits: .standard)
    else { return [] }
    var collector = NameCollector()
    collector.collect(nodes, bound: ["loop"])
    return collector.variables
  }
}

/// Finds the names that are free in a template.
private struct NameCollector {
  private(set) var variables: [Variable] = []
  private var seen: Set<String> = []

  mutating func collect(_ nodes: [JinjaNode], bound: Set<String>) {
    var bound = bound
    for node in nodes { collect(node, bound: &bound) }
  }

  private mutating func collect(_ node: JinjaNode, bound: inout Set<String>) {
    switch node {
    case .text: break
    case .output(let expression, let line): collect(expression, bound: bound, kind: "text", line: line)
    case .assign(let target, let expression, let line):
      collect(expression, bound: bound, kind: "text", line: line)
      bound.formUnion(target.names)
    case .capture(let target, let filters, let body, let line):
      collect(body, bound: bound)
      collect(filters, bound: bound, kind: "text", line: line)
      bound.formUnion(target?.names ?? [])
    case .with(let pairs, let body, let line):
      for pair in pairs { collect(pair.1, bound: bound, kind: "text", line: line) }
      collect(body, bound: bound.union(pairs.flatMap(\.0.names)))
    case .loop(let loop): collect(loop, bound: bound)
    case .branch(let arms):
      for arm in arms {
        if let condition = arm.condition { collect(condition, bound: bound, kind: "text", line: arm.line) }
        collect(arm.body, bound: bound)
      }
    }
  }

  private mutating func collect(_ loop: JinjaLoop, bound: Set<String>) {
    collect(loop.items, bound: bound, kind: "list", line: loop.line)
    let inside = bound.union(loop.target.names)
    if let filter = loop.filter { collect(filter, bound: inside, kind: "text", line: loop.line) }
    collect(loop.body, bound: inside)
    collect(loop.otherwise, bound: bound)
  }

  private mutating func collect(_ expression: JinjaExpression, bound: Set<String>, kind: String, line: Int) {
    switch expression {
    case .name(let name, let line):
      if !bound.contains(name), seen.insert(name).inserted {
        variables.append(Variable(name: name, kind: kind, line: line))
      }
    case .postfix(let base, let parts):
      collect(base, bound: bound, kind: kind, line: line)
      collect(parts, bound: bound, kind: "text", line: line)
    default: expression.parts.forEach { collect($0, bound: bound, kind: "text", line: line) }
    }
  }

  private mutating func collect(_ parts: [JinjaPostfix], bound: Set<String>, kind: String, line: Int) {
    for expression in parts.flatMap(\.expressions) { collect(expression, bound: bound, kind: kind, line: line) }
  }
}

extension JinjaTarget {
  fileprivate var names: [String] {
    switch self {
    case .name(let name): [name]
    case .member: []
    case .tuple(let targets): targets.flatMap(\.names)
    }
  }
}

extension JinjaPostfix {
  fileprivate var expressions: [JinjaExpression] {
    switch kind {
    case .member: []
    case .index(let index): [index]
    case .slice(let from, let to, let step): [from, to, step].compactMap { $0 }
    case .method(_, let arguments), .filter(_, let arguments), .test(_, let arguments, _): arguments.all
    }
  }
}

extension JinjaExpression {
  /// The expressions that this one is made of, one level down.
  fileprivate var parts: [JinjaExpression] {
    switch self {
    case .literal, .name: []
    case .list(let items), .tuple(let items), .concatenation(let items), .every(let items), .some(let items): items
    case .map(let pairs): pairs.flatMap { [$0.key, $0.value] }
    case .call(_, let arguments, _): arguments.all
    case .postfix(let base, let parts): [base] + parts.flatMap(\.expressions)
    case .signed(_, let value), .not(let value): [value]
    case .arithmetic(let first, let others), .comparison(let first, let others): [first] + others.map(\.value)
    case .choice(let arms, let otherwise):
      arms.flatMap { [$0.value, $0.condition] } + (otherwise.map { [$0] } ?? [])
    }
  }
}

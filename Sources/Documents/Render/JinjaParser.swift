/// What a template is made of.
indirect enum JinjaNode {
  case text(String)
  case output(JinjaExpression, line: Int)
  case loop(JinjaLoop)
  case branch([(condition: JinjaExpression?, body: [JinjaNode])], line: Int)
  case assign(String, JinjaExpression, line: Int)
}

struct JinjaLoop {
  let names: [String]
  let items: JinjaExpression
  let filter: JinjaExpression?
  let body: [JinjaNode]
  let otherwise: [JinjaNode]
  let line: Int
}

/// Turns the pieces of a template into nodes. Depth is bounded, so no template can exhaust the stack.
struct JinjaParser {
  let name: String
  let limits: RenderLimits
  private var pieces: ArraySlice<JinjaPiece>
  private var depth = 0

  static func parse(
    _ pieces: [JinjaPiece], name: String, limits: RenderLimits
  ) throws(TemplateError) -> [JinjaNode] {
    var parser = JinjaParser(name: name, limits: limits, pieces: pieces[...])
    let nodes = try parser.body(until: [])
    return nodes
  }

  private func failure(_ piece: JinjaPiece, _ message: String, code: TemplateError.Code = .syntax) -> TemplateError {
    TemplateError(code: code, template: name, line: piece.line, variable: nil, message: message)
  }

  /// Nodes up to one of the words, which stays in front.
  private mutating func body(until words: Set<String>) throws(TemplateError) -> [JinjaNode] {
    depth += 1
    defer { depth -= 1 }
    var nodes: [JinjaNode] = []
    while let piece = pieces.first {
      if piece.kind == .statement, words.contains(firstWord(piece.text)) { return nodes }
      pieces.removeFirst()
      guard depth <= limits.depthMax else {
        throw failure(piece, "Blocks are nested more than \(limits.depthMax) deep.", code: .limit)
      }
      switch piece.kind {
      case .text: nodes.append(.text(piece.text))
      case .output: nodes.append(.output(try expression(piece.text, at: piece), line: piece.line))
      case .statement: nodes.append(try statement(piece))
      }
    }
    guard words.isEmpty else {
      throw TemplateError(
        code: .syntax, template: name, line: 1, variable: nil,
        message: "A block is not closed: '\(words.sorted().joined(separator: "' or '"))' is missing.")
    }
    return nodes
  }

  private func firstWord(_ text: String) -> String {
    String(text.prefix { $0.isLetter })
  }

  private func expression(_ text: String, at piece: JinjaPiece) throws(TemplateError) -> JinjaExpression {
    var parser = try JinjaExpressionParser(text, template: name, line: piece.line, limits: limits)
    return try parser.whole()
  }

  private mutating func statement(_ piece: JinjaPiece) throws(TemplateError) -> JinjaNode {
    let word = firstWord(piece.text)
    let rest = String(piece.text.dropFirst(word.count)).trimmed
    switch word {
    case "for": return try loop(rest, piece)
    case "if": return try branch(rest, piece)
    case "set":
      guard let equals = rest.firstIndex(of: "="), isName(String(rest[..<equals]).trimmed) else {
        throw failure(piece, "'set' takes a name, '=' and a value.")
      }
      let value = try expression(String(rest[rest.index(after: equals)...]), at: piece)
      return .assign(String(rest[..<equals]).trimmed, value, line: piece.line)
    default: throw failure(piece, "'\(piece.text)' is no statement of this template language.")
    }
  }

  private mutating func close(_ words: [String], _ piece: JinjaPiece) throws(TemplateError) -> JinjaPiece {
    guard let end = pieces.popFirst() else {
      throw failure(piece, "'\(words.joined(separator: "' or '"))' is missing.")
    }
    return end
  }

  private mutating func loop(_ text: String, _ piece: JinjaPiece) throws(TemplateError) -> JinjaNode {
    var parser = try JinjaExpressionParser(text, template: name, line: piece.line, limits: limits)
    var names: [String] = []
    while let next = parser.takeName() {
      if next == "in" { break }
      names.append(next)
      _ = parser.takeSymbol(",")
    }
    guard (1...2).contains(names.count), !parser.isAtEnd else {
      throw failure(piece, "'for' takes a name, 'in' and a list.")
    }
    let items = try parser.parse()
    guard parser.isAtEnd else { throw failure(piece, "Something is left over behind 'for'.") }
    let body = try body(until: ["else", "endfor"])
    var otherwise: [JinjaNode] = []
    if firstWord(try close(["endfor"], piece).text) == "else" {
      otherwise = try self.body(until: ["endfor"])
      _ = try close(["endfor"], piece)
    }
    return .loop(
      JinjaLoop(names: names, items: items, filter: nil, body: body, otherwise: otherwise, line: piece.line))
  }

  private mutating func branch(_ text: String, _ piece: JinjaPiece) throws(TemplateError) -> JinjaNode {
    var arms: [(condition: JinjaExpression?, body: [JinjaNode])] = []
    var condition: JinjaExpression? = try expression(text, at: piece)
    while true {
      arms.append((condition, try body(until: ["elif", "else", "endif"])))
      let end = try close(["endif"], piece)
      switch firstWord(end.text) {
      case "endif": return .branch(arms, line: piece.line)
      case "else": condition = nil
      default: condition = try expression(String(end.text.dropFirst(4)), at: end)
      }
    }
  }

  private func isName(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }
}

/// Finds the names that are free in a template.
struct NameCollector {
  private(set) var variables: [Variable] = []
  private var seen: Set<String> = []

  mutating func collect(_ nodes: [JinjaNode], bound: Set<String>) {
    var bound = bound
    for node in nodes {
      switch node {
      case .text: break
      case .output(let expression, let line): collect(expression, bound: bound, kind: "text", line: line)
      case .assign(let name, let expression, let line):
        collect(expression, bound: bound, kind: "text", line: line)
        bound.insert(name)
      case .loop(let loop):
        collect(loop.items, bound: bound, kind: "list", line: loop.line)
        collect(loop.body, bound: bound.union(loop.names))
        collect(loop.otherwise, bound: bound)
      case .branch(let arms, let line):
        for arm in arms {
          if let condition = arm.condition { collect(condition, bound: bound, kind: "text", line: line) }
          collect(arm.body, bound: bound)
        }
      }
    }
  }

  private mutating func collect(_ expression: JinjaExpression, bound: Set<String>, kind: String, line: Int) {
    switch expression {
    case .name(let name):
      if !bound.contains(name), seen.insert(name).inserted {
        variables.append(Variable(name: name, kind: kind, line: line))
      }
    case .literal: break
    case .list(let items): items.forEach { collect($0, bound: bound, kind: "text", line: line) }
    case .member(let value, let key):
      collect(value, bound: bound, kind: kind, line: line)
      collect(key, bound: bound, kind: "text", line: line)
    case .slice(let value, let from, let to, let step):
      collect(value, bound: bound, kind: kind, line: line)
      [from, to, step].compactMap { $0 }.forEach { collect($0, bound: bound, kind: "text", line: line) }
    case .unary(_, let value), .test(let value, _, _): collect(value, bound: bound, kind: kind, line: line)
    case .binary(_, let left, let right):
      collect(left, bound: bound, kind: "text", line: line)
      collect(right, bound: bound, kind: "text", line: line)
    case .filter(let value, _, let arguments):
      collect(value, bound: bound, kind: kind, line: line)
      arguments.forEach { collect($0, bound: bound, kind: "text", line: line) }
    case .choice(let value, let condition, let otherwise):
      [value, condition, otherwise].compactMap { $0 }.forEach { collect($0, bound: bound, kind: "text", line: line) }
    }
  }
}

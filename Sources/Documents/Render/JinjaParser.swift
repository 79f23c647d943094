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
    return try parser.body()
  }

  private func failure(_ piece: JinjaPiece, _ message: String, code: TemplateError.Code = .syntax) -> TemplateError {
    TemplateError(code: code, template: name, line: piece.line, variable: nil, message: message)
  }

  /// Nodes up to one of the words, which stays in front; to the end of the template where there are none.
  private mutating func body(
    until words: Set<String> = [], of opening: JinjaPiece? = nil
  ) throws(TemplateError)
    -> [JinjaNode]
  {
    depth += 1
    defer { depth -= 1 }
    var nodes: [JinjaNode] = []
    while let piece = pieces.first {
      if let word = piece.word, words.contains(word) { return nodes }
      pieces.removeFirst()
      guard depth <= limits.depthMax else {
        throw failure(piece, "Blocks are nested more than \(limits.depthMax) deep.", code: .limit)
      }
      nodes.append(try node(piece))
    }
    guard let opening else { return nodes }
    let missing = words.sorted().joined(separator: "' or '")
    throw failure(opening, "'\(opening.word ?? "")' is not closed: '\(missing)' is missing.")
  }

  private mutating func node(_ piece: JinjaPiece) throws(TemplateError) -> JinjaNode {
    switch piece.kind {
    case .text(let text): return .text(text)
    case .output(let tokens):
      var parser = parser(tokens, piece)
      let value = try parser.tuple()
      try parser.end()
      return .output(value, line: piece.line)
    case .statement(let tokens): return try statement(tokens, piece)
    }
  }

  private func parser(_ tokens: [JinjaToken], _ piece: JinjaPiece) -> JinjaExpressionParser {
    JinjaExpressionParser(tokens, template: name, line: piece.line, limits: limits)
  }

  private mutating func statement(_ tokens: [JinjaToken], _ piece: JinjaPiece) throws(TemplateError) -> JinjaNode {
    var parser = parser(tokens, piece)
    let word = try parser.name("A statement's name")
    switch word {
    case "for": return try loop(parser, piece)
    case "if": return try branch(parser, piece)
    case "set": return try assignment(parser, piece)
    case "with": return try with(parser, piece)
    case "filter":
      let filters = try self.filters(&parser, first: try parser.filterBehindBar())
      return .capture(nil, filters: filters, try block("filter", piece), line: piece.line)
    default: throw failure(piece, "'\(word)' is no statement of this template language.")
    }
  }

  /// The nodes of a block that ends with `end…` alone.
  private mutating func block(_ word: String, _ piece: JinjaPiece) throws(TemplateError) -> [JinjaNode] {
    let nodes = try body(until: ["end" + word], of: piece)
    try closeAlone()
    return nodes
  }

  /// Takes the closing statement, which nothing may follow.
  private mutating func closeAlone() throws(TemplateError) {
    guard let piece = pieces.popFirst(), case .statement(let tokens) = piece.kind else { return }
    guard tokens.count == 1 else {
      throw failure(piece, "'\(tokens[1].text)' is left over behind '\(piece.word ?? "")'.")
    }
  }

  private func filters(
    _ parser: inout JinjaExpressionParser, first: JinjaPostfix? = nil
  ) throws(TemplateError) -> [JinjaPostfix] {
    var filters = first.map { [$0] } ?? []
    while parser.stands("|") { filters.append(try parser.filter()) }
    try parser.end()
    return filters
  }

  // MARK: Statements

  private mutating func loop(
    _ parser: JinjaExpressionParser, _ piece: JinjaPiece
  ) throws(TemplateError) -> JinjaNode {
    var parser = parser
    let target = try JinjaTargets.target(&parser, isMemberAllowed: false)
    guard parser.take(word: "in") else { throw failure(piece, "'for' takes a name, 'in' and a list.") }
    let items = try parser.tuple(choices: false)
    let filter = parser.take(word: "if") ? try parser.expression() : nil
    if parser.isNext(word: "recursive") { throw failure(piece, "A 'recursive' loop is not read here.") }
    try parser.end()
    let body = try body(until: ["else", "endfor"], of: piece)
    var otherwise: [JinjaNode] = []
    if pieces.first?.word == "else" {
      try closeAlone()
      otherwise = try self.body(until: ["endfor"], of: piece)
    }
    try closeAlone()
    return .loop(
      JinjaLoop(target: target, items: items, filter: filter, body: body, otherwise: otherwise, line: piece.line))
  }

  private mutating func branch(
    _ parser: JinjaExpressionParser, _ piece: JinjaPiece
  ) throws(TemplateError) -> JinjaNode {
    var arms = [try arm(parser, piece)]
    while let end = pieces.first, case .statement(let tokens) = end.kind, end.word == "elif" {
      pieces.removeFirst()
      var parser = self.parser(tokens, end)
      _ = parser.next()
      arms.append(try arm(parser, end))
    }
    if let end = pieces.first, end.word == "else" {
      try closeAlone()
      arms.append(JinjaArm(condition: nil, body: try body(until: ["endif"], of: piece), line: end.line))
    }
    try closeAlone()
    return .branch(arms)
  }

  private mutating func arm(_ parser: JinjaExpressionParser, _ piece: JinjaPiece) throws(TemplateError) -> JinjaArm {
    var parser = parser
    let condition = try parser.tuple(choices: false)
    try parser.end()
    return JinjaArm(
      condition: condition, body: try body(until: ["elif", "else", "endif"], of: piece), line: piece.line)
  }

  private mutating func assignment(
    _ parser: JinjaExpressionParser, _ piece: JinjaPiece
  ) throws(TemplateError) -> JinjaNode {
    var parser = parser
    let target = try JinjaTargets.target(&parser, isMemberAllowed: true)
    if parser.take("=") {
      let value = try parser.tuple()
      try parser.end()
      return .assign(target, value, line: piece.line)
    }
    let filters = try filters(&parser)
    return .capture(target, filters: filters, try block("set", piece), line: piece.line)
  }

  private mutating func with(
    _ parser: JinjaExpressionParser, _ piece: JinjaPiece
  ) throws(TemplateError) -> JinjaNode {
    var parser = parser
    var pairs: [(JinjaTarget, JinjaExpression)] = []
    while !parser.isAtEnd {
      if !pairs.isEmpty { try parser.expect(",") }
      let target = try JinjaTargets.target(&parser, isMemberAllowed: false, isTupleAllowed: false)
      try parser.expect("=")
      pairs.append((target, try parser.expression()))
    }
    return .with(pairs, try block("with", piece), line: piece.line)
  }
}

/// Reads what a value is given to.
enum JinjaTargets {
  static func target(
    _ parser: inout JinjaExpressionParser, isMemberAllowed: Bool, isTupleAllowed: Bool = true
  ) throws(TemplateError) -> JinjaTarget {
    let first = try one(&parser, isMemberAllowed: isMemberAllowed, depth: 0)
    guard isTupleAllowed, parser.stands(",") else { return first }
    return .tuple(try rest(&parser, first: first, isMemberAllowed: isMemberAllowed, depth: 0))
  }

  private static func rest(
    _ parser: inout JinjaExpressionParser, first: JinjaTarget, isMemberAllowed: Bool, depth: Int
  ) throws(TemplateError) -> [JinjaTarget] {
    var targets = [first]
    while parser.take(",") {
      if parser.stands(")") { break }
      targets.append(try one(&parser, isMemberAllowed: isMemberAllowed, depth: depth))
    }
    return targets
  }

  private static func one(
    _ parser: inout JinjaExpressionParser, isMemberAllowed: Bool, depth: Int
  ) throws(TemplateError) -> JinjaTarget {
    guard depth < parser.limits.depthMax else {
      throw parser.failure("The names are nested more than \(parser.limits.depthMax) deep.", code: .limit)
    }
    if parser.take("(") {
      let first = try one(&parser, isMemberAllowed: isMemberAllowed, depth: depth + 1)
      let isTuple = parser.stands(",")
      let targets = try rest(&parser, first: first, isMemberAllowed: isMemberAllowed, depth: depth + 1)
      try parser.expect(")")
      return isTuple ? .tuple(targets) : first
    }
    let name = try parser.name("A name to give the value to")
    guard !["true", "false", "none", "True", "False", "None", "loop"].contains(name) else {
      throw parser.failure("'\(name)' cannot be given a value.")
    }
    guard isMemberAllowed, parser.take(".") else { return .name(name) }
    return .member(name, try parser.name("A name behind the dot"))
  }
}

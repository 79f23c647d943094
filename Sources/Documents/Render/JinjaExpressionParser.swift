/// Reads the expressions of one tag by precedence, as deep as the limits let.
struct JinjaExpressionParser {
  let template: String
  let limits: RenderLimits
  var tokens: ArraySlice<JinjaToken>
  private var lastLine: Int
  private var depth = 0

  init(_ tokens: [JinjaToken], template: String, line: Int, limits: RenderLimits) {
    self.template = template
    self.limits = limits
    self.tokens = tokens[...]
    lastLine = line
  }

  var line: Int { tokens.first?.line ?? lastLine }
  var isAtEnd: Bool { tokens.isEmpty }

  func failure(_ message: String, code: TemplateError.Code = .syntax) -> TemplateError {
    TemplateError(code: code, template: template, line: line, variable: nil, message: message)
  }

  // MARK: Words

  mutating func next() -> JinjaToken? {
    let token = tokens.popFirst()
    lastLine = token?.line ?? lastLine
    return token
  }

  func stands(_ symbol: String) -> Bool { tokens.first?.kind == .symbol(symbol) }

  func isNext(word: String) -> Bool { tokens.first?.kind == .name(word) }

  mutating func take(_ symbol: String) -> Bool {
    guard stands(symbol) else { return false }
    _ = next()
    return true
  }

  mutating func take(word: String) -> Bool {
    guard isNext(word: word) else { return false }
    _ = next()
    return true
  }

  mutating func expect(_ symbol: String) throws(TemplateError) {
    guard take(symbol) else { throw failure("'\(symbol)' is missing\(before).") }
  }

  mutating func name(_ what: String) throws(TemplateError) -> String {
    guard case .name(let name)? = tokens.first?.kind else { throw failure("\(what) is missing\(before).") }
    _ = next()
    return name
  }

  /// Where something is missing, for messages.
  var before: String { tokens.first.map { " before '\($0.text)'" } ?? " at the end" }

  func end() throws(TemplateError) {
    guard isAtEnd else { throw failure("'\(tokens.first?.text ?? "")' is left over.") }
  }

  // MARK: Expressions

  /// One value, or several with commas between them, which make a tuple.
  mutating func tuple(choices: Bool = true, isEmptyAllowed: Bool = false) throws(TemplateError) -> JinjaExpression {
    if isEmptyAllowed, stands(")") { return .tuple([]) }
    let first = choices ? try expression() : try nested { parser throws(TemplateError) in try parser.disjunction() }
    guard stands(",") else { return first }
    var items = [first]
    while take(",") {
      if isAtEnd || stands(")") || isNext(word: "if") { break }
      items.append(choices ? try expression() : try nested { parser throws(TemplateError) in try parser.disjunction() })
    }
    return .tuple(items)
  }

  mutating func expression() throws(TemplateError) -> JinjaExpression {
    try nested { parser throws(TemplateError) in try parser.choice() }
  }

  private mutating func nested(
    _ parse: (inout Self) throws(TemplateError) -> JinjaExpression
  ) throws(TemplateError) -> JinjaExpression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= limits.depthMax else {
      throw failure("The expression is nested more than \(limits.depthMax) deep.", code: .limit)
    }
    return try parse(&self)
  }

  private mutating func choice() throws(TemplateError) -> JinjaExpression {
    var value = try disjunction()
    var arms: [(value: JinjaExpression, condition: JinjaExpression)] = []
    while take(word: "if") {
      arms.append((value, try disjunction()))
      guard take(word: "else") else { return .choice(arms, otherwise: nil) }
      value = try disjunction()
    }
    return arms.isEmpty ? value : .choice(arms, otherwise: value)
  }

  private mutating func disjunction() throws(TemplateError) -> JinjaExpression {
    var parts = [try conjunction()]
    while take(word: "or") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .some(parts)
  }

  private mutating func conjunction() throws(TemplateError) -> JinjaExpression {
    var parts = [try negation()]
    while take(word: "and") { parts.append(try negation()) }
    return parts.count == 1 ? parts[0] : .every(parts)
  }

  private mutating func negation() throws(TemplateError) -> JinjaExpression {
    var count = 0
    while take(word: "not") { count += 1 }
    let value = try comparison()
    guard count > 0 else { return value }
    return count % 2 == 1 ? .not(value) : .not(.not(value))
  }

  private mutating func comparison() throws(TemplateError) -> JinjaExpression {
    let first = try sum()
    var others: [(symbol: String, value: JinjaExpression)] = []
    while let symbol = takeComparison() { others.append((symbol, try sum())) }
    return others.isEmpty ? first : .comparison(first, others)
  }

  private mutating func takeComparison() -> String? {
    if let symbol = ["==", "!=", "<=", ">=", "<", ">"].first(where: stands) {
      _ = next()
      return symbol
    }
    if take(word: "in") { return "in" }
    guard isNext(word: "not"), tokens.dropFirst().first?.kind == .name("in") else { return nil }
    _ = (next(), next())
    return "not in"
  }

  private mutating func sum() throws(TemplateError) -> JinjaExpression {
    try chain(of: ["+", "-"]) { parser throws(TemplateError) in try parser.concatenation() }
  }

  private mutating func concatenation() throws(TemplateError) -> JinjaExpression {
    var parts = [try product()]
    while take("~") { parts.append(try product()) }
    return parts.count == 1 ? parts[0] : .concatenation(parts)
  }

  private mutating func product() throws(TemplateError) -> JinjaExpression {
    try chain(of: ["*", "/", "//", "%"]) { parser throws(TemplateError) in try parser.power() }
  }

  private mutating func power() throws(TemplateError) -> JinjaExpression {
    try chain(of: ["**"]) { parser throws(TemplateError) in try parser.signed() }
  }

  private mutating func chain(
    of symbols: [String], _ part: (inout Self) throws(TemplateError) -> JinjaExpression
  ) throws(TemplateError) -> JinjaExpression {
    let first = try part(&self)
    var others: [(symbol: String, value: JinjaExpression)] = []
    while let symbol = symbols.first(where: stands) {
      _ = next()
      others.append((symbol, try part(&self)))
    }
    return others.isEmpty ? first : .arithmetic(first, others)
  }
}

/// An expression of the template language.
indirect enum JinjaExpression {
  case literal(Value)
  case list([JinjaExpression])
  case name(String)
  case member(JinjaExpression, JinjaExpression)
  case slice(JinjaExpression, from: JinjaExpression?, to: JinjaExpression?, step: JinjaExpression?)
  case unary(String, JinjaExpression)
  case binary(String, JinjaExpression, JinjaExpression)
  case test(JinjaExpression, name: String, negated: Bool)
  case filter(JinjaExpression, name: String, arguments: [JinjaExpression])
  case choice(JinjaExpression, when: JinjaExpression, otherwise: JinjaExpression?)
}

/// One word of an expression.
enum JinjaToken: Equatable {
  case name(String)
  case string(String)
  case int(Int)
  case double(Double)
  case symbol(String)

  /// The tokens of an expression; nil where a character or a number cannot be read.
  static func tokens(of text: String) -> [JinjaToken]? {
    var tokens: [JinjaToken] = []
    var rest = text[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first == "'" || first == "\"" {
        guard let string = takeString(&rest, quote: first) else { return nil }
        tokens.append(.string(string))
      } else if first.isNumber, first.isASCII {
        guard let number = takeNumber(&rest) else { return nil }
        tokens.append(number)
      } else if first.isLetter || first == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        tokens.append(.name(String(word)))
        rest = rest.dropFirst(word.count)
      } else {
        guard
          let symbol = ["==", "!=", "<=", ">=", "//", "**"].first(where: rest.hasPrefix)
            ?? ("+-*/%~<>()[]{}.,:|=".contains(first) ? String(first) : nil)
        else { return nil }
        tokens.append(.symbol(symbol))
        rest = rest.dropFirst(symbol.count)
      }
    }
    return tokens
  }

  private static func takeString(_ rest: inout Substring, quote: Character) -> String? {
    rest.removeFirst()
    var value = ""
    while let character = rest.popFirst() {
      if character == quote { return value }
      guard character == "\\" else {
        value.append(character)
        continue
      }
      guard let escaped = rest.popFirst() else { return nil }
      value.append(["n": "\n", "t": "\t", "r": "\r"][escaped] ?? escaped)
    }
    return nil
  }

  private static func takeNumber(_ rest: inout Substring) -> JinjaToken? {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(digits.count)
    let fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
    guard rest.first == ".", !fraction.isEmpty else { return Int(digits).map(JinjaToken.int) }
    rest = rest.dropFirst(1 + fraction.count)
    return Double(digits + "." + fraction).map(JinjaToken.double)
  }
}

/// Reads one expression by precedence, as deep as the limits let.
struct JinjaExpressionParser {
  let template: String
  let line: Int
  let limits: RenderLimits
  private var tokens: ArraySlice<JinjaToken>
  private var depth = 0

  init(_ text: String, template: String, line: Int, limits: RenderLimits) throws(TemplateError) {
    self.template = template
    self.line = line
    self.limits = limits
    guard let tokens = JinjaToken.tokens(of: text) else {
      throw TemplateError(
        code: .syntax, template: template, line: line, variable: nil, message: "'\(text)' cannot be read.")
    }
    self.tokens = tokens[...]
  }

  var isAtEnd: Bool { tokens.isEmpty }

  func failure(_ message: String, code: TemplateError.Code = .syntax) -> TemplateError {
    TemplateError(code: code, template: template, line: line, variable: nil, message: message)
  }

  mutating func whole() throws(TemplateError) -> JinjaExpression {
    let expression = try parse()
    guard isAtEnd else { throw failure("Something is left over behind the expression.") }
    return expression
  }

  mutating func takeName(_ name: String? = nil) -> String? {
    guard case .name(let found)? = tokens.first, name == nil || found == name else { return nil }
    tokens.removeFirst()
    return found
  }

  mutating func takeSymbol(_ symbol: String) -> Bool {
    guard tokens.first == .symbol(symbol) else { return false }
    tokens.removeFirst()
    return true
  }

  mutating func parse() throws(TemplateError) -> JinjaExpression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= limits.depthMax else {
      throw failure("The expression is nested more than \(limits.depthMax) deep.", code: .limit)
    }
    let value = try disjunction()
    guard takeName("if") != nil else { return value }
    let condition = try disjunction()
    let otherwise = takeName("else") == nil ? nil : try parse()
    return .choice(value, when: condition, otherwise: otherwise)
  }

  private mutating func disjunction() throws(TemplateError) -> JinjaExpression {
    var left = try conjunction()
    while takeName("or") != nil { left = .binary("or", left, try conjunction()) }
    return left
  }

  private mutating func conjunction() throws(TemplateError) -> JinjaExpression {
    var left = try negation()
    while takeName("and") != nil { left = .binary("and", left, try negation()) }
    return left
  }

  private mutating func negation() throws(TemplateError) -> JinjaExpression {
    var negations = 0
    while takeName("not") != nil { negations += 1 }
    let value = try comparison()
    return negations % 2 == 1 ? .unary("not", value) : negations == 0 ? value : .unary("not", .unary("not", value))
  }

  private mutating func comparison() throws(TemplateError) -> JinjaExpression {
    var left = try sum()
    while true {
      if let symbol = ["==", "!=", "<=", ">=", "<", ">"].first(where: { tokens.first == .symbol($0) }) {
        tokens.removeFirst()
        left = .binary(symbol, left, try sum())
      } else if takeName("in") != nil {
        left = .binary("in", left, try sum())
      } else if tokens.first == .name("not"), tokens.dropFirst().first == .name("in") {
        tokens.removeFirst(2)
        left = .unary("not", .binary("in", left, try sum()))
      } else {
        return left
      }
    }
  }

  private mutating func sum() throws(TemplateError) -> JinjaExpression {
    var left = try concatenation()
    while let symbol = ["+", "-"].first(where: { tokens.first == .symbol($0) }) {
      tokens.removeFirst()
      left = .binary(symbol, left, try concatenation())
    }
    return left
  }

  private mutating func concatenation() throws(TemplateError) -> JinjaExpression {
    var left = try product()
    while takeSymbol("~") { left = .binary("~", left, try product()) }
    return left
  }

  private mutating func product() throws(TemplateError) -> JinjaExpression {
    var left = try unary()
    while let symbol = ["*", "//", "/", "%"].first(where: { tokens.first == .symbol($0) }) {
      tokens.removeFirst()
      left = .binary(symbol, left, try unary())
    }
    return left
  }

  private mutating func unary() throws(TemplateError) -> JinjaExpression {
    if takeSymbol("-") { return .unary("-", try postfix()) }
    _ = takeSymbol("+")
    return try postfix()
  }

  private mutating func postfix() throws(TemplateError) -> JinjaExpression {
    var value = try primary()
    while true {
      if takeSymbol(".") {
        guard let name = takeName() else { throw failure("A name must follow the dot.") }
        value = .member(value, .literal(.string(name)))
      } else if takeSymbol("[") {
        value = try subscripted(value)
      } else if takeSymbol("|") {
        guard let name = takeName() else { throw failure("A filter's name must follow '|'.") }
        value = .filter(value, name: name, arguments: takeSymbol("(") ? try arguments(until: ")") : [])
      } else if takeName("is") != nil {
        let negated = takeName("not") != nil
        guard let name = takeName() else { throw failure("A test's name must follow 'is'.") }
        value = .test(value, name: name, negated: negated)
      } else {
        return value
      }
    }
  }

  private mutating func subscripted(_ value: JinjaExpression) throws(TemplateError) -> JinjaExpression {
    var parts: [JinjaExpression?] = [nil]
    while !takeSymbol("]") {
      if takeSymbol(":") {
        parts.append(nil)
      } else {
        parts[parts.count - 1] = try parse()
      }
      guard !isAtEnd, parts.count <= 3 else { throw failure("']' is missing.") }
    }
    if parts.count == 1 {
      guard let index = parts[0] else { throw failure("An index is missing.") }
      return .member(value, index)
    }
    return .slice(value, from: parts[0], to: parts[1], step: parts.count > 2 ? parts[2] : nil)
  }

  private mutating func arguments(until closing: String) throws(TemplateError) -> [JinjaExpression] {
    var arguments: [JinjaExpression] = []
    while !takeSymbol(closing) {
      if case .name? = tokens.first, tokens.dropFirst().first == .symbol("=") { tokens.removeFirst(2) }
      arguments.append(try parse())
      guard takeSymbol(",") || tokens.first == .symbol(closing) else { throw failure("'\(closing)' is missing.") }
    }
    return arguments
  }

  private mutating func primary() throws(TemplateError) -> JinjaExpression {
    guard let token = tokens.popFirst() else { throw failure("An expression is missing.") }
    switch token {
    case .string(let value): return .literal(.string(value))
    case .int(let value): return .literal(.int(value))
    case .double(let value): return .literal(.double(value))
    case .name("true"), .name("True"): return .literal(.bool(true))
    case .name("false"), .name("False"): return .literal(.bool(false))
    case .name("none"), .name("None"): return .literal(.null)
    case .name(let name): return .name(name)
    case .symbol("("):
      let value = try parse()
      guard takeSymbol(")") else { throw failure("')' is missing.") }
      return value
    case .symbol("["): return .list(try arguments(until: "]"))
    case .symbol(let symbol): throw failure("'\(symbol)' stands where a value should.")
    }
  }
}

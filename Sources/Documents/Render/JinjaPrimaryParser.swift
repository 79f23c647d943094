/// Values, and what stands behind them: members, slices, methods, filters and tests.
extension JinjaExpressionParser {
  /// A filter or a test applies to the value with its sign.
  mutating func signed() throws(TemplateError) -> JinjaExpression {
    var signs: [String] = []
    while let sign = ["-", "+"].first(where: stands) {
      _ = next()
      signs.append(sign)
    }
    let value = try primaryWithMembers()
    let base = signs.isEmpty ? value : .signed(signs, value)
    return try filtered(base)
  }

  private mutating func filtered(_ base: JinjaExpression) throws(TemplateError) -> JinjaExpression {
    var parts: [JinjaPostfix] = []
    while true {
      if stands("|") {
        parts.append(try filter())
      } else if isNext(word: "is") {
        parts.append(try test())
      } else {
        break
      }
    }
    if stands("(") { throw failure("What a filter or a test gives cannot be called.") }
    return parts.isEmpty ? base : joined(base, parts)
  }

  /// One flat chain, so that a message can name the whole path.
  private func joined(_ base: JinjaExpression, _ parts: [JinjaPostfix]) -> JinjaExpression {
    guard case .postfix(let inner, let before) = base else { return .postfix(base, parts) }
    return .postfix(inner, before + parts)
  }

  mutating func filter() throws(TemplateError) -> JinjaPostfix {
    try expect("|")
    return try filterBehindBar()
  }

  mutating func filterBehindBar() throws(TemplateError) -> JinjaPostfix {
    let line = line
    let name = try name("A filter's name")
    guard JinjaFilters.names.contains(name), !stands(".") else {
      throw failure("There is no filter '\(name)' in this template language.")
    }
    return JinjaPostfix(kind: .filter(name, stands("(") ? try arguments() : .init()), line: line)
  }

  private mutating func test() throws(TemplateError) -> JinjaPostfix {
    let line = line
    _ = next()
    let isNegated = take(word: "not")
    let name = try name("A test's name")
    guard JinjaTests.names.contains(name), !stands(".") else {
      throw failure("There is no test '\(name)' in this template language.")
    }
    return JinjaPostfix(kind: .test(name, try testArguments(), negated: isNegated), line: line)
  }

  /// In parentheses, or one value without them: `is divisibleby 3`.
  private mutating func testArguments() throws(TemplateError) -> JinjaCallArguments {
    if stands("(") { return try arguments() }
    switch tokens.first?.kind {
    case .name("is"): throw failure("Tests cannot be chained with 'is'.")
    case .name("else"), .name("or"), .name("and"), .none: return .init()
    case .name, .string, .int, .double, .symbol("["), .symbol("{"):
      return JinjaCallArguments(positional: [try primaryWithMembers()])
    default: return .init()
    }
  }

  private mutating func primaryWithMembers() throws(TemplateError) -> JinjaExpression {
    let value = try primary()
    var parts: [JinjaPostfix] = []
    while true {
      let line = line
      if take(".") {
        parts.append(JinjaPostfix(kind: try member(), line: line))
      } else if take("[") {
        parts.append(JinjaPostfix(kind: try subscripted(), line: line))
      } else if stands("(") {
        throw failure("Only a method or one of \(JinjaCalls.names.sorted().joined(separator: ", ")) can be called.")
      } else {
        return parts.isEmpty ? value : joined(value, parts)
      }
    }
  }

  private mutating func member() throws(TemplateError) -> JinjaPostfix.Kind {
    if case .int(let index)? = tokens.first?.kind {
      _ = next()
      return .index(.literal(.int(index)))
    }
    let name = try name("A name behind the dot")
    guard stands("(") else { return .member(name) }
    guard JinjaMethods.names.contains(name) else {
      throw failure("There is no method '\(name)' in this template language.")
    }
    return .method(name, try arguments())
  }

  private mutating func subscripted() throws(TemplateError) -> JinjaPostfix.Kind {
    var bounds: [JinjaExpression?] = [nil]
    while !take("]") {
      if take(":") {
        guard bounds.count < 3 else { throw failure("A slice has at most three parts.") }
        bounds.append(nil)
      } else {
        guard bounds[bounds.count - 1] == nil else { throw failure("']' is missing\(before).") }
        bounds[bounds.count - 1] = try expression()
      }
    }
    if bounds.count > 1 {
      return .slice(from: bounds[0], to: bounds[1], step: bounds.count > 2 ? bounds[2] : nil)
    }
    guard let index = bounds[0] else { throw failure("An index is missing.") }
    return .index(index)
  }

  mutating func arguments() throws(TemplateError) -> JinjaCallArguments {
    try expect("(")
    var arguments = JinjaCallArguments()
    while !take(")") {
      if stands("*") || stands("**") { throw failure("'*' before an argument is not read here.") }
      if case .name(let name)? = tokens.first?.kind, tokens.dropFirst().first?.kind == .symbol("=") {
        _ = (next(), next())
        arguments.named.append((name, try expression()))
      } else {
        guard arguments.named.isEmpty else {
          throw failure("An argument without a name stands behind one with a name.")
        }
        arguments.positional.append(try expression())
      }
      guard take(",") || stands(")") else { throw failure("')' is missing\(before).") }
    }
    return arguments
  }

  private mutating func primary() throws(TemplateError) -> JinjaExpression {
    let line = line
    guard let token = next() else { throw failure("A value is missing at the end.") }
    switch token.kind {
    case .string(let text): return .literal(.text(quoted(text)))
    case .int(let number): return .literal(.int(number))
    case .double(let number): return .literal(.double(number))
    case .name(let name): return try named(name, line: line)
    case .symbol("("):
      let value = try tuple(isEmptyAllowed: true)
      try expect(")")
      return value
    case .symbol("["): return .list(try items())
    case .symbol("{"): return .map(try pairs())
    case .symbol(let symbol): throw failure("'\(symbol)' stands where a value should.")
    }
  }

  /// Quoted texts that stand side by side are one.
  private mutating func quoted(_ first: String) -> String {
    var text = first
    while case .string(let more)? = tokens.first?.kind {
      text += more
      _ = next()
    }
    return text
  }

  private mutating func named(_ name: String, line: Int) throws(TemplateError) -> JinjaExpression {
    switch name {
    case "true", "True": return .literal(.bool(true))
    case "false", "False": return .literal(.bool(false))
    case "none", "None": return .literal(.null)
    case "not", "and", "or", "if", "else", "in", "is", "elif":
      throw failure("'\(name)' stands where a value should.")
    default: break
    }
    guard stands("(") else { return .name(name, line: line) }
    guard JinjaCalls.names.contains(name) else {
      throw failure("There is no function '\(name)' in this template language.")
    }
    return .call(name, try arguments(), line: line)
  }

  private mutating func items() throws(TemplateError) -> [JinjaExpression] {
    var items: [JinjaExpression] = []
    while !take("]") {
      items.append(try expression())
      guard take(",") || stands("]") else { throw failure("']' is missing\(before).") }
    }
    return items
  }

  private mutating func pairs() throws(TemplateError) -> [(key: JinjaExpression, value: JinjaExpression)] {
    var pairs: [(key: JinjaExpression, value: JinjaExpression)] = []
    while !take("}") {
      let key = try expression()
      try expect(":")
      pairs.append((key, try expression()))
      guard take(",") || stands("}") else { throw failure("'}' is missing\(before).") }
    }
    return pairs
  }
}

extension JinjaRenderer {
  /// The value of an expression, which may be undefined.
  mutating func evaluate(_ expression: JinjaExpression) throws(TemplateError) -> JinjaValue {
    try pay()
    return try deeper { renderer throws(TemplateError) in try renderer.value(of: expression) }
  }

  private mutating func value(of expression: JinjaExpression) throws(TemplateError) -> JinjaValue {
    switch expression {
    case .literal(let value): return value
    case .list(let items): return .list(try self.items(try evaluate(items)))
    case .tuple(let items): return .tuple(try self.items(try evaluate(items)))
    case .map(let pairs): return try map(pairs)
    case .name(let name, let line): return try named(name, line: line)
    case .call(let name, let arguments, let line):
      self.line = line
      return try JinjaCalls.call(name, try evaluate(arguments, of: name), &self)
    case .postfix(let base, let parts):
      return try apply(parts[...], to: try evaluate(base), path: base.path)
    case .signed(let signs, let value): return try signed(signs, try evaluate(value))
    case .not(let value): return .bool(!(try isTrue(try evaluate(value))))
    case .arithmetic(let first, let others):
      var result = try evaluate(first)
      for (symbol, other) in others { result = try arithmetic(symbol, result, try evaluate(other)) }
      return result
    case .concatenation(let parts): return try concatenated(parts)
    case .comparison(let first, let others): return .bool(try compared(first, others))
    case .every(let parts): return try decided(parts, by: false)
    case .some(let parts): return try decided(parts, by: true)
    case .choice(let arms, let otherwise): return try chosen(arms, otherwise)
    }
  }

  mutating func evaluate(_ expressions: [JinjaExpression]) throws(TemplateError) -> [JinjaValue] {
    var values: [JinjaValue] = []
    for expression in expressions { values.append(try evaluate(expression)) }
    return values
  }

  mutating func evaluate(
    _ arguments: JinjaCallArguments, of name: String
  ) throws(TemplateError) -> JinjaArguments {
    var evaluated = JinjaArguments(of: name, positional: try evaluate(arguments.positional))
    for (name, expression) in arguments.named {
      guard evaluated.named.updateValue(try evaluate(expression), forKey: name) == nil else {
        throw failure(.type, "'\(name)' is given twice.")
      }
    }
    return evaluated
  }

  /// The value, where it is defined.
  func defined(_ value: JinjaValue) throws(TemplateError) -> JinjaValue {
    guard case .undefined(let undefined) = value else { return value }
    throw TemplateError(
      code: .undefinedVariable, template: name, line: undefined.line, variable: undefined.variable,
      message: undefined.message)
  }

  func isTrue(_ value: JinjaValue) throws(TemplateError) -> Bool {
    if value.isEmptyUndefined { return false }
    switch try defined(value) {
    case .null: return false
    case .text(let text), .escaped(let text): return !text.isEmpty
    case .list(let items), .tuple(let items), .group(let items), .stream(let items, isCounted: true):
      return !items.values.isEmpty
    case .stream: throw failure(.type, "Whether a stream has items cannot be asked: put '|list' behind it.")
    case .map(let map): return !map.keys.isEmpty
    case let other: return other.number.map { $0 != 0 } ?? true
    }
  }

  private mutating func named(_ name: String, line: Int) throws(TemplateError) -> JinjaValue {
    self.line = line
    if let value = try lookUp(name) { return value }
    return undefined(name)
  }

  func undefined(_ path: String) -> JinjaValue {
    .undefined(JinjaUndefined(variable: path, message: "'\(path)' is undefined: give it a value.", line: line))
  }

  private mutating func map(
    _ pairs: [(key: JinjaExpression, value: JinjaExpression)]
  ) throws(TemplateError) -> JinjaValue {
    var map = JinjaMap()
    for (key, value) in pairs {
      guard case .text(let name) = try evaluate(key) else {
        throw failure(.type, "The keys of an object must be text.")
      }
      try payForText(name.utf8.count)
      map.set(name, try evaluate(value))
    }
    guard map.depth <= JinjaValue.depthMax else {
      throw failure(.limit, "A value is nested more than \(JinjaValue.depthMax) deep.")
    }
    return .map(map)
  }

  private mutating func concatenated(_ parts: [JinjaExpression]) throws(TemplateError) -> JinjaValue {
    var whole: [UInt8] = []
    for part in parts {
      let value = try evaluate(part)
      if case .escaped = value { throw escapedFailure() }
      let text = try printed(value)
      try payForText(text.utf8.count)
      whole.append(contentsOf: text.utf8)
      try checkSize(whole.count)
    }
    return .text(String(decoding: whole, as: UTF8.self))
  }

  func escapedFailure() -> TemplateError {
    failure(.type, "Escaped text cannot be changed: escape last.")
  }

  /// `and` ends at the first false value, `or` at the first true one.
  private mutating func decided(_ parts: [JinjaExpression], by end: Bool) throws(TemplateError) -> JinjaValue {
    var value = JinjaValue.null
    for (index, part) in parts.enumerated() {
      value = try evaluate(part)
      guard index < parts.count - 1 else { break }
      if try isTrue(value) == end { return value }
    }
    return value
  }

  private mutating func chosen(
    _ arms: [(value: JinjaExpression, condition: JinjaExpression)], _ otherwise: JinjaExpression?
  ) throws(TemplateError) -> JinjaValue {
    for (value, condition) in arms {
      if try isTrue(try evaluate(condition)) { return try evaluate(value) }
    }
    guard let otherwise else { return missing("The 'if' is false and has no 'else'.", isEmpty: true) }
    return try evaluate(otherwise)
  }

  // MARK: What stands behind a value

  /// - Parameter path: the value as an author wrote it, for messages.
  mutating func apply(
    _ parts: ArraySlice<JinjaPostfix>, to value: JinjaValue, path: String?
  ) throws(TemplateError) -> JinjaValue {
    var value = value
    for (place, part) in zip(parts.indices, parts) {
      try pay()
      line = part.line
      switch part.kind {
      case .member(let name):
        value = try member(name, of: value) ?? undefined(Self.path(path, parts[..<place]) + "." + name)
      case .index(let index):
        let key = try evaluate(index)
        let written = try Self.written(key, as: printed(key))
        value = try element(key, of: value) ?? undefined(Self.path(path, parts[..<place]) + written)
      case .slice(let from, let to, let step):
        value = try slice(value, from: try bound(from), to: try bound(to), step: try bound(step))
      case .method(let name, let arguments):
        value = try JinjaMethods.call(name, of: try defined(value), try evaluate(arguments, of: name), &self)
      case .filter(let name, let arguments):
        value = try JinjaFilters.apply(name, to: value, try evaluate(arguments, of: name), &self)
      case .test(let name, let arguments, let negated):
        let holds = try JinjaTests.test(name, value, try evaluate(arguments, of: name), &self)
        value = .bool(holds != negated)
      }
    }
    return value
  }

  private static func path(_ base: String?, _ parts: ArraySlice<JinjaPostfix>) -> String {
    JinjaPostfix.path(base ?? "…", parts)
  }

  private static func written(_ key: JinjaValue, as text: String) -> String {
    if case .text = key { "." + text } else { "[" + text + "]" }
  }

  private mutating func bound(_ expression: JinjaExpression?) throws(TemplateError) -> Int? {
    guard let expression else { return nil }
    let value = try defined(try evaluate(expression))
    if case .null = value { return nil }
    guard let whole = value.whole else { throw failure(.type, "A slice's bounds must be whole numbers.") }
    return whole
  }
}

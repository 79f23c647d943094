import Foundation

extension JinjaRenderer {
  mutating func evaluate(_ expression: JinjaExpression) throws(TemplateError) -> Value {
    try step()
    guard let value = try lookUp(expression) else {
      throw failure(
        .undefinedVariable, "'\(expression.path)' is undefined: give it a value.", variable: expression.path)
    }
    return value
  }

  /// Nil where a name or a member is undefined.
  private mutating func lookUp(_ expression: JinjaExpression) throws(TemplateError) -> Value? {
    switch expression {
    case .literal(let value): return value
    case .list(let items):
      var values: [Value] = []
      for item in items { values.append(try evaluate(item)) }
      return .array(values)
    case .name(let name): return scopes.last { $0[name] != nil }?[name]
    case .member(let value, let key): return member(try evaluate(key), of: try evaluate(value))
    case .slice(let value, let from, let to, let step):
      return try slice(try evaluate(value), from: from, to: to, step: step)
    case .unary(let symbol, let value): return try unary(symbol, try evaluate(value))
    case .binary("and", let left, let right):
      let value = try evaluate(left)
      return value.isTrue ? try evaluate(right) : value
    case .binary("or", let left, let right):
      let value = try evaluate(left)
      return value.isTrue ? value : try evaluate(right)
    case .binary(let symbol, let left, let right):
      return try binary(symbol, try evaluate(left), try evaluate(right))
    case .test(let value, let name, let negated):
      let result = try test(name, value)
      return .bool(negated ? !result : result)
    case .filter(let value, let name, let arguments): return try filter(name, value, arguments)
    case .choice(let value, let condition, let otherwise):
      if try evaluate(condition).isTrue { return try evaluate(value) }
      guard let otherwise else { return .string("") }
      return try evaluate(otherwise)
    }
  }

  private func member(_ key: Value, of value: Value) -> Value? {
    switch (value, key) {
    case (.object(let members), .string(let name)): return members[name]
    case (.array(let items), .int(let index)):
      let place = index < 0 ? items.count + index : index
      return items.indices.contains(place) ? items[place] : nil
    case (.string(let text), .int(let index)):
      let characters = Array(text)
      let place = index < 0 ? characters.count + index : index
      return characters.indices.contains(place) ? .string(String(characters[place])) : nil
    default: return nil
    }
  }

  private mutating func slice(
    _ value: Value, from: JinjaExpression?, to: JinjaExpression?, step: JinjaExpression?
  ) throws(TemplateError) -> Value {
    let items = try elements(of: value)
    let stride = try bound(step) ?? 1
    guard stride > 0 else { throw failure(.type, "A slice's step must be above zero.") }
    let start = clamp(try bound(from) ?? 0, to: items.count)
    let end = clamp(try bound(to) ?? items.count, to: items.count)
    let picked = start < end ? Swift.stride(from: start, to: end, by: stride).map { items[$0] } : []
    if case .string = value { return .string(picked.map(\.printed).joined()) }
    return .array(picked)
  }

  private mutating func bound(_ expression: JinjaExpression?) throws(TemplateError) -> Int? {
    guard let expression else { return nil }
    guard case .int(let value) = try evaluate(expression) else {
      throw failure(.type, "A slice's bounds must be whole numbers.")
    }
    return value
  }

  private func clamp(_ index: Int, to count: Int) -> Int {
    max(0, min(count, index < 0 ? count + index : index))
  }

  private func unary(_ symbol: String, _ value: Value) throws(TemplateError) -> Value {
    switch (symbol, value) {
    case ("not", _): return .bool(!value.isTrue)
    case ("-", .int(let number)) where number != .min: return .int(-number)
    case ("-", .double(let number)): return .double(-number)
    default: throw failure(.type, "'\(symbol)' cannot be applied to \(value.kindName).")
    }
  }

  private func binary(_ symbol: String, _ left: Value, _ right: Value) throws(TemplateError) -> Value {
    switch symbol {
    case "==": return .bool(left == right || left.number == right.number && left.number != nil)
    case "!=": return .bool(!(left == right || left.number == right.number && left.number != nil))
    case "<", ">", "<=", ">=": return .bool(try compare(symbol, left, right))
    case "in": return .bool(try contains(right, left))
    case "~": return .string(left.printed + right.printed)
    case "+":
      if case .string(let one) = left, case .string(let other) = right { return .string(one + other) }
      if case .array(let one) = left, case .array(let other) = right { return .array(one + other) }
    default: break
    }
    return try arithmetic(symbol, left, right)
  }

  private func arithmetic(_ symbol: String, _ left: Value, _ right: Value) throws(TemplateError) -> Value {
    if case .int(let one) = left, case .int(let other) = right, symbol != "/" {
      return .int(try integers(symbol, one, other))
    }
    guard let one = left.number, let other = right.number else {
      throw failure(.type, "'\(symbol)' cannot be applied to \(left.kindName) and \(right.kindName).")
    }
    if other == 0, symbol != "+", symbol != "-", symbol != "*" { throw failure(.type, "Division by zero.") }
    switch symbol {
    case "+": return .double(one + other)
    case "-": return .double(one - other)
    case "*": return .double(one * other)
    case "/": return .double(one / other)
    case "//": return .double((one / other).rounded(.down))
    default: return .double(one - other * (one / other).rounded(.down))
    }
  }

  private func integers(_ symbol: String, _ one: Int, _ other: Int) throws(TemplateError) -> Int {
    if other == 0, symbol == "//" || symbol == "%" { throw failure(.type, "Division by zero.") }
    if other == -1, one == .min { throw failure(.type, "The number is too large.") }
    let result: (partialValue: Int, overflow: Bool)
    switch symbol {
    case "+": result = one.addingReportingOverflow(other)
    case "-": result = one.subtractingReportingOverflow(other)
    case "*": result = one.multipliedReportingOverflow(by: other)
    case "//": result = ((one - ((one % other) + other) % other) / other, false)
    default: result = (((one % other) + other) % other, false)
    }
    guard !result.overflow else { throw failure(.type, "The number is too large.") }
    return result.partialValue
  }

  private func compare(_ symbol: String, _ left: Value, _ right: Value) throws(TemplateError) -> Bool {
    func holds<Ordered: Comparable>(_ one: Ordered, _ other: Ordered) -> Bool {
      switch symbol {
      case "<": one < other
      case ">": one > other
      case "<=": one <= other
      default: one >= other
      }
    }
    if let one = left.number, let other = right.number { return holds(one, other) }
    if case .string(let one) = left, case .string(let other) = right { return holds(one, other) }
    throw failure(.type, "\(left.kindName) and \(right.kindName) cannot be compared.")
  }

  private func contains(_ whole: Value, _ part: Value) throws(TemplateError) -> Bool {
    if case .string(let text) = whole, case .string(let word) = part { return word.isEmpty || text.contains(word) }
    if case .object(let members) = whole, case .string(let key) = part { return members[key] != nil }
    return try elements(of: whole).contains(part)
  }

  private mutating func test(_ name: String, _ expression: JinjaExpression) throws(TemplateError) -> Bool {
    let value = try lookUp(expression)
    switch name {
    case "defined": return value != nil
    case "undefined": return value == nil
    default: break
    }
    guard let value else {
      throw failure(.undefinedVariable, "'\(expression.path)' is undefined.", variable: expression.path)
    }
    switch (name, value) {
    case ("none", _): return value == .null
    case ("string", .string), ("mapping", .object), ("number", .int), ("number", .double), ("boolean", .bool):
      return true
    case ("sequence", .array), ("sequence", .string), ("iterable", .array), ("iterable", .string): return true
    case ("odd", .int(let number)): return number % 2 != 0
    case ("even", .int(let number)): return number % 2 == 0
    case ("string", _), ("mapping", _), ("number", _), ("boolean", _), ("sequence", _), ("iterable", _): return false
    default: throw failure(.syntax, "There is no test '\(name)'.")
    }
  }

  private mutating func filter(
    _ name: String, _ expression: JinjaExpression, _ arguments: [JinjaExpression]
  ) throws(TemplateError) -> Value {
    var values: [Value] = []
    for argument in arguments { values.append(try evaluate(argument)) }
    if name == "default" || name == "d" {
      let value = try lookUp(expression)
      if let value, values.count < 2 || value.isTrue { return value }
      return values.first ?? .string("")
    }
    return try JinjaFilters.apply(name, to: try evaluate(expression), values, in: self)
  }
}

extension JinjaExpression {
  /// As an author would write it, for messages.
  var path: String {
    switch self {
    case .name(let name): name
    case .member(let value, .literal(let key)): value.path + "." + key.printed
    case .filter(let value, _, _), .slice(let value, _, _, _): value.path
    default: "expression"
    }
  }
}

extension Value {
  var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }
}

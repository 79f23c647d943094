/// What can be asked with `is`.
enum JinjaTests {
  /// Each with how many arguments it takes.
  private static let arguments: [String: Int] = [
    "defined": 0, "undefined": 0, "none": 0, "boolean": 0, "true": 0, "false": 0, "integer": 0, "float": 0,
    "number": 0, "string": 0, "mapping": 0, "sequence": 0, "iterable": 0, "odd": 0, "even": 0, "lower": 0, "upper": 0,
    "divisibleby": 1, "sameas": 1, "in": 1, "eq": 1, "equalto": 1, "ne": 1, "lt": 1, "lessthan": 1, "le": 1, "gt": 1,
    "greaterthan": 1, "ge": 1, "==": 1, "!=": 1, "<": 1, "<=": 1, ">": 1, ">=": 1,
  ]

  static let names = Set(arguments.keys)

  private static let symbols = [
    "eq": "==", "equalto": "==", "ne": "!=", "lt": "<", "lessthan": "<", "le": "<=", "gt": ">", "greaterthan": ">",
    "ge": ">=", "in": "in", "==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
  ]

  static func test(
    _ name: String, _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> Bool {
    guard let count = Self.arguments[name] else {
      throw renderer.failure(.syntax, "There is no test '\(name)' in this template language.")
    }
    let given = try arguments.bound(to: count == 0 ? [] : [parameter(of: name)], needed: count, renderer)
    if let symbol = symbols[name] { return try renderer.holds(symbol, value, given[0] ?? .null) }
    switch name {
    case "defined": return !value.isUndefined
    case "undefined": return value.isUndefined
    case "odd", "even", "divisibleby": return try isDivisible(name, value, by: given.first ?? nil, &renderer)
    case "lower", "upper":
      let text = try renderer.printed(value)
      try renderer.payForCharacters(text)
      return isWritten(name, text)
    case "sameas": return try isSame(value, given[0] ?? .null, renderer)
    case "iterable": return isKind(name, try renderer.defined(value))
    default: return isKind(name, value)
    }
  }

  private static func parameter(of name: String) -> String {
    ["divisibleby": "num", "sameas": "other", "in": "seq"][name] ?? "b"
  }

  private static func isKind(_ name: String, _ value: JinjaValue) -> Bool {
    switch (name, value) {
    case ("none", .null), ("boolean", .bool), ("true", .bool(true)), ("false", .bool(false)), ("integer", .int),
      ("float", .double), ("mapping", .map), ("string", .text), ("string", .escaped):
      true
    case ("number", _): value.number != nil
    case ("sequence", .text), ("sequence", .escaped), ("sequence", .map): true
    case ("sequence", _): value.sequence != nil
    case ("iterable", .text), ("iterable", .escaped), ("iterable", .map), ("iterable", .stream), ("iterable", .loop):
      true
    case ("iterable", _): value.sequence != nil
    default: false
    }
  }

  private static func isDivisible(
    _ name: String, _ value: JinjaValue, by divisor: JinjaValue?, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> Bool {
    guard try renderer.defined(value).number != nil else {
      throw renderer.failure(.type, "A number is needed, and this is \(value.kindName).")
    }
    let rest = try renderer.arithmetic("%", value, divisor ?? .int(2))
    return rest.number == (name == "odd" ? 1 : 0)
  }

  /// Whether there are letters with a case, and all of them have this one.
  private static func isWritten(_ name: String, _ text: String) -> Bool {
    let cased = text.unicodeScalars.map(\.properties).filter { $0.isLowercase || $0.isUppercase }
    return !cased.isEmpty && cased.allSatisfy { name == "lower" ? $0.isLowercase : $0.isUppercase }
  }

  private static func isSame(
    _ value: JinjaValue, _ other: JinjaValue, _ renderer: JinjaRenderer
  ) throws(TemplateError) -> Bool {
    switch (value, try renderer.defined(other)) {
    case (.null, .null): return true
    case (.bool(let one), .bool(let other)): return one == other
    case (_, .null), (_, .bool): return false
    default: throw renderer.failure(.type, "'sameas' takes true, false or none here: use 'eq'.")
    }
  }
}

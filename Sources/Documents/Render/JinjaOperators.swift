import Foundation

extension JinjaRenderer {
  func signed(_ signs: [String], _ value: JinjaValue) throws(TemplateError) -> JinjaValue {
    let value = try defined(value)
    let isNegative = signs.count { $0 == "-" } % 2 == 1
    if case .double(let number) = value { return .double(isNegative ? -number : number) }
    guard let whole = value.whole else {
      throw failure(.type, "'\(signs[0])' cannot be applied to \(value.kindName).")
    }
    guard isNegative else { return .int(whole) }
    guard whole != .min else { throw tooLarge() }
    return .int(-whole)
  }

  func tooLarge() -> TemplateError { failure(.type, "The number is too large.") }

  mutating func arithmetic(
    _ symbol: String, _ left: JinjaValue, _ right: JinjaValue
  ) throws(TemplateError) -> JinjaValue {
    let (left, right) = (try defined(left), try defined(right))
    if let one = left.whole, let other = right.whole { return try wholes(symbol, one, other) }
    if let one = left.number, let other = right.number { return try doubles(symbol, one, other) }
    switch (symbol, left, right) {
    case (_, .escaped, _), (_, _, .escaped): throw escapedFailure()
    case ("+", .text(let one), .text(let other)): return try text(one + other)
    case ("+", .list(let one), .list(let other)): return .list(try items(one.values + other.values))
    case ("+", .tuple(let one), .tuple(let other)): return .tuple(try items(one.values + other.values))
    case ("*", _, _): return try repeated(left, right)
    case ("%", .text(let format), _):
      return try text(try JinjaFormat.fill(format, with: right, &self))
    default: throw unfit(symbol, left, right)
    }
  }

  private func unfit(_ symbol: String, _ left: JinjaValue, _ right: JinjaValue) -> TemplateError {
    failure(.type, "'\(symbol)' cannot be applied to \(left.kindName) and \(right.kindName).")
  }

  private mutating func repeated(_ left: JinjaValue, _ right: JinjaValue) throws(TemplateError) -> JinjaValue {
    guard let count = left.whole ?? right.whole else { throw unfit("*", left, right) }
    let times = max(0, count)
    switch left.whole == nil ? left : right {
    case .text(let text):
      let (bytes, overflow) = text.utf8.count.multipliedReportingOverflow(by: times)
      try payForText(overflow ? .max : bytes)
      return .text(String(repeating: text, count: times))
    case .list(let items): return .list(try repeated(items, times))
    case .tuple(let items): return .tuple(try repeated(items, times))
    default: throw unfit("*", left, right)
    }
  }

  private mutating func repeated(_ items: JinjaItems, _ times: Int) throws(TemplateError) -> JinjaItems {
    let (count, overflow) = items.values.count.multipliedReportingOverflow(by: times)
    try pay(overflow ? .max : count)
    return JinjaItems(Array(repeatElement(items.values, count: items.values.isEmpty ? 0 : times).joined()))
  }

  // MARK: Numbers

  private func wholes(_ symbol: String, _ one: Int, _ other: Int) throws(TemplateError) -> JinjaValue {
    if other == 0, ["/", "//", "%"].contains(symbol) { throw failure(.type, "A number is divided by zero.") }
    let result: (partialValue: Int, overflow: Bool)
    switch symbol {
    case "+": result = one.addingReportingOverflow(other)
    case "-": result = one.subtractingReportingOverflow(other)
    case "*": result = one.multipliedReportingOverflow(by: other)
    case "/":
      guard max(one.magnitude, other.magnitude) <= 1 << 53 else { throw tooLarge() }
      return .double(Double(one) / Double(other))
    case "//": result = JinjaNumbers.floorDivided(one, by: other)
    case "%": result = JinjaNumbers.floorRemainder(one, by: other)
    default:
      if other < 0 { return try doubles(symbol, Double(one), Double(other)) }
      result = JinjaNumbers.power(one, other)
    }
    guard !result.overflow else { throw tooLarge() }
    return .int(result.partialValue)
  }

  private func doubles(_ symbol: String, _ one: Double, _ other: Double) throws(TemplateError) -> JinjaValue {
    if other == 0, ["/", "//", "%"].contains(symbol) { throw failure(.type, "A number is divided by zero.") }
    switch symbol {
    case "+": return .double(one + other)
    case "-": return .double(one - other)
    case "*": return .double(one * other)
    case "/": return .double(one / other)
    case "//": return .double(JinjaNumbers.floorDivided(one, by: other))
    case "%": return .double(JinjaNumbers.floorRemainder(one, by: other))
    default:
      if one == 0, other < 0 { throw failure(.type, "A number is divided by zero.") }
      let result = pow(one, other)
      guard !result.isNaN || one.isNaN || other.isNaN else { throw failure(.type, "The root of a negative number.") }
      guard result.isFinite || !one.isFinite || !other.isFinite else { throw tooLarge() }
      return .double(result)
    }
  }
}

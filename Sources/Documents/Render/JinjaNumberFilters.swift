import Foundation

/// Filters that make numbers.
enum JinjaNumberFilters {
  static let filters: [String: JinjaFilters.Filter] = [
    "int": int, "float": float, "abs": absolute, "round": round, "sum": sum, "filesizeformat": filesizeformat,
  ]

  private static func int(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["default", "base"], renderer)
    let base = try renderer.whole(given[1], or: 10)
    guard base == 0 || (2...36).contains(base) else { throw renderer.failure(.type, "'int' has no base \(base).") }
    let other = given[0] ?? .int(0)
    switch value {
    case .text(let text), .escaped(let text):
      guard base != 0 else { throw renderer.failure(.type, "'int' has no base 0 here.") }
      try renderer.payForCharacters(text)
      if let whole = JinjaNumberReading.whole(text, base: base) {
        guard let number = Int(whole, radix: base) else { throw renderer.tooLarge() }
        return .int(number)
      }
      guard let number = JinjaNumberReading.double(text), number.isFinite else { return other }
      return .int(try truncated(number, renderer))
    case .double(let number):
      guard !number.isInfinite else { throw renderer.tooLarge() }
      return number.isNaN ? other : .int(try truncated(number, renderer))
    default: return value.whole.map { .int($0) } ?? other
    }
  }

  private static func truncated(_ number: Double, _ renderer: JinjaRenderer) throws(TemplateError) -> Int {
    guard let whole = Int(exactly: number.rounded(.towardZero)) else { throw renderer.tooLarge() }
    return whole
  }

  private static func float(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let other = try arguments.bound(to: ["default"], renderer)[0] ?? .double(0)
    switch value {
    case .text(let text), .escaped(let text):
      try renderer.payForCharacters(text)
      return JinjaNumberReading.double(text).map { .double($0) } ?? other
    default: return value.number.map { .double($0) } ?? other
    }
  }

  private static func absolute(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    if case .double(let number) = value { return .double(number.magnitude) }
    guard let whole = value.whole else { throw renderer.failure(.type, "'abs' needs a number.") }
    guard let result = Int(exactly: whole.magnitude) else { throw renderer.tooLarge() }
    return .int(result)
  }

  /// Halves go to the even neighbour; a whole number stays one but for `ceil` and `floor`.
  private static func round(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["precision", "method"], renderer)
    let precision = try renderer.whole(given[0], or: 0)
    let method = try renderer.plain(given[1] ?? .text("common"))
    guard (0...15).contains(precision) else { throw renderer.failure(.type, "'round' takes 0 to 15 digits.") }
    guard let number = value.number else { throw renderer.failure(.type, "'round' needs a number.") }
    guard number.isFinite else {
      if method == "common" { return value }
      throw renderer.tooLarge()
    }
    switch method {
    case "common":
      if let whole = value.whole { return .int(whole) }
      return .double(Double(JinjaFormat.fixed(number, precision)) ?? number)
    case "ceil", "floor":
      let factor = Foundation.pow(10, Double(precision))
      let scaled = (number * factor).rounded(method == "ceil" ? .up : .down)
      guard scaled.magnitude < 9e15 else { throw renderer.tooLarge() }
      return .double(scaled / factor + 0)
    default: throw renderer.failure(.type, "'round' is 'common', 'ceil' or 'floor'.")
    }
  }

  private static func sum(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["attribute", "start"], renderer)
    let attribute = try JinjaAttribute(given[0], &renderer)
    var sum = try renderer.defined(given[1] ?? .int(0))
    for item in try renderer.elements(of: value) {
      let part = try attribute.value(of: item, &renderer)
      if case .text = sum { throw renderer.failure(.type, "Text cannot be summed: use 'join'.") }
      sum = try renderer.arithmetic("+", sum, part)
    }
    return sum
  }

  private static func filesizeformat(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let isBinary = try renderer.flag(try arguments.bound(to: ["binary"], renderer)[0])
    var size = value.number
    if case .text(let text) = value {
      try renderer.payForCharacters(text)
      size = JinjaNumberReading.double(text)
    }
    guard let size, size.isFinite else { throw renderer.failure(.type, "'filesizeformat' needs a number.") }
    let base: Double = isBinary ? 1024 : 1000
    if size == 1 { return .text("1 Byte") }
    if size < base { return .text("\(try truncated(size, renderer)) Bytes") }
    var unit = base
    let letters = isBinary ? "KMGTPEZY" : "kMGTPEZY"
    for letter in letters {
      unit *= base
      guard size < unit || letter == "Y" else { continue }
      return .text(JinjaFormat.fixed(base * size / unit, 1) + " \(letter)\(isBinary ? "iB" : "B")")
    }
    return .null
  }
}

/// Reads numbers from text as Python's `int` and `float` do.
enum JinjaNumberReading {
  /// The sign and the digits; nil where it is no whole number.
  static func whole(_ text: String, base: Int) -> String? {
    guard let plain = plain(text) else { return nil }
    var digits = plain.drop { $0 == "-" || $0 == "+" }
    let sign = plain.hasPrefix("-") ? "-" : ""
    let signs = plain.count - digits.count
    let prefix = [16: "0x", 8: "0o", 2: "0b"][base] ?? "-"
    if digits.lowercased().hasPrefix(prefix) { digits = digits.dropFirst(2) }
    guard signs <= 1, !digits.isEmpty,
      digits.allSatisfy({ $0.isASCII && Int(String($0), radix: base) != nil })
    else { return nil }
    return sign + digits
  }

  static func double(_ text: String) -> Double? {
    guard let plain = plain(text)?.lowercased() else { return nil }
    let unsigned = plain.hasPrefix("-") || plain.hasPrefix("+") ? String(plain.dropFirst()) : plain
    let sign: Double = plain.hasPrefix("-") ? -1 : 1
    if unsigned == "inf" || unsigned == "infinity" { return sign * .infinity }
    if unsigned == "nan" { return .nan }
    guard unsigned.allSatisfy({ "0123456789.e+-".contains($0) }) else { return nil }
    let mantissa = unsigned.prefix { $0 != "e" }
    guard mantissa.contains(where: \.isNumber), !mantissa.contains(where: { $0 == "-" || $0 == "+" }),
      mantissa.count(where: { $0 == "." }) <= 1
    else { return nil }
    return Double(
      (mantissa.hasPrefix(".") ? "0" : "") + unsigned.replacing(".e", with: ".0e")
        + (unsigned.hasSuffix(".") ? "0" : "")
    ).map { sign * $0 }
  }

  /// Without space around it, and without underscores, which may only stand between digits.
  private static func plain(_ text: String) -> String? {
    let text = JinjaText.stripped(text)
    guard text.contains("_") else { return text }
    guard !text.hasPrefix("_"), !text.hasSuffix("_"), !text.contains("__"), !text.contains("._"), !text.contains("_."),
      !text.contains("-_"), !text.contains("+_"), !text.contains("_e"), !text.contains("e_")
    else { return nil }
    return text.filter { $0 != "_" }
  }
}

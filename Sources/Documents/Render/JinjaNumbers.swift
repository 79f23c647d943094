import Foundation

/// Arithmetic and printing of numbers as Python does them.
enum JinjaNumbers {
  static func floorDivided(_ one: Int, by other: Int) -> (partialValue: Int, overflow: Bool) {
    let (quotient, overflow) = one.dividedReportingOverflow(by: other)
    if overflow { return (quotient, true) }
    let isBelow = one % other != 0 && (one < 0) != (other < 0)
    return (isBelow ? quotient - 1 : quotient, false)
  }

  static func floorRemainder(_ one: Int, by other: Int) -> (partialValue: Int, overflow: Bool) {
    let (remainder, overflow) = one.remainderReportingOverflow(dividingBy: other)
    if overflow { return (0, false) }
    return (remainder != 0 && (remainder < 0) != (other < 0) ? remainder + other : remainder, false)
  }

  static func floorRemainder(_ one: Double, by other: Double) -> Double {
    let remainder = fmod(one, other)
    guard remainder != 0 else { return copysign(0, other) }
    return (remainder < 0) != (other < 0) ? remainder + other : remainder
  }

  static func floorDivided(_ one: Double, by other: Double) -> Double {
    let remainder = fmod(one, other)
    var quotient = (one - remainder) / other
    if remainder != 0, (remainder < 0) != (other < 0) { quotient -= 1 }
    guard quotient != 0 else { return copysign(0, one / other) }
    let floored = quotient.rounded(.down)
    return quotient - floored > 0.5 ? floored + 1 : floored
  }

  /// By squaring, so that a huge exponent takes no time.
  static func power(_ base: Int, _ exponent: Int) -> (partialValue: Int, overflow: Bool) {
    var (result, square, rest) = (1, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 {
        let product = result.multipliedReportingOverflow(by: square)
        if product.overflow { return (0, true) }
        result = product.partialValue
      }
      rest >>= 1
      guard rest > 0 else { break }
      let product = square.multipliedReportingOverflow(by: square)
      if product.overflow { return (0, true) }
      square = product.partialValue
    }
    return (result, false)
  }

  /// The shortest digits that read back as the number, laid out as Python's `repr` does.
  static func printed(_ number: Double) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    let sign = number.sign == .minus ? "-" : ""
    if number == 0 { return sign + "0.0" }
    let (digits, point) = shortest(number.magnitude)
    return sign + (point > 16 || point < -3 ? scientific(digits, point) : plain(digits, point))
  }

  /// The digits, and how many of them stand before the point.
  private static func shortest(_ number: Double) -> (digits: String, point: Int) {
    let parts = number.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let fraction = mantissa.count > 1 ? mantissa[1] : ""
    let all = mantissa[0] + fraction
    let leading = all.prefix { $0 == "0" }.count
    var digits = String(all.dropFirst(leading))
    while digits.hasSuffix("0") { digits.removeLast() }
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    return (digits, mantissa[0].count - leading + exponent)
  }

  private static func scientific(_ digits: String, _ point: Int) -> String {
    let exponent = abs(point - 1)
    let rest = digits.count > 1 ? "." + digits.dropFirst() : ""
    return "\(digits.prefix(1))\(rest)e\(point < 1 ? "-" : "+")\(exponent < 10 ? "0" : "")\(exponent)"
  }

  private static func plain(_ digits: String, _ point: Int) -> String {
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
    if point >= digits.count { return digits + String(repeating: "0", count: point - digits.count) + ".0" }
    return digits.prefix(point) + "." + digits.dropFirst(point)
  }
}

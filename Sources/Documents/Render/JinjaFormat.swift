import Foundation

/// Fills `%s`, `%d`, `%i`, `%f`, `%x`, `%X`, `%o` and `%%` with values, as Python's `%` does.
enum JinjaFormat {
  private struct Place {
    var flags: Set<UInt8> = []
    var width = 0
    var precision: Int?
    var kind: UInt8 = 0
  }

  /// With the items of a tuple, or one value; a list or an object may also be left over.
  static func fill(
    _ format: String, with value: JinjaValue, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> String {
    switch value {
    case .tuple(let items): return try fill(format, with: items.values, &renderer)
    case .list, .map: return try fill(format, with: [value], isLeftOver: true, &renderer)
    default: return try fill(format, with: [value], &renderer)
    }
  }

  static func fill(
    _ format: String, with values: [JinjaValue], isLeftOver: Bool = false, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> String {
    var (rest, values) = (Array(format.utf8)[...], values[...])
    var filled: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        filled.append(byte)
        continue
      }
      let place = try place(&rest, renderer)
      if place.kind == UInt8(ascii: "%") {
        filled.append(byte)
        continue
      }
      guard let value = values.popFirst() else { throw renderer.failure(.type, "A value for '%' is missing.") }
      try renderer.payForText(max(place.width, place.precision ?? 0))
      filled.append(contentsOf: padded(try body(of: place, try renderer.defined(value), &renderer), place).utf8)
      try renderer.checkSize(filled.count)
    }
    guard values.isEmpty || isLeftOver else {
      throw renderer.failure(.type, "There are more values than places for them.")
    }
    return String(decoding: filled, as: UTF8.self)
  }

  private static func place(
    _ rest: inout ArraySlice<UInt8>, _ renderer: JinjaRenderer
  ) throws(TemplateError) -> Place {
    var place = Place()
    while let byte = rest.first, "-+ 0#".utf8.contains(byte) {
      place.flags.insert(byte)
      rest.removeFirst()
    }
    place.width = try number(&rest, renderer)
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      place.precision = try number(&rest, renderer)
    }
    guard let kind = rest.popFirst(), "sdifxXo%".utf8.contains(kind), !place.flags.contains(UInt8(ascii: "#")) else {
      throw renderer.failure(.type, "A '%' is followed by what is not read here.")
    }
    guard kind != UInt8(ascii: "%") || (place.flags.isEmpty && place.width == 0 && place.precision == nil) else {
      throw renderer.failure(.type, "'%%' takes no width.")
    }
    place.kind = kind
    return place
  }

  private static func number(
    _ rest: inout ArraySlice<UInt8>, _ renderer: JinjaRenderer
  ) throws(TemplateError) -> Int {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest.dropFirst(digits.count)
    if digits.isEmpty { return 0 }
    guard digits.count <= 9, let number = Int(String(decoding: digits, as: UTF8.self)) else {
      throw renderer.failure(.limit, "A width behind '%' is too large.")
    }
    return number
  }

  private static func body(
    of place: Place, _ value: JinjaValue, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> String {
    switch place.kind {
    case UInt8(ascii: "s"):
      let text = try renderer.soft(value)
      return place.precision.map { JinjaText.prefix(text, $0) } ?? text
    case UInt8(ascii: "f"):
      guard let number = value.number else { throw renderer.failure(.type, "'%f' needs a number.") }
      return signed(fixed(abs(number), place.precision ?? 6), isNegative: number.sign == .minus, place)
    default:
      let radix = place.kind == UInt8(ascii: "o") ? 8 : "xX".utf8.contains(place.kind) ? 16 : 10
      let fromDouble = radix == 10 ? try truncated(value, renderer) : nil
      guard let whole = value.whole ?? fromDouble else {
        throw renderer.failure(.type, "'%\(Unicode.Scalar(place.kind))' needs a whole number.")
      }
      let digits = String(whole.magnitude, radix: radix, uppercase: place.kind == UInt8(ascii: "X"))
      let zeros = String(repeating: "0", count: max(0, (place.precision ?? 0) - digits.count))
      return signed(zeros + digits, isNegative: whole < 0, place)
    }
  }

  private static func truncated(_ value: JinjaValue, _ renderer: JinjaRenderer) throws(TemplateError) -> Int? {
    guard value.whole == nil, let number = value.number else { return nil }
    guard let whole = Int(exactly: number.rounded(.towardZero)) else { throw renderer.tooLarge() }
    return whole
  }

  static func fixed(_ number: Double, _ precision: Int) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    return String(format: "%.\(precision)f", number)
  }

  private static func signed(_ digits: String, isNegative: Bool, _ place: Place) -> String {
    let plus = place.flags.contains(UInt8(ascii: "+")) ? "+" : place.flags.contains(UInt8(ascii: " ")) ? " " : ""
    let sign = isNegative ? "-" : plus
    guard place.flags.contains(UInt8(ascii: "0")), !place.flags.contains(UInt8(ascii: "-")) else {
      return sign + digits
    }
    return sign + String(repeating: "0", count: max(0, place.width - sign.count - digits.count)) + digits
  }

  private static func padded(_ text: String, _ place: Place) -> String {
    let space = String(repeating: " ", count: max(0, place.width - JinjaText.length(text)))
    return place.flags.contains(UInt8(ascii: "-")) ? text + space : space + text
  }
}

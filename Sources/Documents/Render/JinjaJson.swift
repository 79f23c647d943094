/// Writes JSON as Python's `json.dumps` does, with what HTML would take for its own escaped.
struct JinjaJson {
  /// Nil for one line.
  let indent: Int?
  private(set) var bytes: [UInt8] = []

  init(indent: Int?) {
    self.indent = indent
  }

  mutating func write(
    _ value: JinjaValue, level: Int, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) {
    try renderer.pay()
    try renderer.checkSize(bytes.count)
    switch try renderer.defined(value) {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .int(let value): bytes.append(contentsOf: String(value).utf8)
    case .double(let value): bytes.append(contentsOf: Self.printed(value).utf8)
    case .text(let text), .escaped(let text):
      try renderer.payForText(text.utf8.count)
      write(text)
    case .list(let items), .tuple(let items), .group(let items): try write(items.values, level: level, &renderer)
    case .map(let map): try write(map, level: level, &renderer)
    default: throw renderer.failure(.type, "\(value.kindName) cannot be written as JSON.")
    }
  }

  private static func printed(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return JinjaNumbers.printed(number)
  }

  private mutating func write(
    _ items: [JinjaValue], level: Int, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) {
    guard !items.isEmpty else { return bytes.append(contentsOf: "[]".utf8) }
    bytes.append(UInt8(ascii: "["))
    for (index, item) in items.enumerated() {
      try separate(index, level: level + 1, &renderer)
      try write(item, level: level + 1, &renderer)
    }
    try newLine(level: level, &renderer)
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func write(
    _ map: JinjaMap, level: Int, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) {
    guard !map.keys.isEmpty else { return bytes.append(contentsOf: "{}".utf8) }
    bytes.append(UInt8(ascii: "{"))
    for (index, pair) in map.pairs.sorted(by: { JinjaText.precedes($0.key, $1.key) }).enumerated() {
      try separate(index, level: level + 1, &renderer)
      write(pair.key)
      bytes.append(contentsOf: ": ".utf8)
      try write(pair.value, level: level + 1, &renderer)
    }
    try newLine(level: level, &renderer)
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func separate(
    _ index: Int, level: Int, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) {
    if index > 0 { bytes.append(contentsOf: (indent == nil ? ", " : ",").utf8) }
    try newLine(level: level, &renderer)
  }

  private mutating func newLine(level: Int, _ renderer: inout JinjaRenderer) throws(TemplateError) {
    guard let indent else { return }
    let (width, overflow) = indent.multipliedReportingOverflow(by: level)
    try renderer.payForText(overflow ? .max : width)
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: width))
  }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars { write(scalar) }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func write(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": bytes.append(contentsOf: "\\\"".utf8)
    case "\\": bytes.append(contentsOf: "\\\\".utf8)
    case "\n": bytes.append(contentsOf: "\\n".utf8)
    case "\r": bytes.append(contentsOf: "\\r".utf8)
    case "\t": bytes.append(contentsOf: "\\t".utf8)
    case "\u{8}": bytes.append(contentsOf: "\\b".utf8)
    case "\u{C}": bytes.append(contentsOf: "\\f".utf8)
    case "<", ">", "&", "'": write(unit: UInt16(scalar.value))
    default:
      guard scalar.value < 0x20 || scalar.value > 0x7E else { return bytes.append(UInt8(scalar.value)) }
      for unit in String(scalar).utf16 { write(unit: unit) }
    }
  }

  private mutating func write(unit: UInt16) {
    bytes.append(contentsOf: ("\\u" + JinjaText.hex(UInt32(unit), 4)).utf8)
  }
}

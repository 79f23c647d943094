extension JinjaRenderer {
  /// A value as Python's `str` prints it.
  mutating func printed(_ value: JinjaValue) throws(TemplateError) -> String {
    if value.isEmptyUndefined { return "" }
    switch try defined(value) {
    case .text(let text), .escaped(let text): return text
    case let other:
      var bytes: [UInt8] = []
      try write(other, into: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// A value as it stands within a list.
  private mutating func write(_ value: JinjaValue, into bytes: inout [UInt8]) throws(TemplateError) {
    try pay()
    try checkSize(bytes.count)
    switch try defined(value) {
    case .null: bytes.append(contentsOf: "None".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "True" : "False").utf8)
    case .int(let value): bytes.append(contentsOf: String(value).utf8)
    case .double(let value): bytes.append(contentsOf: JinjaNumbers.printed(value).utf8)
    case .text(let text):
      try payForText(text.utf8.count)
      bytes.append(contentsOf: JinjaText.quoted(text).utf8)
    case .list(let items): try write(items, "[", "]", into: &bytes)
    case .tuple(let items), .group(let items):
      try write(items, "(", items.values.count == 1 ? ",)" : ")", into: &bytes)
    case .map(let map): try write(map, into: &bytes)
    case .escaped: throw failure(.type, "Escaped text cannot be printed within a list.")
    case .stream: throw failure(.type, "A stream cannot be printed: put '|list' or '|join' behind it.")
    case .undefined, .loop, .namespace: throw failure(.type, "\(value.kindName) cannot be printed.")
    }
  }

  private mutating func write(
    _ items: JinjaItems, _ open: String, _ close: String, into bytes: inout [UInt8]
  ) throws(TemplateError) {
    bytes.append(contentsOf: open.utf8)
    for (index, item) in items.values.enumerated() {
      if index > 0 { bytes.append(contentsOf: ", ".utf8) }
      try write(item, into: &bytes)
    }
    bytes.append(contentsOf: close.utf8)
  }

  private mutating func write(_ map: JinjaMap, into bytes: inout [UInt8]) throws(TemplateError) {
    bytes.append(UInt8(ascii: "{"))
    for (index, pair) in map.pairs.enumerated() {
      if index > 0 { bytes.append(contentsOf: ", ".utf8) }
      try write(.text(pair.key), into: &bytes)
      bytes.append(contentsOf: ": ".utf8)
      try write(pair.value, into: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }
}

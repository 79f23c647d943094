/// Filters that make text out of text.
enum JinjaTextFilters {
  static let filters: [String: JinjaFilters.Filter] = [
    "upper": upper, "lower": lower, "title": title, "capitalize": capitalize, "trim": trim, "replace": replace,
    "truncate": truncate, "indent": indent, "center": center, "wordcount": wordcount, "string": string,
    "escape": escape, "e": escape, "urlencode": urlencode, "format": format, "tojson": tojson,
  ]

  private static func upper(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    return try renderer.text(try renderer.soft(value).uppercased())
  }

  private static func lower(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    return try renderer.text(JinjaText.lowered(try renderer.soft(value)))
  }

  private static func title(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    let text = try renderer.soft(value)
    try renderer.payForCharacters(text)
    return try renderer.text(JinjaText.titled(text))
  }

  private static func capitalize(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    return try renderer.text(JinjaText.capitalized(try renderer.soft(value)))
  }

  private static func string(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    if case .escaped = value { return value }
    return try renderer.text(try renderer.printed(value))
  }

  private static func trim(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["chars"], renderer)
    var characters: String?
    if let chars = given[0] {
      if case .null = chars { characters = nil } else { characters = try renderer.plain(chars) }
    }
    return try renderer.text(JinjaText.stripped(try renderer.soft(value), of: characters))
  }

  private static func replace(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["old", "new", "count"], needed: 2, renderer)
    let (old, new) = (try renderer.printed(given[0] ?? .null), try renderer.printed(given[1] ?? .null))
    var most = -1
    if let count = given[2] {
      if case .null = count { most = -1 } else { most = try renderer.whole(count, or: -1) }
    }
    let text = try renderer.printed(value)
    try renderer.payForText(max(text.utf8.count, old.utf8.count))
    return try renderer.replaced(old, by: new, in: text, atMost: most)
  }

  /// Text within five characters of the length stays whole; else it is cut behind a word.
  private static func truncate(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["length", "killwords", "end", "leeway"], renderer)
    let end = try renderer.plain(given[2] ?? .text("..."))
    let (length, leeway) = (try renderer.whole(given[0], or: 255), try renderer.whole(given[3], or: 5))
    let kept = length - JinjaText.length(end)
    guard kept >= 0, leeway >= 0 else { throw renderer.failure(.type, "'truncate' cannot cut to \(length).") }
    let text = try renderer.plain(value)
    let (longest, overflow) = length.addingReportingOverflow(leeway)
    guard !overflow, JinjaText.length(text) > longest else { return .text(text) }
    let cut = JinjaText.prefix(text, kept)
    if try renderer.flag(given[1]) { return try renderer.text(cut + end) }
    let words = cut.utf8.lastIndex(of: UInt8(ascii: " ")).map { String(cut[..<$0]) }
    return try renderer.text((words ?? cut) + end)
  }

  private static func indent(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["width", "first", "blank"], renderer)
    var margin: String
    if case .text(let text)? = given[0] {
      margin = text
    } else {
      let width = max(0, try renderer.whole(given[0], or: 4))
      try renderer.payForText(width)
      margin = String(repeating: " ", count: width)
    }
    let (isFirst, isBlank) = (try renderer.flag(given[1]), try renderer.flag(given[2]))
    let lines = JinjaText.lines(try renderer.plain(value) + "\n")
    var parts: [String] = []
    for (index, line) in lines.enumerated() {
      let isIndented = index == 0 ? isFirst : isBlank || !line.isEmpty
      try renderer.payForText(margin.utf8.count)
      parts.append(isIndented ? margin + line : line)
    }
    return try renderer.joined(parts, by: "\n")
  }

  private static func center(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let width = try renderer.whole(try arguments.bound(to: ["width"], renderer)[0], or: 80)
    let text = try renderer.soft(value)
    let missing = width - JinjaText.length(text)
    guard missing > 0 else { return .text(text) }
    try renderer.payForText(width)
    let left = missing / 2 + (missing & width & 1)
    return try renderer.text(
      String(repeating: " ", count: left) + text + String(repeating: " ", count: missing - left))
  }

  private static func wordcount(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    let text = try renderer.soft(value)
    try renderer.payForCharacters(text)
    return .int(text.unicodeScalars.split { !JinjaText.isWordScalar($0) }.count)
  }

  private static func escape(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    if case .escaped = value { return value }
    let text = try renderer.printed(value)
    try renderer.payForText(text.utf8.count)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
      case UInt8(ascii: "\""): bytes.append(contentsOf: "&#34;".utf8)
      default: bytes.append(byte)
      }
    }
    try renderer.payForText(bytes.count)
    return .escaped(String(decoding: bytes, as: UTF8.self))
  }

  /// Text for a path; an object, or pairs, for a query.
  private static func urlencode(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    var pairs: [JinjaValue]
    switch value {
    case .map(let map): pairs = try renderer.pairs(of: map)
    case .list(let items), .tuple(let items), .group(let items), .stream(let items, _): pairs = items.values
    default:
      let text = try renderer.soft(value)
      try renderer.payForCharacters(text)
      return try renderer.text(quoted(text, isQuery: false))
    }
    var parts: [String] = []
    for pair in pairs {
      let both = try renderer.elements(of: pair)
      guard both.count == 2 else { throw renderer.failure(.type, "'urlencode' needs pairs.") }
      let (key, value) = (try renderer.soft(both[0]), try renderer.soft(both[1]))
      try renderer.payForCharacters(key + value)
      parts.append(quoted(key, isQuery: true) + "=" + quoted(value, isQuery: true))
    }
    return try renderer.joined(parts, by: "&")
  }

  private static func quoted(_ text: String, isQuery: Bool) -> String {
    text.utf8.reduce(into: "") { quoted, byte in
      let scalar = Unicode.Scalar(byte)
      if byte < 0x80, scalar.properties.isAlphabetic || "0123456789_.-~".unicodeScalars.contains(scalar) {
        quoted.unicodeScalars.append(scalar)
      } else if byte == UInt8(ascii: "/"), !isQuery {
        quoted += "/"
      } else if byte == UInt8(ascii: " "), isQuery {
        quoted += "+"
      } else {
        quoted += "%" + JinjaText.hex(UInt32(byte), 2).uppercased()
      }
    }
  }

  private static func format(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    guard arguments.named.isEmpty else { throw renderer.failure(.type, "'format' takes no names here.") }
    return try renderer.text(try JinjaFormat.fill(try renderer.soft(value), with: arguments.positional, &renderer))
  }

  private static func tojson(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["indent"], renderer)
    var width: Int?
    if let indent = given[0] {
      if case .null = indent { width = nil } else { width = try renderer.whole(indent, or: 0) }
    }
    var writer = JinjaJson(indent: width.map { max(0, $0) })
    try writer.write(value, level: 0, &renderer)
    return .escaped(String(decoding: writer.bytes, as: UTF8.self))
  }
}

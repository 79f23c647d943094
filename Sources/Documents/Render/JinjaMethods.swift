/// The methods that a value has, named and behaving as Python's.
enum JinjaMethods {
  static let names: Set<String> = [
    "items", "keys", "values", "get", "cycle", "changed", "upper", "lower", "capitalize", "strip", "lstrip", "rstrip",
    "startswith", "endswith", "replace", "split", "splitlines", "join", "count",
  ]

  static func call(
    _ name: String, of value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    switch value {
    case .map(let map): return try call(name, of: map, arguments, &renderer)
    case .text(let text):
      try renderer.payForText(text.utf8.count)
      return try call(name, of: text, arguments, &renderer)
    case .loop(let number) where name == "cycle" && arguments.named.isEmpty:
      return try renderer.cycle(arguments.positional, inLoop: number)
    case .loop(let number) where name == "changed" && arguments.named.isEmpty:
      return try renderer.changed(arguments.positional, inLoop: number)
    default: throw missing(name, of: value, renderer)
    }
  }

  private static func missing(_ name: String, of value: JinjaValue, _ renderer: JinjaRenderer) -> TemplateError {
    renderer.failure(.type, "\(value.kindName) has no method '\(name)'.")
  }

  private static func call(
    _ name: String, of map: JinjaMap, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    switch name {
    case "items":
      try arguments.none(renderer)
      return try renderer.stream(try renderer.pairs(of: map), isCounted: true)
    case "keys":
      try arguments.none(renderer)
      return try renderer.stream(map.keys.map { .text($0) }, isCounted: true)
    case "values":
      try arguments.none(renderer)
      return try renderer.stream(map.pairs.map(\.value), isCounted: true)
    case "get":
      guard arguments.named.isEmpty else { throw renderer.failure(.type, "'get' takes no names.") }
      let given = try arguments.bound(to: ["key", "default"], needed: 1, renderer)
      let key = try renderer.defined(given[0] ?? .null)
      if key.sequence != nil { throw renderer.failure(.type, "\(key.kindName) cannot be a key.") }
      if case .text(let key) = key, let value = try renderer.member(key, of: .map(map)) { return value }
      return given[1] ?? .null
    default: throw missing(name, of: .map(map), renderer)
    }
  }

  private static func call(
    _ name: String, of text: String, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    guard arguments.named.isEmpty || name.hasPrefix("split") else {
      throw renderer.failure(.type, "'\(name)' takes no names.")
    }
    if let side: JinjaText.Side = ["strip": .both, "lstrip": .left, "rstrip": .right][name] {
      let given = try arguments.bound(to: ["chars"], renderer)
      return try renderer.text(JinjaText.stripped(text, of: try given[0].plain(&renderer), side))
    }
    switch name {
    case "upper", "lower", "capitalize":
      try arguments.none(renderer)
      return try renderer.text(
        name == "upper" ? text.uppercased() : name == "lower" ? JinjaText.lowered(text) : JinjaText.capitalized(text))
    case "startswith", "endswith":
      let part = try affix(arguments, &renderer)
      return .bool(
        name == "startswith" ? text.utf8.starts(with: part) : text.utf8.reversed().starts(with: part.reversed()))
    case "join":
      let given = try arguments.bound(to: ["items"], needed: 1, renderer)
      return try joined(try renderer.elements(of: given[0] ?? .null), by: text, &renderer)
    case "count":
      let part = try affix(arguments, &renderer)
      guard !part.isEmpty else { return .int(JinjaText.length(text) + 1) }
      return .int(JinjaSearch.places(of: part, in: Array(text.utf8)).count)
    case "replace": return try replaced(text, arguments, &renderer)
    case "split": return try split(text, arguments, &renderer)
    case "splitlines":
      try arguments.none(renderer)
      try renderer.payForCharacters(text)
      return .list(try renderer.items(JinjaText.lines(text).map { .text($0) }))
    default: throw missing(name, of: .text(text), renderer)
    }
  }

  private static func affix(
    _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> [UInt8] {
    let given = try arguments.bound(to: ["text"], needed: 1, renderer)
    return Array(try renderer.plain(given[0] ?? .null).utf8)
  }

  private static func joined(
    _ items: [JinjaValue], by separator: String, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    var parts: [String] = []
    for item in items { parts.append(try renderer.plain(item)) }
    return try renderer.joined(parts, by: separator)
  }

  private static func replaced(
    _ text: String, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["old", "new", "count"], needed: 2, renderer)
    let old = try renderer.plain(given[0] ?? .null)
    let new = try renderer.plain(given[1] ?? .null)
    return try renderer.replaced(old, by: new, in: text, atMost: try renderer.whole(given[2], or: -1))
  }

  private static func split(
    _ text: String, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["sep", "maxsplit"], renderer)
    let limit = try renderer.whole(given[1], or: -1)
    let most = limit < 0 ? Int.max : limit
    var parts: [String]
    if let separator = try given[0].plain(&renderer) {
      guard !separator.isEmpty else { throw renderer.failure(.type, "'split' needs a separator.") }
      parts = JinjaSearch.split(Array(text.utf8), at: Array(separator.utf8), atMost: most)
        .map { String(decoding: $0, as: UTF8.self) }
    } else {
      parts = JinjaText.stripped(text, .left).unicodeScalars
        .split(maxSplits: most, omittingEmptySubsequences: true, whereSeparator: JinjaSpace.isSpace)
        .map { String($0) }
      if parts.count > most, let last = parts.popLast() { parts.append(JinjaText.stripped(last, .left)) }
    }
    return .list(try renderer.items(parts.map { .text($0) }))
  }
}

extension JinjaValue? {
  /// Nil for `none`, and where nothing was given. Throws where it is no text.
  fileprivate func plain(_ renderer: inout JinjaRenderer) throws(TemplateError) -> String? {
    switch self {
    case .none, .some(.null): nil
    case .some(let value): try renderer.plain(value)
    }
  }
}

extension JinjaRenderer {
  mutating func pairs(of map: JinjaMap) throws(TemplateError) -> [JinjaValue] {
    var pairs: [JinjaValue] = []
    for (key, value) in map.pairs { pairs.append(.tuple(try items([.text(key), value]))) }
    return pairs
  }

  mutating func joined(_ parts: [String], by separator: String) throws(TemplateError) -> JinjaValue {
    let between = separator.utf8.count.multipliedReportingOverflow(by: max(0, parts.count - 1))
    let whole = parts.reduce(0) { $0 + $1.utf8.count }.addingReportingOverflow(between.partialValue)
    try payForText(between.overflow || whole.overflow ? .max : whole.partialValue)
    return .text(parts.joined(separator: separator))
  }

  /// - Parameter limit: below zero for all.
  mutating func replaced(
    _ old: String, by new: String, in text: String, atMost limit: Int
  ) throws(TemplateError) -> JinjaValue {
    let most = limit < 0 ? Int.max : limit
    if old.isEmpty {
      let parts = [""] + text.unicodeScalars.map { String($0) } + [""]
      let head = parts.prefix(most == .max ? .max : most + 1)
      guard case .text(let begun) = try joined(Array(head), by: new) else { return .null }
      return try joined([begun] + parts.dropFirst(head.count), by: "")
    }
    let parts = JinjaSearch.split(Array(text.utf8), at: Array(old.utf8), atMost: most)
    return try joined(parts.map { String(decoding: $0, as: UTF8.self) }, by: new)
  }
}

/// Filters that apply another filter or a test to each item.
enum JinjaSelecting {
  static let filters: [String: JinjaFilters.Filter] = [
    "map": map,
    "select": { (value, arguments, renderer) throws(TemplateError) in
      try kept(value, arguments, wanted: true, byAttribute: false, &renderer)
    },
    "reject": { (value, arguments, renderer) throws(TemplateError) in
      try kept(value, arguments, wanted: false, byAttribute: false, &renderer)
    },
    "selectattr": { (value, arguments, renderer) throws(TemplateError) in
      try kept(value, arguments, wanted: true, byAttribute: true, &renderer)
    },
    "rejectattr": { (value, arguments, renderer) throws(TemplateError) in
      try kept(value, arguments, wanted: false, byAttribute: true, &renderer)
    },
  ]

  private static func map(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    if arguments.positional.isEmpty, arguments.named["attribute"] != nil {
      let given = try arguments.bound(to: ["attribute", "default"], renderer)
      let attribute = try JinjaAttribute(given[0], default: given[1], &renderer)
      var values: [JinjaValue] = []
      for item in try items(of: value, &renderer) { values.append(try attribute.value(of: item, &renderer)) }
      return try renderer.stream(values)
    }
    guard let first = arguments.positional.first else {
      throw renderer.failure(.type, "'map' needs a filter's name or 'attribute'.")
    }
    let name = try renderer.plain(first)
    let rest = JinjaArguments(of: name, positional: Array(arguments.positional.dropFirst()), named: arguments.named)
    var values: [JinjaValue] = []
    for item in try items(of: value, &renderer) {
      try renderer.pay()
      values.append(try JinjaFilters.apply(name, to: item, rest, &renderer))
    }
    return try renderer.stream(values)
  }

  /// A stream may be gone over even where whether it has items cannot be asked.
  private static func items(
    of value: JinjaValue, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> [JinjaValue] {
    if case .stream(let items, _) = value { return items.values }
    return try renderer.isTrue(value) ? try renderer.elements(of: value) : []
  }

  private static func kept(
    _ value: JinjaValue, _ arguments: JinjaArguments, wanted: Bool, byAttribute: Bool, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let items = try items(of: value, &renderer)
    guard !items.isEmpty else { return try renderer.stream([]) }
    var rest = arguments.positional[...]
    let path = byAttribute ? rest.popFirst() : nil
    if byAttribute, path == nil { throw renderer.failure(.type, "'\(arguments.of)' needs the name of a member.") }
    let attribute = try JinjaAttribute(path, &renderer)
    var name: String?
    if let test = rest.popFirst() { name = try renderer.plain(test) }
    let given = JinjaArguments(of: name ?? "", positional: Array(rest), named: arguments.named)
    var kept: [JinjaValue] = []
    for item in items {
      try renderer.pay()
      let asked = try attribute.value(of: item, &renderer)
      let holds: Bool
      if let name {
        holds = try JinjaTests.test(name, asked, given, &renderer)
      } else {
        holds = try renderer.isTrue(asked)
      }
      if holds == wanted { kept.append(item) }
    }
    return try renderer.stream(kept)
  }
}

/// A path to a member of each item: `name`, `owner.name`, `0`.
struct JinjaAttribute {
  private let parts: [JinjaValue]
  private let other: JinjaValue?

  /// - Parameter path: text, a whole number, or nil for the item itself.
  init(_ path: JinjaValue?, default other: JinjaValue? = nil, _ renderer: inout JinjaRenderer) throws(TemplateError) {
    if case .some(.null) = other { self.other = nil } else { self.other = other }
    switch path {
    case .none, .some(.null): parts = []
    case .some(.text(let text)):
      guard text.utf8.count <= 1000 else { throw renderer.failure(.limit, "The path to a member is too long.") }
      parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
        let isNumber = !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber }
        return isNumber ? Int(part).map { .int($0) } ?? .text(String(part)) : .text(String(part))
      }
    case .some(let path):
      guard path.whole != nil else { throw renderer.failure(.type, "A member's name is needed.") }
      parts = [path]
    }
  }

  func value(of item: JinjaValue, _ renderer: inout JinjaRenderer) throws(TemplateError) -> JinjaValue {
    var value = item
    for part in parts {
      try renderer.pay()
      let name = try renderer.printed(part)
      value = try renderer.element(part, of: value) ?? other ?? renderer.undefined(name)
      if value.isUndefined, let other { value = other }
    }
    return value
  }
}

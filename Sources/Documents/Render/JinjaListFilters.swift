/// Filters that go over items and keep their order.
enum JinjaListFilters {
  static let filters: [String: JinjaFilters.Filter] = [
    "length": length, "count": length, "first": first, "last": last, "list": list, "join": join, "reverse": reverse,
    "batch": batch, "slice": slice, "items": items,
  ]

  private static func length(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    switch value {
    case .text(let text), .escaped(let text):
      try renderer.payForText(text.utf8.count)
      return .int(JinjaText.length(text))
    case .map(let map): return .int(map.keys.count)
    case .stream(_, isCounted: false):
      throw renderer.failure(.type, "A stream has no length: put '|list' before it.")
    default: return .int(try renderer.elements(of: value).count)
    }
  }

  private static func first(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    return try renderer.elements(of: value).first ?? renderer.missing("'first' of nothing is undefined.")
  }

  private static func last(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    if case .stream(_, isCounted: false) = value {
      throw renderer.failure(.type, "A stream has no end: put '|list' before it.")
    }
    return try renderer.elements(of: value).last ?? renderer.missing("'last' of nothing is undefined.")
  }

  private static func list(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    return .list(try renderer.items(try renderer.elements(of: value)))
  }

  private static func join(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["d", "attribute"], renderer)
    let separator = try renderer.printed(given[0] ?? .text(""))
    let attribute = try JinjaAttribute(given[1], &renderer)
    var parts: [String] = []
    for item in try renderer.elements(of: value) {
      try renderer.pay()
      parts.append(try renderer.printed(try attribute.value(of: item, &renderer)))
    }
    return try renderer.joined(parts, by: separator)
  }

  private static func reverse(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    if case .text(let text) = value {
      try renderer.payForText(text.utf8.count)
      return .text(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
    }
    let reversed = Array(try renderer.elements(of: value).reversed())
    if case .stream(_, isCounted: false) = value { return .list(try renderer.items(reversed)) }
    return try renderer.stream(reversed)
  }

  private static func batch(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["linecount", "fill_with"], needed: 1, renderer)
    let size = try renderer.whole(given[0], or: 1)
    guard size > 0 else { throw renderer.failure(.type, "'batch' needs a size above zero.") }
    var rest = try renderer.elements(of: value)[...]
    var batches: [JinjaValue] = []
    while !rest.isEmpty {
      var batch = Array(rest.prefix(size))
      rest = rest.dropFirst(size)
      if let fill = filling(given[1]) {
        try renderer.pay(size - batch.count)
        batch += Array(repeating: fill, count: size - batch.count)
      }
      batches.append(.list(try renderer.items(batch)))
    }
    return try renderer.stream(batches)
  }

  private static func filling(_ value: JinjaValue?) -> JinjaValue? {
    if case .some(.null) = value { nil } else { value }
  }

  private static func slice(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["slices", "fill_with"], needed: 1, renderer)
    let count = try renderer.whole(given[0], or: 1)
    guard count > 0 else { throw renderer.failure(.type, "'slice' needs a number above zero.") }
    try renderer.pay(count)
    let items = try renderer.elements(of: value)
    let (size, longer) = items.count.quotientAndRemainder(dividingBy: count)
    var (slices, start) = ([JinjaValue](), 0)
    for number in 0..<count {
      let end = start + size + (number < longer ? 1 : 0)
      var slice = Array(items[start..<end])
      if number >= longer, let fill = filling(given[1]) { slice.append(fill) }
      slices.append(.list(try renderer.items(slice)))
      start = end
    }
    return try renderer.stream(slices)
  }

  private static func items(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    try arguments.none(renderer)
    switch value {
    case .undefined: return try renderer.stream([])
    case .map(let map): return try renderer.stream(try renderer.pairs(of: map))
    default: throw renderer.failure(.type, "'items' needs an object, and this is \(value.kindName).")
    }
  }
}

/// Filters that put items in order or compare them with one another.
enum JinjaSorting {
  static let filters: [String: JinjaFilters.Filter] = [
    "sort": sort, "dictsort": dictsort, "groupby": groupby, "unique": unique,
    "min": { (value, arguments, renderer) throws(TemplateError) in
      try extreme(value, arguments, sign: -1, &renderer)
    },
    "max": { (value, arguments, renderer) throws(TemplateError) in try extreme(value, arguments, sign: 1, &renderer) },
  ]

  private static func sort(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["reverse", "case_sensitive", "attribute"], renderer)
    let (isReversed, isCased) = (try renderer.flag(given[0]), try renderer.flag(given[1]))
    var paths: [JinjaAttribute] = []
    if case .text(let text)? = given[2] {
      guard text.utf8.count <= 1000 else { throw renderer.failure(.limit, "The paths to sort by are too long.") }
      for path in text.split(separator: ",", omittingEmptySubsequences: false) {
        paths.append(try JinjaAttribute(.text(String(path)), &renderer))
      }
    } else {
      paths = [try JinjaAttribute(given[2], &renderer)]
    }
    var keyed: [(key: [JinjaValue], value: JinjaValue)] = []
    for item in try renderer.elements(of: value) {
      var key: [JinjaValue] = []
      for path in paths { key.append(try folded(try path.value(of: item, &renderer), isCased, &renderer)) }
      keyed.append((key, item))
    }
    return .list(try renderer.items(try sorted(keyed, isReversed: isReversed, &renderer)))
  }

  /// Text in lower case where case does not count.
  private static func folded(
    _ value: JinjaValue, _ isCased: Bool, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    guard !isCased, case .text(let text) = value else { return value }
    return try renderer.text(JinjaText.lowered(text))
  }

  /// Merges runs, so that items that compare as equal keep their order.
  private static func sorted(
    _ keyed: [(key: [JinjaValue], value: JinjaValue)], isReversed: Bool, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> [JinjaValue] {
    var (runs, width) = (keyed, 1)
    while width < runs.count {
      var merged: [(key: [JinjaValue], value: JinjaValue)] = []
      merged.reserveCapacity(runs.count)
      for start in stride(from: 0, to: runs.count, by: 2 * width) {
        let middle = min(start + width, runs.count)
        try merge(runs[start..<middle], runs[middle..<min(middle + width, runs.count)], isReversed, &merged, &renderer)
      }
      (runs, width) = (merged, width * 2)
    }
    return runs.map(\.value)
  }

  private static func merge(
    _ left: ArraySlice<(key: [JinjaValue], value: JinjaValue)>,
    _ right: ArraySlice<(key: [JinjaValue], value: JinjaValue)>, _ isReversed: Bool,
    _ merged: inout [(key: [JinjaValue], value: JinjaValue)], _ renderer: inout JinjaRenderer
  ) throws(TemplateError) {
    var (left, right) = (left, right)
    while let one = left.first, let other = right.first {
      let order = try renderer.order(one.key, other.key)
      if isReversed ? order < 0 : order > 0 {
        merged.append(other)
        right.removeFirst()
      } else {
        merged.append(one)
        left.removeFirst()
      }
    }
    merged += left + right
  }

  private static func dictsort(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["case_sensitive", "by", "reverse"], renderer)
    let by = try renderer.plain(given[1] ?? .text("key"))
    guard case .map(let map) = value, by == "key" || by == "value" else {
      throw renderer.failure(.type, "'dictsort' needs an object, and 'key' or 'value'.")
    }
    let isCased = try renderer.flag(given[0])
    var keyed: [(key: [JinjaValue], value: JinjaValue)] = []
    for (key, value) in map.pairs {
      let sorted = try folded(by == "key" ? .text(key) : value, isCased, &renderer)
      keyed.append(([sorted], .tuple(try renderer.items([.text(key), value]))))
    }
    return .list(try renderer.items(try sorted(keyed, isReversed: try renderer.flag(given[2]), &renderer)))
  }

  private static func groupby(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["attribute", "default", "case_sensitive"], needed: 1, renderer)
    let path = try JinjaAttribute(given[0], default: given[1], &renderer)
    let isCased = try renderer.flag(given[2])
    var keyed: [(key: [JinjaValue], value: JinjaValue)] = []
    for item in try renderer.elements(of: value) {
      keyed.append(([try folded(try path.value(of: item, &renderer), isCased, &renderer)], item))
    }
    var groups: [(key: JinjaValue, items: [JinjaValue])] = []
    for item in try sorted(keyed, isReversed: false, &renderer) {
      let real = try path.value(of: item, &renderer)
      let key = try folded(real, isCased, &renderer)
      if let last = groups.last, try renderer.areEqual(try folded(last.key, isCased, &renderer), key) {
        groups[groups.count - 1].items.append(item)
      } else {
        groups.append((real, [item]))
      }
    }
    var values: [JinjaValue] = []
    for group in groups {
      values.append(.group(try renderer.items([group.key, .list(try renderer.items(group.items))])))
    }
    return .list(try renderer.items(values))
  }

  /// The first of each kind of item.
  private static func unique(
    _ value: JinjaValue, _ arguments: JinjaArguments, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["case_sensitive", "attribute"], renderer)
    let isCased = try renderer.flag(given[0])
    let path = try JinjaAttribute(given[1], &renderer)
    var (seen, kept) = (Set<[UInt8]>(), [JinjaValue]())
    for item in try renderer.elements(of: value) {
      let key = try folded(try path.value(of: item, &renderer), isCased, &renderer)
      if seen.insert(try identity(of: key, &renderer)).inserted { kept.append(item) }
    }
    return try renderer.stream(kept)
  }

  /// The same bytes for values that are equal.
  private static func identity(
    of value: JinjaValue, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> [UInt8] {
    switch try renderer.defined(value) {
    case .null: return Array("n".utf8)
    case .text(let text):
      try renderer.payForText(text.utf8.count)
      return Array("t\(text)".utf8)
    case .tuple(let items), .group(let items):
      var bytes = Array("l".utf8)
      for item in items.values {
        let part = try identity(of: item, &renderer)
        try renderer.payForText(part.count)
        bytes += Array("\(part.count):".utf8) + part
      }
      return bytes
    case let value:
      guard let number = value.number else {
        throw renderer.failure(.type, "'unique' cannot compare \(value.kindName).")
      }
      let exact = value.whole ?? Int(exactly: number)
      return Array("d\(exact.map(String.init) ?? JinjaNumbers.printed(number))".utf8)
    }
  }

  private static func extreme(
    _ value: JinjaValue, _ arguments: JinjaArguments, sign: Int, _ renderer: inout JinjaRenderer
  ) throws(TemplateError) -> JinjaValue {
    let given = try arguments.bound(to: ["case_sensitive", "attribute"], renderer)
    let isCased = try renderer.flag(given[0])
    let path = try JinjaAttribute(given[1], &renderer)
    var best: (key: JinjaValue, item: JinjaValue)?
    for item in try renderer.elements(of: value) {
      let key = try folded(try path.value(of: item, &renderer), isCased, &renderer)
      if let best, try renderer.order(key, best.key) * sign <= 0 { continue }
      best = (key, item)
    }
    return best?.item ?? renderer.missing("\(sign < 0 ? "'min'" : "'max'") of nothing is undefined.")
  }
}

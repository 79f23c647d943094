extension JinjaRenderer {
  /// Each value is compared with the next; all must hold.
  mutating func compared(
    _ first: JinjaExpression, _ others: [(symbol: String, value: JinjaExpression)]
  ) throws(TemplateError) -> Bool {
    var left = try evaluate(first)
    for (symbol, expression) in others {
      let right = try evaluate(expression)
      guard try holds(symbol, left, right) else { return false }
      left = right
    }
    return true
  }

  mutating func holds(_ symbol: String, _ left: JinjaValue, _ right: JinjaValue) throws(TemplateError) -> Bool {
    let (left, right) = (try defined(left), try defined(right))
    switch symbol {
    case "==": return try areEqual(left, right)
    case "!=": return !(try areEqual(left, right))
    case "in": return try contains(right, left)
    case "not in": return !(try contains(right, left))
    default: break
    }
    if let one = left.number, let other = right.number, left.whole == nil || right.whole == nil {
      return Self.holds(symbol, one, other)
    }
    return Self.holds(symbol, try order(left, right), 0)
  }

  private static func holds<Ordered: Comparable>(_ symbol: String, _ one: Ordered, _ other: Ordered) -> Bool {
    switch symbol {
    case "<": one < other
    case ">": one > other
    case "<=": one <= other
    default: one >= other
    }
  }

  mutating func areEqual(_ one: [JinjaValue], _ other: [JinjaValue]) throws(TemplateError) -> Bool {
    guard one.count == other.count else { return false }
    for (left, right) in zip(one, other) {
      guard try areEqual(left, right) else { return false }
    }
    return true
  }

  mutating func areEqual(_ left: JinjaValue, _ right: JinjaValue) throws(TemplateError) -> Bool {
    try pay()
    switch (try defined(left), try defined(right)) {
    case (.null, .null): return true
    case (.text(let one), .text(let other)), (.escaped(let one), .text(let other)),
      (.text(let one), .escaped(let other)),
      (.escaped(let one), .escaped(let other)):
      try pay(min(one.utf8.count, other.utf8.count) / 64)
      return JinjaText.areEqual(one, other)
    case (.list(let one), .list(let other)): return try areEqual(one.values, other.values)
    case (.tuple(let one), .tuple(let other)), (.tuple(let one), .group(let other)),
      (.group(let one), .tuple(let other)),
      (.group(let one), .group(let other)):
      return try areEqual(one.values, other.values)
    case (.map(let one), .map(let other)): return try areEqual(one, other)
    case (.stream, _), (_, .stream): throw failure(.type, "A stream cannot be compared: put '|list' behind it.")
    case (.loop, _), (_, .loop), (.namespace, _), (_, .namespace):
      throw failure(.type, "\(left.kindName) and \(right.kindName) cannot be compared.")
    case (let one, let other):
      if let whole = one.whole, let second = other.whole { return whole == second }
      guard let number = one.number, let second = other.number else { return false }
      return number == second
    }
  }

  private mutating func areEqual(_ one: JinjaMap, _ other: JinjaMap) throws(TemplateError) -> Bool {
    guard one.keys.count == other.keys.count else { return false }
    try pay(one.keys.count)
    for (key, value) in one.pairs {
      guard let second = other[key], try areEqual(value, second) else { return false }
    }
    return true
  }

  /// Below zero, zero or above it. Throws where the two have no order.
  mutating func order(_ left: JinjaValue, _ right: JinjaValue) throws(TemplateError) -> Int {
    try pay()
    let (left, right) = (try defined(left), try defined(right))
    if let one = left.whole, let other = right.whole { return one < other ? -1 : one == other ? 0 : 1 }
    if let one = left.number, let other = right.number { return one < other ? -1 : one == other ? 0 : 1 }
    switch (left, right) {
    case (.text(let one), .text(let other)):
      try pay(min(one.utf8.count, other.utf8.count) / 64)
      return JinjaText.precedes(one, other) ? -1 : JinjaText.areEqual(one, other) ? 0 : 1
    case (.list(let one), .list(let other)), (.tuple(let one), .tuple(let other)):
      return try order(one.values, other.values)
    default: throw failure(.type, "\(left.kindName) and \(right.kindName) cannot be compared.")
    }
  }

  /// By the first items that differ, else by how many there are.
  mutating func order(_ one: [JinjaValue], _ other: [JinjaValue]) throws(TemplateError) -> Int {
    for (first, second) in zip(one, other) {
      guard try areEqual(first, second) else { return try order(first, second) }
    }
    return one.count - other.count
  }

  mutating func contains(_ whole: JinjaValue, _ part: JinjaValue) throws(TemplateError) -> Bool {
    switch (whole, try defined(part)) {
    case (.text(let text), .text(let word)):
      try payForText(text.utf8.count)
      return !JinjaSearch.places(of: Array(word.utf8), in: Array(text.utf8), atMost: 1).isEmpty
    case (.map(let map), .text(let key)):
      try payForText(key.utf8.count)
      return map[key] != nil
    case (.map, .list), (.map, .map): throw failure(.type, "\(part.kindName) cannot be a key.")
    case (.map, _): return false
    case (.list(let items), let part), (.tuple(let items), let part), (.group(let items), let part),
      (.stream(let items, _), let part):
      for item in items.values {
        if try areEqual(item, part) { return true }
      }
      return false
    default: throw failure(.type, "\(part.kindName) cannot be looked for in \(whole.kindName).")
    }
  }
}

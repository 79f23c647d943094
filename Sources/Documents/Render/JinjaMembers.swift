extension JinjaRenderer {
  /// `value.name`; nil where there is no such member.
  mutating func member(_ name: String, of value: JinjaValue) throws(TemplateError) -> JinjaValue? {
    try pay(name.utf8.count / 64)
    switch try defined(value) {
    case .map(let map): return map[name]
    case .group(let items): return name == "grouper" ? items.values[0] : name == "list" ? items.values[1] : nil
    case .loop(let number): return try member(name, ofLoop: number)
    case .namespace(let number): return namespaces[number][name]
    default: return nil
    }
  }

  /// `value[key]`; nil where there is no such member.
  mutating func element(_ key: JinjaValue, of value: JinjaValue) throws(TemplateError) -> JinjaValue? {
    let (value, key) = (try defined(value), try defined(key))
    if case .text(let name) = key { return try member(name, of: value) }
    switch value {
    case .escaped: throw escapedFailure()
    case .stream: throw failure(.type, "A stream has no places: put '|list' behind it.")
    default: break
    }
    guard let index = key.whole else { return nil }
    if case .text(let text) = value {
      try payForText(text.utf8.count)
      let scalars = text.unicodeScalars
      let count = scalars.count
      guard index < count, index >= -count else { return nil }
      return .text(String(scalars[scalars.index(scalars.startIndex, offsetBy: index < 0 ? count + index : index)]))
    }
    guard let items = value.sequence?.values, index < items.count, index >= -items.count else { return nil }
    return items[index < 0 ? items.count + index : index]
  }

  mutating func slice(
    _ value: JinjaValue, from: Int?, to: Int?, step: Int?
  ) throws(TemplateError) -> JinjaValue {
    guard step != 0 else { throw failure(.type, "A slice's step cannot be zero.") }
    switch try defined(value) {
    case .text(let text):
      try payForText(text.utf8.count)
      let scalars = Array(text.unicodeScalars)
      var picked = String.UnicodeScalarView()
      for index in Self.indices(from, to, step ?? 1, of: scalars.count) { picked.append(scalars[index]) }
      return .text(String(picked))
    case .list(let items): return .list(try self.items(Self.picked(items, from, to, step ?? 1)))
    case .tuple(let items), .group(let items): return .tuple(try self.items(Self.picked(items, from, to, step ?? 1)))
    case let other: throw failure(.type, "\(other.kindName) has no slices.")
    }
  }

  private static func picked(_ items: JinjaItems, _ from: Int?, _ to: Int?, _ step: Int) -> [JinjaValue] {
    indices(from, to, step, of: items.values.count).map { items.values[$0] }
  }

  /// As Python counts: a negative bound from the end, a negative step backwards.
  private static func indices(_ from: Int?, _ to: Int?, _ step: Int, of count: Int) -> StrideTo<Int> {
    let isForwards = step > 0
    func place(_ bound: Int?, _ other: Int) -> Int {
      guard let bound else { return other }
      let index = bound < 0 ? max(bound, -count - 1) + count : bound
      return isForwards ? max(0, min(count, index)) : max(-1, min(count - 1, index))
    }
    let start = place(from, isForwards ? 0 : count - 1)
    let end = place(to, isForwards ? count : -1)
    return stride(from: start, to: end, by: max(-count - 1, min(count + 1, step)))
  }

  /// What a loop goes over.
  mutating func elements(of value: JinjaValue) throws(TemplateError) -> [JinjaValue] {
    if value.isEmptyUndefined { return [] }
    switch try defined(value) {
    case .list(let items), .tuple(let items), .group(let items), .stream(let items, _): return items.values
    case .text(let text):
      try pay(text.unicodeScalars.count)
      return text.unicodeScalars.map { .text(String($0)) }
    case .map(let map):
      try pay(map.keys.count)
      return map.keys.map { .text($0) }
    case .escaped: throw escapedFailure()
    case let other: throw failure(.type, "A list is needed, and this is \(other.kindName).")
    }
  }

  mutating func stream(_ values: [JinjaValue], isCounted: Bool = false) throws(TemplateError) -> JinjaValue {
    .stream(try items(values), isCounted: isCounted)
  }
}

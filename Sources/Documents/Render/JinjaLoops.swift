/// Where a loop stands.
struct JinjaLoopState {
  let number: Int
  let items: [JinjaValue]
  var index = 0
  /// What `loop.changed` was asked last.
  var asked: [JinjaValue]?
}

extension JinjaRenderer {
  mutating func render(_ loop: JinjaLoop) throws(TemplateError) {
    line = loop.line
    var items = try elements(of: try evaluate(loop.items))
    if let filter = loop.filter { items = try kept(items, of: loop, by: filter) }
    scopes.append([:])
    loopsBegun += 1
    let number = loopsBegun
    loops.append(JinjaLoopState(number: number, items: items))
    defer {
      loops.removeLast()
      scopes.removeLast()
    }
    guard !items.isEmpty else {
      scopes[scopes.count - 1]["loop"] = nil
      return try render(loop.otherwise)
    }
    for (index, item) in items.enumerated() {
      try pay()
      line = loop.line
      loops[loops.count - 1].index = index
      scopes[scopes.count - 1] = ["loop": .loop(number)]
      try give(item, to: loop.target)
      try render(loop.body)
    }
  }

  private mutating func kept(
    _ items: [JinjaValue], of loop: JinjaLoop, by filter: JinjaExpression
  ) throws(TemplateError) -> [JinjaValue] {
    var kept: [JinjaValue] = []
    for item in items {
      try pay()
      scopes.append([:])
      defer { scopes.removeLast() }
      try give(item, to: loop.target)
      if try isTrue(try evaluate(filter)) { kept.append(item) }
    }
    return kept
  }

  /// A member of `loop`; nil where it has none of that name.
  func member(_ name: String, ofLoop number: Int) throws(TemplateError) -> JinjaValue? {
    let loop = loops[try place(ofLoop: number)]
    let (index, items) = (loop.index, loop.items)
    switch name {
    case "index": return .int(index + 1)
    case "index0": return .int(index)
    case "revindex": return .int(items.count - index)
    case "revindex0": return .int(items.count - index - 1)
    case "first": return .bool(index == 0)
    case "last": return .bool(index == items.count - 1)
    case "length": return .int(items.count)
    case "depth": return .int(1)
    case "depth0": return .int(0)
    case "previtem": return index == 0 ? missing("There is no previous item.") : items[index - 1]
    case "nextitem": return index == items.count - 1 ? missing("There is no next item.") : items[index + 1]
    default: return nil
    }
  }

  private func place(ofLoop number: Int) throws(TemplateError) -> Int {
    guard let place = loops.lastIndex(where: { $0.number == number }) else {
      throw failure(.type, "This 'loop' is over.")
    }
    return place
  }

  func missing(_ message: String, isEmpty: Bool = false) -> JinjaValue {
    .undefined(JinjaUndefined(variable: nil, message: message, line: line, isEmpty: isEmpty))
  }

  mutating func cycle(_ values: [JinjaValue], inLoop number: Int) throws(TemplateError) -> JinjaValue {
    guard !values.isEmpty else { throw failure(.type, "'cycle' takes at least one value.") }
    return values[loops[try place(ofLoop: number)].index % values.count]
  }

  mutating func changed(_ values: [JinjaValue], inLoop number: Int) throws(TemplateError) -> JinjaValue {
    let place = try place(ofLoop: number)
    if let asked = loops[place].asked, try areEqual(asked, values) { return .bool(false) }
    loops[place].asked = values
    return .bool(true)
  }
}

/// What a filter, a test, a method or a function was given.
struct JinjaArguments {
  let of: String
  var positional: [JinjaValue] = []
  var named: [String: JinjaValue] = [:]

  /// The values in the order of the parameters, nil for those not given. Throws where there are too many, where a
  /// name is no parameter, or where one of the first `needed` is missing.
  func bound(
    to parameters: [String], needed: Int = 0, _ renderer: JinjaRenderer
  ) throws(TemplateError) -> [JinjaValue?] {
    guard positional.count <= parameters.count else {
      throw renderer.failure(.type, "'\(of)' takes at most \(parameters.count) arguments.")
    }
    var values: [JinjaValue?] = positional + Array(repeating: nil, count: parameters.count - positional.count)
    for (name, value) in named {
      guard let place = parameters.firstIndex(of: name) else {
        throw renderer.failure(.type, "'\(of)' has no argument '\(name)'.")
      }
      guard values[place] == nil else { throw renderer.failure(.type, "'\(name)' is given twice.") }
      values[place] = value
    }
    if let missing = values.prefix(needed).firstIndex(where: { $0 == nil }) {
      throw renderer.failure(.type, "'\(of)' needs the argument '\(parameters[missing])'.")
    }
    return values
  }

  /// Throws where there is an argument.
  func none(_ renderer: JinjaRenderer) throws(TemplateError) {
    _ = try bound(to: [], renderer)
  }
}

extension JinjaRenderer {
  func whole(_ value: JinjaValue?, or other: Int) throws(TemplateError) -> Int {
    guard let value else { return other }
    guard let whole = try defined(value).whole else {
      throw failure(.type, "A whole number is needed, and this is \(value.kindName).")
    }
    return whole
  }

  func flag(_ value: JinjaValue?) throws(TemplateError) -> Bool {
    guard let value else { return false }
    return try isTrue(value)
  }

  /// Text as it is; nothing else is printed to make it text.
  mutating func plain(_ value: JinjaValue) throws(TemplateError) -> String {
    switch try defined(value) {
    case .text(let text):
      try payForText(text.utf8.count)
      return text
    case .escaped: throw escapedFailure()
    case let other: throw failure(.type, "Text is needed, and this is \(other.kindName).")
    }
  }

  /// Any value as it prints, but for escaped text, which may not be changed.
  mutating func soft(_ value: JinjaValue) throws(TemplateError) -> String {
    if case .escaped = value { throw escapedFailure() }
    let text = try printed(value)
    try payForText(text.utf8.count)
    return text
  }
}

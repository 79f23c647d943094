import Foundation

/// The filters of the template language.
enum JinjaFilters {
  static func apply(
    _ name: String, to value: Value, _ arguments: [Value], in renderer: JinjaRenderer
  ) throws(TemplateError) -> Value {
    if let text = textFilter(name, value.printed, arguments) { return .string(text) }
    switch name {
    case "length", "count": return .int(try renderer.elements(of: value).count)
    case "first", "last":
      let items = try renderer.elements(of: value)
      guard let item = name == "first" ? items.first : items.last else {
        throw renderer.failure(.undefinedVariable, "'\(name)' of an empty list is undefined.")
      }
      return item
    case "list": return .array(try renderer.elements(of: value))
    case "join":
      let separator = arguments.first?.printed ?? ""
      return .string(try renderer.elements(of: value).map(\.printed).joined(separator: separator))
    case "reverse":
      if case .string(let text) = value { return .string(String(text.reversed())) }
      return .array(try renderer.elements(of: value).reversed())
    case "sort": return .array(try renderer.elements(of: value).sorted(by: order))
    case "unique":
      var seen: Set<Value> = []
      return .array(try renderer.elements(of: value).filter { seen.insert($0).inserted })
    case "int": return .int(value.number.flatMap { Int(exactly: $0.rounded(.towardZero)) } ?? Int(value.printed) ?? 0)
    case "float": return .double(value.number ?? Double(value.printed) ?? 0)
    case "abs":
      return value.number.map { abs($0) }.map { number in
        if case .int = value { Value.int(Int(number)) } else { .double(number) }
      } ?? value
    case "round": return .double((value.number ?? 0).rounded(.toNearestOrAwayFromZero))
    case "tojson": return .string(json(value))
    default: throw renderer.failure(.syntax, "There is no filter '\(name)'.")
    }
  }

  private static func textFilter(_ name: String, _ text: String, _ arguments: [Value]) -> String? {
    switch name {
    case "string": return text
    case "upper": return text.uppercased()
    case "lower": return text.lowercased()
    case "title":
      return text.split(separator: " ", omittingEmptySubsequences: false)
        .map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined(separator: " ")
    case "capitalize": return text.prefix(1).uppercased() + text.dropFirst().lowercased()
    case "trim": return text.trimmed
    case "replace":
      guard arguments.count >= 2 else { return text }
      return text.replacingOccurrences(of: arguments[0].printed, with: arguments[1].printed)
    case "truncate":
      guard case .int(let length)? = arguments.first, text.count > length, length > 3 else { return text }
      return text.prefix(length - 3) + "..."
    case "wordcount": return String(text.split(whereSeparator: \.isWhitespace).count)
    case "indent":
      guard case .int(let width) = arguments.first ?? .int(4), (0...80).contains(width) else { return text }
      return text.replacingOccurrences(of: "\n", with: "\n" + String(repeating: " ", count: width))
    case "escape", "e":
      return text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
        .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&#34;")
        .replacingOccurrences(of: "'", with: "&#39;")
    default: return nil
    }
  }

  private static func order(_ left: Value, _ right: Value) -> Bool {
    if let one = left.number, let other = right.number { return one < other }
    return left.printed.lowercased() < right.printed.lowercased()
  }

  private static func json(_ value: Value) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return "null" }
    return String(decoding: data, as: UTF8.self)
  }
}

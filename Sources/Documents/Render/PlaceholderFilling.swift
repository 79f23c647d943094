import Foundation

/// Fills `[…]` where a variable of that name is given.
enum PlaceholderFilling {
  /// Names that stand for the document's title wherever they are.
  private static let titles: Set<String> = ["feature name", "system/feature name", "document title", "story title"]

  static func fill(_ markdown: String, title: String, values: [String: Value]) -> String {
    var texts: [String: String] = [:]
    for (name, value) in values {
      if let text = value.scalarText { texts[normalised(name)] = text }
    }
    for name in titles where texts[name] == nil { texts[name] = title }
    let document = ParsedDocument(markdown)
    let places = TextPlaces(markdown)
    let headingLine = document.sections.first { $0.level == 1 }?.lines.lowerBound
    var filled: [Int: String] = [:]
    for placeholder in Recogniser.findings(in: document).placeholders {
      let name = normalised(placeholder.text)
      // `[Title]` is the document's only where a title stands: `[Decision Title]` and the like are others'.
      guard let value = texts[name],
        name != "title" || values["title"]?.string != title || placeholder.line == headingLine
      else { continue }
      let line = filled[placeholder.line] ?? document.lines[placeholder.line - 1].text
      let safe = places.escape(value, line: placeholder.line).replacingOccurrences(of: "\n", with: " ")
      filled[placeholder.line] = replace("[\(placeholder.text)]", with: safe, in: line)
    }
    guard !filled.isEmpty else { return markdown }
    return document.lines.map { line in
      (filled[line.number] ?? line.text) + document.text(line.end..<line.bytes.upperBound)
    }.joined()
  }

  /// The first one that is no link's text.
  private static func replace(_ bracket: String, with text: String, in line: String) -> String {
    var start = line.startIndex
    while let found = line.range(of: bracket, range: start..<line.endIndex) {
      let next = line[found.upperBound...].first
      if next != "(", next != "[" { return line.replacingCharacters(in: found, with: text) }
      start = found.upperBound
    }
    return line
  }

  private static func normalised(_ name: String) -> String {
    name.lowercased().replacingOccurrences(of: "_", with: " ").replacingOccurrences(of: "-", with: " ")
  }
}

extension Value {
  /// What stands for the value in a text; nil for lists, objects and null.
  fileprivate var scalarText: String? {
    switch self {
    case .string(let text): text
    case .int(let number): String(number)
    case .double(let number): String(number)
    case .bool(let truth): truth ? "true" : "false"
    case .null, .array, .object: nil
    }
  }
}

import Foundation

/// What each line of a template is, so that a value that is written there can't break out of it.
struct TextPlaces {
  private enum Place {
    case prose, table
    /// Front matter and YAML fences.
    case yaml
    case json
    case fence
  }

  private let places: [Place]
  private let lines: [String]

  /// Reads the blocks of the template as it stands, expressions and all.
  init(_ template: String) {
    let document = ParsedDocument(template)
    var places = Array(repeating: Place.prose, count: document.lines.count)
    for block in document.blocks {
      let place: Place
      switch block.kind {
      case .frontMatter: place = .yaml
      case .table: place = .table
      case .fence(let info, _): place = Self.place(ofFence: info)
      case .indentedCode: place = .fence
      default: continue
      }
      for line in block.lines { places[line - 1] = place }
    }
    self.places = places
    lines = document.lines.map(\.text)
  }

  private static func place(ofFence info: String) -> Place {
    switch info.lowercased().split(whereSeparator: { $0 == " " || $0 == "{" }).first {
    case "yaml", "yml": .yaml
    case "json", "jsonc": .json
    default: .fence
    }
  }

  /// The value as it is written on that line, counted from 1.
  func escape(_ text: String, line: Int) -> String {
    guard places.indices.contains(line - 1) else { return text }
    switch places[line - 1] {
    case .prose: return lines[line - 1].hasPrefix("#") ? Self.oneLine(text) : text
    case .table: return Self.oneLine(text).replacingOccurrences(of: "|", with: "\\|")
    case .yaml: return yaml(text, in: lines[line - 1])
    case .json: return QuotedScalar.escapes(text)
    // Four columns keep a line of the value from closing the fence.
    case .fence: return text.contains("```") || text.contains("~~~") ? Self.indented(text) : text
    }
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    ")
  }

  /// By how the template quotes the value on that line; where it does not and the value needs it, it gets quotes.
  private func yaml(_ text: String, in line: String) -> String {
    guard let open = line.range(of: "{{") ?? line.range(of: "{%") else { return QuotedScalar.escapes(text) }
    let before = line[..<open.lowerBound]
    if before.filter({ $0 == "\"" }).count % 2 == 1 { return QuotedScalar.escapes(text) }
    if before.filter({ $0 == "'" }).count % 2 == 1 {
      return Self.oneLine(text).replacingOccurrences(of: "'", with: "''")
    }
    let isWhole = before.trimmed.hasSuffix(":") || before.trimmed.hasSuffix("-")
    guard isWhole, line.trimmed.hasSuffix("}}") || line.trimmed.hasSuffix("%}") else { return Self.oneLine(text) }
    return QuotedScalar.yaml(text, isQuoted: false)
  }
}

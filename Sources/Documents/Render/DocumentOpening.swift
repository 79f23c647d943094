import Foundation

/// A template made into the first revision of a document.
package struct OpenedText: Hashable, Sendable {
  package let markdown: String
  package let decisions: [ConditionalDecision]
}

/// What became of one conditional of the template.
package struct ConditionalDecision: Hashable, Sendable, Codable {
  package let section: String
  package let condition: String
  /// Nil where the configuration says nothing: the comment stays for the author.
  package let kept: Bool?
}

package enum DocumentOpening {
  /// Jinja first, then the `[…]` that have a value, then the conditionals that the configuration decides.
  package static func render(
    template: String, named name: String, title: String, variables: [String: Value], configuration: [String: Value],
    limits: RenderLimits = .standard
  ) throws(TemplateError) -> OpenedText {
    let (front, body) = split(template)
    let rendered =
      try Jinja.render(front, named: name, variables: variables.mapValues(yamlEscaped), limits: limits)
      + (try Jinja.render(
        body, named: name, variables: variables, limits: limits, firstLine: 1 + front.utf8.count { $0 == 0x0A }))
    let filled = fill(rendered, title: title, variables: variables)
    return decide(filled, configuration: configuration)
  }

  /// The front matter and what follows: values are escaped differently in the two.
  private static func split(_ template: String) -> (front: String, body: String) {
    let lines = Line.lines(of: template)
    guard let first = BlockScanner.blocks(of: lines).first, case .frontMatter = first.kind else {
      return ("", template)
    }
    let end = lines[first.lines.upperBound - 1].bytes.upperBound
    let bytes = Array(template.utf8)
    return (String(decoding: bytes[..<end], as: UTF8.self), String(decoding: bytes[end...], as: UTF8.self))
  }

  /// For a double-quoted YAML scalar; the texts within lists and objects too.
  private static func yamlEscaped(_ value: Value) -> Value {
    if case .array(let items) = value { return .array(items.map(yamlEscaped)) }
    if case .object(let members) = value { return .object(members.mapValues(yamlEscaped)) }
    guard case .string(let text) = value else { return value }
    let escaped = text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
      .replacingOccurrences(of: "\n", with: "\\n")
    return .string(escaped)
  }

  private static let titlePlaceholders: Set<String> = [
    "feature name", "system/feature name", "document title", "title",
  ]

  private static func fill(_ markdown: String, title: String, variables: [String: Value]) -> String {
    var values: [String: String] = [:]
    for (name, value) in variables {
      guard case .string(let text) = value else { continue }
      values[normalised(name)] = text
    }
    for name in titlePlaceholders where values[name] == nil { values[name] = title }
    return Line.lines(of: markdown).map { line in
      let end = markdownLineEnd(line, in: markdown)
      return fill(line.text, values: values) + end
    }.joined()
  }

  private static func markdownLineEnd(_ line: Line, in markdown: String) -> String {
    let bytes = markdown.utf8
    let end = bytes.index(bytes.startIndex, offsetBy: line.bytes.upperBound)
    let start = bytes.index(bytes.startIndex, offsetBy: line.bytes.lowerBound + line.text.utf8.count)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private static func fill(_ line: String, values: [String: String]) -> String {
    var line = line
    for placeholder in Placeholders.found(in: line) {
      guard let value = values[normalised(placeholder)] else { continue }
      let safe = line.trimmed.hasPrefix("|") ? value.replacingOccurrences(of: "|", with: "\\|") : value
      line = line.replacingOccurrences(
        of: "[\(placeholder)]", with: safe.replacingOccurrences(of: "\n", with: " "))
    }
    return line
  }

  private static func normalised(_ name: String) -> String {
    name.lowercased().replacingOccurrences(of: "_", with: " ").replacingOccurrences(of: "-", with: " ")
  }

  private static func decide(_ markdown: String, configuration: [String: Value]) -> OpenedText {
    let document = ParsedDocument(markdown)
    let conditionals = Recogniser.findings(in: document).conditionals
    var lines = document.lines.map { line in
      Optional(line.text + markdownLineEnd(line, in: markdown))
    }
    let decisions = conditionals.map { conditional in
      let kept = isMet(conditional, configuration)
      apply(kept, to: conditional, in: document, lines: &lines)
      return ConditionalDecision(section: conditional.section, condition: conditional.condition, kept: kept)
    }
    return OpenedText(markdown: lines.compactMap { $0 }.joined(), decisions: decisions)
  }

  private static func apply(
    _ kept: Bool?, to conditional: Conditional, in document: ParsedDocument, lines: inout [String?]
  ) {
    guard let kept, let section = document.sections.firstIndex(where: { $0.id == conditional.section }) else { return }
    let comment = document.blocks.first { $0.lines.lowerBound == conditional.line }?.lines
    for line in comment ?? 1...1 where comment != nil { lines[line - 1] = nil }
    guard !kept, let fallback = conditional.fallback else { return }
    let level = document.sections[section].level
    let first = document.sections[section].lines.lowerBound
    let next = document.sections[(section + 1)...].first { $0.level <= level }
    let last = (next?.lines.lowerBound ?? document.lines.count + 1) - 1
    guard first < last else { return }
    for line in (first + 1)...last { lines[line - 1] = nil }
    lines[first - 1] = (lines[first - 1] ?? "") + "\n\(fallback)\n\n"
  }

  /// Nil where the configuration is silent.
  private static func isMet(_ conditional: Conditional, _ configuration: [String: Value]) -> Bool? {
    guard !configuration.isEmpty else { return nil }
    if let name = conditional.asksFor {
      if case .array(let sections)? = configuration["sections"] {
        return sections.contains { normalised($0.string ?? "") == normalised(name) }
      }
      guard let value = configuration.first(where: { normalised($0.key) == normalised(name) })?.value else {
        return false
      }
      return value != .null && value != .bool(false)
    }
    let named = configuration.first {
      conditional.section.hasPrefix(normalised($0.key).split(separator: " ").first ?? " ")
    }
    guard case .bool(let value)? = named?.value else { return nil }
    return value
  }
}

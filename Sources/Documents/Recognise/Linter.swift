/// Something in a document that is still to be filled in.
package struct LintFinding: Hashable, Sendable, Codable {
  /// `placeholder`, `upstream_marker`, `empty_table_row`, `lone_bullet`, `blank_field`, `unresolved_conditional` or
  /// `jinja_left`.
  package let rule: String
  package let section: String
  package let line: Int
  /// A plain sentence.
  package let message: String
}

package enum Linter {
  /// In the order of the lines. Fields that the record fills in itself are not found wanting.
  package static func findings(in document: ParsedDocument) -> [LintFinding] {
    let found = Recogniser.findings(in: document)
    let volatile = Set(found.fields.filter { Volatile.meaning(of: $0.label) != nil }.map(\.line))
    let placeholders = found.placeholders.filter { !volatile.contains($0.line) }.map { placeholder in
      let isMarker = ["NEEDS INPUT", "TBD", "TODO"].contains { placeholder.text.uppercased().hasPrefix($0) }
      return LintFinding(
        rule: isMarker ? "upstream_marker" : "placeholder", section: placeholder.section, line: placeholder.line,
        message: "'[\(placeholder.text)]' is still to be filled in.")
    }
    let conditionals = found.conditionals.map {
      LintFinding(
        rule: "unresolved_conditional", section: $0.section, line: $0.line,
        message: "Decide the condition and remove the comment: \($0.condition)")
    }
    let blocks = document.blocks.flatMap { lint($0, in: document, volatile: volatile) }
    return (placeholders + conditionals + blocks).sorted { ($0.line, $0.rule) < ($1.line, $1.rule) }
  }

  private static func lint(_ block: Block, in document: ParsedDocument, volatile: Set<Int>) -> [LintFinding] {
    let section = document.section(atLine: block.lines.lowerBound)
    func finding(_ rule: String, _ line: Int, _ message: String) -> LintFinding {
      LintFinding(rule: rule, section: section?.id ?? "preamble", line: line, message: message)
    }
    switch block.kind {
    case .table(let table):
      let meaning = TableMeaning(header: table.header, heading: section?.title ?? "")
      guard meaning != .signOff, !meaning.isHistory else { return [] }
      return table.rows.indices.filter { table.rows[$0].allSatisfy(\.isEmpty) }.map {
        finding("empty_table_row", table.rowLine($0), "The table row is empty.")
      }
    case .listItem(let item) where item.text.isEmpty:
      return [finding("lone_bullet", block.lines.lowerBound, "The list item is empty.")]
    case .listItem, .paragraph, .quote:
      return block.lines.compactMap { number in
        let text = document.lines[number - 1].text
        if text.contains("{{") || text.contains("{%") {
          return finding("jinja_left", number, "A template expression was left in the text.")
        }
        guard case .paragraph = block.kind, number == block.lines.upperBound, !volatile.contains(number),
          let field = Volatile.boldField(text), field.value.isEmpty, !isFollowed(number, in: document)
        else { return nil }
        return finding("blank_field", number, "'\(field.label)' has no value.")
      }
    default: return []
    }
  }

  /// A label above a list, a fence or a table has that as its value.
  private static func isFollowed(_ line: Int, in document: ParsedDocument) -> Bool {
    guard let next = document.blocks.first(where: { $0.lines.lowerBound > line }) else { return false }
    switch next.kind {
    case .listItem, .fence, .table, .indentedCode: return true
    default: return false
    }
  }
}

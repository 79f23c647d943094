import Foundation

/// A section's canonical text: what an approval is bound to.
///
/// Unicode NFC, LF, no trailing space, blank lines folded, table padding and heading emphasis gone. What the record
/// form fills in from the log is left out: status, version, dates and reviewers, ticks of review checklists, decisions,
/// the sign-off table's names, revision-history rows. Fences are kept as they are.
enum Canonical {
  static func digest(of text: String, level: Int) -> String {
    Digests.sha256Hex(canonical(text))
  }

  static func canonical(_ text: String) -> String {
    let lines = Line.lines(of: text.precomposedStringWithCanonicalMapping)
    let blocks = BlockScanner.blocks(of: lines)
    let context = VolatileContext(heading: headingTitle(of: blocks))
    var out: [String] = []
    var covered = 0
    for block in blocks {
      if block.lines.lowerBound > covered + 1, !out.isEmpty, out.last != "" { out.append("") }
      out += canonical(block, lines: lines[(block.lines.lowerBound - 1)..<block.lines.upperBound], in: context)
      covered = block.lines.upperBound
    }
    while out.last == "" { out.removeLast() }
    return out.joined(separator: "\n")
  }

  private static func headingTitle(of blocks: [Block]) -> String {
    for block in blocks {
      if case .heading(_, let text) = block.kind { return Heading.plain(text) }
    }
    return ""
  }

  private static func canonical(_ block: Block, lines: ArraySlice<Line>, in context: VolatileContext) -> [String] {
    switch block.kind {
    case .frontMatter: return frontMatter(lines)
    case .heading(let level, let text):
      let plain = Heading.plain(text)
      return [String(repeating: "#", count: level) + " " + (Volatile.headingField(plain)?.label ?? plain)]
    case .fence: return lines.map(\.text)
    case .table(let table): return canonical(table, in: context)
    case .listItem(let item):
      return [listItem(item, in: context)] + lines.dropFirst().map { trimmedEnd($0.text) }
    case .paragraph where context.isNotes: return []
    default: return lines.compactMap(paragraphLine)
    }
  }

  /// The keys that an author chooses stay; those that the record writes go.
  private static func frontMatter(_ lines: ArraySlice<Line>) -> [String] {
    lines.map { trimmedEnd($0.text) }.filter { line in
      guard let colon = line.firstIndex(of: ":") else { return true }
      return Volatile.meaning(of: String(line[..<colon])) == nil
    }
  }

  private static func paragraphLine(_ line: Line) -> String? {
    if let field = Volatile.boldField(line.text), Volatile.meaning(of: field.label) != nil { return nil }
    return trimmedEnd(line.text)
  }

  private static func listItem(_ item: ListItem, in context: VolatileContext) -> String {
    let indent = String(repeating: " ", count: item.indent)
    let marker = item.isOrdered ? "1." : "-"
    guard let ticked = item.ticked else { return "\(indent)\(marker) \(trimmedEnd(item.text))" }
    let box = context.hasVolatileTicks ? "[ ]" : ticked ? "[x]" : "[ ]"
    return "\(indent)\(marker) \(box) \(Volatile.withoutRemark(item.text))"
  }

  private static func canonical(_ table: Table, in context: VolatileContext) -> [String] {
    let kind = TableMeaning(header: table.header, heading: context.heading)
    let header = "|" + kind.kept(table.header, header: table.header).joined(separator: "|") + "|"
    guard !kind.isHistory else { return [header] }
    return [header]
      + table.rows.compactMap { row in
        if kind == .documentControl, let label = row.first, Volatile.meaning(of: Heading.plain(label)) != nil {
          return nil
        }
        return "|" + kind.kept(row, header: table.header).joined(separator: "|") + "|"
      }
  }

  private static func trimmedEnd(_ text: String) -> String {
    var end = text.endIndex
    while end > text.startIndex, text[text.index(before: end)].isWhitespace { end = text.index(before: end) }
    return String(text[..<end])
  }
}

/// What the section's heading says about the places in it.
struct VolatileContext {
  let heading: String

  /// Ticks that people set through the review, not by editing.
  var hasVolatileTicks: Bool {
    let title = heading.lowercased()
    return title.contains("must verify") || title.contains("should check") || title.contains("open question")
  }

  /// The reviewer's notes under an approval checklist.
  var isNotes: Bool { heading.lowercased() == "notes" }
}

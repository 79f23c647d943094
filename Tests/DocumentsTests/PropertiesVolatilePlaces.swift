@testable import Documents

/// Where the record writes, told by the parts of a document rather than by its digests.
enum VolatilePlaces {
  static func of(_ document: ParsedDocument) -> [Range<Int>] {
    let entries = (document.frontMatter?.entries ?? []).filter { Volatile.meaning(of: $0.key) != nil }.flatMap {
      entry in
      Volatile.meaning(of: entry.key) == "reviewers"
        ? entry.lines.map { line($0, of: document) }
        : [entry.valueBytes.lowerBound..<document.lines[entry.lines.lowerBound - 1].end]
    }
    let fields = document.fields.map(\.field).filter { Volatile.meaning(of: $0.label) != nil }.map(\.valueBytes)
    return entries + fields + document.blocks.flatMap { places(in: $0, of: document) } + notes(of: document)
  }

  private static func line(_ number: Int, of document: ParsedDocument) -> Range<Int> {
    document.lines[number - 1].bytes
  }

  private static func places(in block: Block, of document: ParsedDocument) -> [Range<Int>] {
    switch block.kind {
    case .heading(let level, let text)
    where level > 1 && block.isTopLevel && block.lines.count <= 2 && Volatile.headingField(text) != nil:
      let bytes = line(block.lines.lowerBound, of: document)
      let colon = bytes.first { document.bytes[$0] == 0x3A } ?? bytes.upperBound
      return [colon..<bytes.upperBound]
    case .table(let table): return places(in: table, of: document)
    default: return []
    }
  }

  private static func places(in table: Table, of document: ParsedDocument) -> [Range<Int>] {
    let title = document.section(atLine: table.line)?.title ?? ""
    let names = table.header.map { $0.lowercased() }
    switch TableMeaning(table, heading: title) {
    case .revisionHistory, .changelog: return table.rows.indices.map { line(table.rowLine($0), of: document) }
    case .documentControl:
      return table.rows.indices.filter { table.rows[$0].count > 1 && Volatile.meaning(of: table.rows[$0][0]) != nil }
        .map { table.rowBytes[$0][1] }
    case .signOff: return columns(["name", "signature", "date"], names, table)
    case .questions: return columns(["decision"], names, table)
    default: return []
    }
  }

  private static func columns(_ filled: [String], _ names: [String], _ table: Table) -> [Range<Int>] {
    table.rowBytes.flatMap { row in
      row.indices.filter { $0 < names.count && filled.contains(names[$0]) }.map { row[$0] }
    }
  }

  /// The reviewer's notes.
  private static func notes(of document: ParsedDocument) -> [Range<Int>] {
    var ancestors: [Section] = []
    return document.sections.compactMap { section in
      while let last = ancestors.last, last.level >= section.level { ancestors.removeLast() }
      defer { ancestors.append(section) }
      guard SectionRole(title: section.title, ancestors: ancestors.map(\.title)) == .reviewNotes else { return nil }
      return line(section.lines.lowerBound, of: document).upperBound..<section.bytes.upperBound
    }
  }
}

/// The places that the record fills in from the log.
struct RecordedLines {
  /// Lines that are filled in whole: fields, and the tables of revisions.
  private(set) var lines: Set<Int> = []
  /// The reviewer's notes, by the ids of their sections.
  private(set) var sections: Set<String> = []
  /// What the author writes in a row of a sign-off table, by the row's line.
  private var authored: [Int: [String]] = [:]

  init(_ document: ParsedDocument, _ found: Findings, _ sectionOfBlock: [Int]) {
    lines = Set(found.fields.filter { Volatile.meaning(of: $0.label) != nil }.map(\.line))
    for (block, section) in zip(document.blocks, sectionOfBlock) {
      guard case .table(let table) = block.kind, document.sections.indices.contains(section) else { continue }
      add(table, TableMeaning(table, heading: document.sections[section].title), block.lines)
    }
    addNotes(document)
  }

  /// Whether the record fills in a text that stands on the line.
  func fills(_ text: String, line: Int, section: String) -> Bool {
    if lines.contains(line) || sections.contains(section) { return true }
    return authored[line].map { cells in !cells.contains { $0.contains(text) } } ?? false
  }

  private mutating func add(_ table: Table, _ meaning: TableMeaning, _ block: ClosedRange<Int>) {
    if meaning.isHistory { lines.formUnion(block) }
    guard meaning == .signOff else { return }
    let filled = meaning.filledColumns(table)
    for (index, row) in table.rows.enumerated() {
      authored[table.rowLine(index)] = row.indices.filter { !filled.contains($0) }.map { row[$0] }
    }
  }

  private mutating func addNotes(_ document: ParsedDocument) {
    var roles = SectionRoles()
    for section in document.sections where roles.next(level: section.level, title: section.title) == .reviewNotes {
      sections.insert(section.id)
    }
  }
}

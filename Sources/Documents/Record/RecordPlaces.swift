/// A place in a document that its record form fills in from the log.
struct RecordPlace {
  enum Kind: Hashable {
    /// `form` as in ``Field/form``; `label` as written.
    case field(form: String, label: String)
    /// The byte in a task's brackets.
    case box(item: String)
    /// What is said of a checklist item, behind its text.
    case remark(item: String)
    case questionBox(question: String)
    /// What was decided, behind the question.
    case decision(question: String)
    /// The cell of a decision column.
    case decisionCell(question: String)
    /// A cell of the sign-off table: `name`, `signature` or `date`.
    case signOff(role: String, column: String)
    /// The text under a Notes heading of an approval block.
    case notes
  }

  struct Key: Hashable {
    let kind: Kind
    /// 0 for the first place of its kind, 1 for the next.
    let occurrence: Int
  }

  let key: Key
  let bytes: Range<Int>
}

/// Finds the places, in the order of the document.
struct RecordPlaces {
  private let document: ParsedDocument
  private let findings: Findings
  private var places: [RecordPlace] = []
  private var counts: [RecordPlace.Kind: Int] = [:]

  static func all(in document: ParsedDocument, _ definition: TemplateDefinition?) -> [RecordPlace] {
    let findings = Recogniser.findings(in: document, definition: definition)
    var finder = RecordPlaces(document: document, findings: findings)
    finder.find()
    return finder.places.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
  }

  private init(document: ParsedDocument, findings: Findings) {
    self.document = document
    self.findings = findings
  }

  private mutating func find() {
    findFrontMatter()
    for placed in document.fields where !isAboveLoneBullet(placed.line) {
      add(
        .field(form: placed.form, label: placed.field.label), placed.field.valueBytes,
        behind: [.asterisk, .underscore, .colon])
    }
    let items = listItems()
    for item in findings.checklists.lazy.filter({ $0.kind != .plain && $0.kind != .questions }).flatMap(\.items) {
      guard let found = items[item.line] else { continue }
      if let box = found.boxByte { add(.box(item: item.id), box..<box + 1) }
      add(.remark(item: item.id), Volatile.remark(document.bytes, found.textBytes))
    }
    let questions = Dictionary(findings.questions.map { ($0.line, $0.id) }, uniquingKeysWith: { first, _ in first })
    for (line, id) in questions {
      guard let found = items[line] else { continue }
      if let box = found.boxByte { add(.questionBox(question: id), box..<box + 1) }
      add(.decision(question: id), Volatile.remark(document.bytes, found.textBytes))
    }
    findInSections(questions)
  }

  private mutating func add(_ kind: RecordPlace.Kind, _ bytes: Range<Int>) {
    let occurrence = counts[kind, default: 0]
    counts[kind] = occurrence + 1
    places.append(RecordPlace(key: RecordPlace.Key(kind: kind, occurrence: occurrence), bytes: bytes))
  }

  /// A value with the blanks in front of it, back to the mark that its label ends with.
  private mutating func add(_ kind: RecordPlace.Kind, _ value: Range<Int>, behind marks: Set<UInt8>) {
    var lower = value.lowerBound
    while lower > 0, document.bytes[lower - 1].isBlank { lower -= 1 }
    guard lower > 0, marks.contains(document.bytes[lower - 1]) else { return }
    add(kind, lower..<value.upperBound)
  }

  private mutating func findFrontMatter() {
    for entry in document.frontMatter?.entries ?? [] where entry.lines.count == 1 {
      // An empty value in front of a comment has no room.
      let line = document.lines[entry.lines.lowerBound - 1]
      guard !entry.valueBytes.isEmpty || document.bytes.trimmed(entry.valueBytes.lowerBound..<line.end).isEmpty else {
        continue
      }
      add(.field(form: "front_matter", label: entry.key), entry.valueBytes, behind: [.colon])
    }
  }

  /// A single hyphen below a colon is an unfilled item; below other words it would underline them as a heading.
  private func isAboveLoneBullet(_ line: Int) -> Bool {
    line < document.lines.count
      && document.lines[line].text.utf8.allSatisfy {
        $0.isBlank || $0 == .hyphen || $0 == .equals || $0 == .greaterThan
      }
      && !document.lines[line].isBlank
  }

  private static func isBox(_ text: String) -> Bool { ["", "[ ]", "[x]", "[X]"].contains(text) }

  private func listItems() -> [Int: ListItem] {
    var items: [Int: ListItem] = [:]
    // Of two items that begin on one line, neither can be told by its line.
    let lines = Dictionary(grouping: document.blocks.lazy.filter(\.isListItem), by: \.lines.lowerBound)
    for block in document.blocks where lines[block.lines.lowerBound]?.count == 1 {
      // A lone box is text; words behind it would make a task of it.
      guard case .listItem(let item) = block.kind, item.ticked != nil || !Self.isBox(item.text),
        !isAboveLoneBullet(block.lines.lowerBound), !Volatile.withoutRemark(item.text).isEmpty
      else { continue }
      items[block.lines.lowerBound] = item
    }
    return items
  }

  /// Headings that are fields, tables and notes, each with the section that it stands in.
  private mutating func findInSections(_ questions: [Int: String]) {
    var roles = SectionRoles()
    var block = document.blocks.startIndex
    for section in document.sections {
      let role = roles.next(level: section.level, title: section.title)
      if section.level >= 2 { findHeading(section) }
      var end = section.bytes.upperBound
      while block < document.blocks.endIndex, document.blocks[block].lines.lowerBound <= section.lines.upperBound {
        if case .table(let table) = document.blocks[block].kind, document.blocks[block].isTopLevel {
          find(table, under: section.title, questions)
        } else if document.blocks[block].kind == .thematicBreak, end == section.bytes.upperBound {
          end = document.lines[document.blocks[block].lines.lowerBound - 1].bytes.lowerBound
        }
        block += 1
      }
      if role == .reviewNotes { add(.notes, body(of: section, before: end)) }
    }
  }

  /// `### Status: Pending`, written with hashes.
  private mutating func findHeading(_ section: Section) {
    let line = document.lines[section.lines.lowerBound - 1]
    guard Volatile.headingField(section.title) != nil,
      let heading = LeafRules.atxHeading(document.bytes, line.content, line.end),
      let colon = heading.text.first(where: { document.bytes[$0] == .colon })
    else { return }
    let label = Heading.plain(document.text(heading.text.lowerBound..<colon))
    add(.field(form: "heading", label: label), value(behind: colon, in: heading.text))
  }

  /// Without the emphasis marks that end the label or the whole heading.
  private func value(behind colon: Int, in text: Range<Int>) -> Range<Int> {
    func isMark(_ index: Int) -> Bool { document.bytes[index] == .asterisk || document.bytes[index] == .underscore }
    var (lower, upper) = (colon + 1, text.upperBound)
    while lower < upper, isMark(lower) { lower += 1 }
    let opening = text.prefix(while: isMark).count
    if lower == colon + 1, opening > 0 {
      for _ in 0..<opening where upper > lower && isMark(upper - 1) { upper -= 1 }
    }
    return lower..<upper
  }

  /// From the end of the heading's line to the end of the last word before a thematic break or the next heading.
  private func body(of section: Section, before limit: Int) -> Range<Int> {
    let heading = document.lines[section.lines.lowerBound - 1].end
    let text = document.bytes.trimmed(heading..<limit)
    return heading..<(text.isEmpty ? heading : text.upperBound)
  }

  private mutating func find(_ table: Table, under title: String, _ questions: [Int: String]) {
    let meaning = TableMeaning(table, heading: title)
    let names = table.columnNames
    let filled = meaning.filledColumns(table).sorted()
    for (index, row) in table.rows.enumerated() {
      let cells = table.rowBytes[index]
      switch meaning {
      case .documentControl where row.count > 1:
        add(.field(form: "control_table", label: Heading.plain(row[0])), document.bytes.wholeCell(cells[1]))
      case .signOff:
        guard let role = names.firstIndex(of: "role"), role < row.count, !row[role].isEmpty else { continue }
        let name = SectionIdentity.slug(of: Heading.plain(row[role]))
        for column in filled where column < cells.count {
          add(.signOff(role: name, column: names[column]), document.bytes.wholeCell(cells[column]))
        }
      case .questions:
        guard let question = questions[table.rowLine(index)] else { continue }
        if let column = names.firstIndex(of: "decision") {
          if column < cells.count { add(.decisionCell(question: question), document.bytes.wholeCell(cells[column])) }
        } else if let column = names.firstIndex(of: "question"), column < cells.count {
          add(.decision(question: question), Volatile.remark(document.bytes, cells[column]))
        }
      default: continue
      }
    }
  }
}

extension Block {
  fileprivate var isListItem: Bool {
    if case .listItem = kind { true } else { false }
  }
}

extension Array where Element == UInt8 {
  /// A cell with the blanks on both sides of its text.
  fileprivate func wholeCell(_ text: Range<Int>) -> Range<Int> {
    var (lower, upper) = (text.lowerBound, text.upperBound)
    while lower > 0, self[lower - 1].isBlank { lower -= 1 }
    while upper < count, self[upper].isBlank { upper += 1 }
    return lower..<upper
  }
}

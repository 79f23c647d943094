/// The text of a section that its digest is taken of: what an approval is bound to.
///
/// NFC; LF; no white space at the ends of lines; blank lines single, and none first or last; table cells without padding;
/// headings without emphasis and closing hashes. What the record writes is left out. Fences are verbatim.
struct Canonical {
  let bytes: [UInt8]
  let lines: [Line]
  let blocks: [Block]
  /// The lines of the front matter that the record writes, and its two marks.
  private let filledFrontLines: Set<Int>

  init(_ scanner: BlockScanner) {
    bytes = scanner.bytes
    lines = scanner.lines
    blocks = scanner.blocks
    filledFrontLines = scanner.frontMatter.map(Self.filledLines) ?? []
  }

  /// A filled entry's further lines are its author's, but for the list of the reviewers.
  private static func filledLines(of frontMatter: FrontMatter) -> Set<Int> {
    var lines: Set = [frontMatter.lines.lowerBound, frontMatter.lines.upperBound]
    for entry in frontMatter.entries {
      guard let meaning = Volatile.meaning(of: entry.key) else { continue }
      if meaning == "reviewers" { lines.formUnion(entry.lines) } else { lines.insert(entry.lines.lowerBound) }
    }
    return lines
  }

  func digests(of spans: [SectionSpan], fields: [PlacedField]) -> [String] {
    let filled = Dictionary(
      fields.lazy.filter { Volatile.meaning(of: $0.field.label) != nil }.map { ($0.line, $0.field) },
      uniquingKeysWith: { first, _ in first })
    var roles = SectionRoles()
    return spans.map { span in
      let role = roles.next(level: span.level, title: span.title)
      return Digests.sha256Hex(Normalised.composed(text(of: span, role: role, filled: filled)))
    }
  }

  private func text(of span: SectionSpan, role: SectionRole, filled: [Int: BoldField]) -> [UInt8] {
    var text = CanonicalText()
    let boxes = role.ticksAreFilled ? boxes(in: span) : [:]
    for number in span.lines {
      let line = lines[number - 1]
      guard line.block >= 0 else {
        text.addBlank()
        continue
      }
      if let field = filled[number] {
        let rest = bytes.trimmed(field.valueBytes.upperBound..<line.end)
        if !rest.isEmpty { text.add(bytes[rest]) }
        continue
      }
      switch blocks[line.block].kind {
      case .heading(let level, let raw) where blocks[line.block].isTopLevel:
        if blocks[line.block].lines.lowerBound == number {
          text.add(heading(level, raw, blocks[line.block].lines.count))
        }
      case .frontMatter:
        if !filledFrontLines.contains(number) { text.add(bytes[line.bytes.lowerBound..<line.end]) }
      case .fence:
        text.addVerbatim(bytes[line.bytes.lowerBound..<line.end])
      case .table(let table):
        if number == table.line { add(table, under: span.title, to: &text) }
      default:
        guard role != .reviewNotes else { continue }
        text.add(plain(line, box: boxes[number]))
      }
    }
    return text.bytes
  }

  private func heading(_ level: Int, _ raw: String, _ lineCount: Int) -> [UInt8] {
    let title = Heading.withoutEmphasis(raw)
    // The record fills no title in, and no more than a line.
    let field = level > 1 && lineCount <= 2 ? Volatile.headingField(Heading.plain(raw)) : nil
    let words = field.map { $0.label + ":" } ?? title
    return Array(repeating: .hash, count: level) + [.space] + Array(words.utf8)
  }

  /// The byte between the brackets of each task item in the section, by line.
  private func boxes(in span: SectionSpan) -> [Int: Int] {
    var boxes: [Int: Int] = [:]
    for index in span.blocks {
      if case .listItem(let item) = blocks[index].kind, let box = item.boxByte {
        boxes[blocks[index].lines.lowerBound] = box
      }
    }
    return boxes
  }

  private func plain(_ line: Line, box: Int?) -> [UInt8] {
    var text = Array(bytes[line.bytes.lowerBound..<line.end])
    if let box { text[box - line.bytes.lowerBound] = .space }
    return text
  }

  // MARK: Tables

  private func add(_ table: Table, under title: String, to text: inout CanonicalText) {
    let meaning = TableMeaning(table, heading: title)
    let filled = meaning.filledColumns(table)
    text.add(row(table.header, without: filled))
    // Widths and alignments are layout.
    text.add([.pipe, .hyphen])
    guard !meaning.isHistory else { return }
    for row in table.rows {
      if meaning == .documentControl, let label = row.first, Volatile.meaning(of: label) != nil {
        // Its label and its value; no table has more cells, but an author may write some.
        if row.count > 2 { text.add(self.row(row, without: [0, 1])) }
      } else {
        text.add(self.row(row, without: filled))
      }
    }
  }

  private func row(_ cells: [String], without filled: Set<Int>) -> [UInt8] {
    var text: [UInt8] = []
    for (column, cell) in cells.enumerated() where !filled.contains(column) {
      text.append(.pipe)
      text += cell.utf8
    }
    // The record fills a short row up with empty cells where it writes into it.
    if !filled.isEmpty {
      while text.last == .pipe, text.dropLast().last != .backslash { text.removeLast() }
    }
    return text
  }
}

/// Gathers canonical lines.
private struct CanonicalText {
  private(set) var bytes: [UInt8] = []
  private var isBlankDue = false

  mutating func addBlank() { isBlankDue = true }

  /// A line without the white space at its end; an empty one counts as blank.
  mutating func add(_ line: some BidirectionalCollection<UInt8>) {
    var end = line.endIndex
    while end > line.startIndex, line[line.index(before: end)].isWhiteSpace { end = line.index(before: end) }
    if end == line.startIndex { addBlank() } else { addVerbatim(line[..<end]) }
  }

  mutating func addVerbatim(_ line: some Collection<UInt8>) {
    if isBlankDue, !bytes.isEmpty { bytes.append(.lineFeed) }
    isBlankDue = false
    bytes.append(contentsOf: line)
    bytes.append(.lineFeed)
  }
}

/// The text of a section that its digest is taken of: what an approval is bound to.
///
/// NFC; LF; no white space at the ends of lines; blank lines single, and none first or last; table cells without padding;
/// headings without emphasis and closing hashes. What the record writes is left out. Fences are verbatim.
struct Canonical {
  let bytes: [UInt8]
  let lines: [Line]
  let blocks: [Block]
  /// The lines of the front matter that the record does not write.
  private let authoredLines: Set<Int>

  init(_ scanner: BlockScanner) {
    bytes = scanner.bytes
    lines = scanner.lines
    blocks = scanner.blocks
    let entries = scanner.frontMatter?.entries ?? []
    authoredLines = Set(
      entries.lazy.filter { Volatile.meaning(of: $0.key) == nil }.flatMap(\.lines))
  }

  func digests(of spans: [SectionSpan], fields: [PlacedField]) -> [String] {
    let dropped = Set(fields.lazy.filter { Volatile.meaning(of: $0.field.label) != nil }.map(\.line))
    var ancestors: [(level: Int, title: String)] = []
    return spans.map { span in
      while let last = ancestors.last, last.level >= span.level { ancestors.removeLast() }
      let role = SectionRole(title: span.title, ancestors: ancestors.lazy.map(\.title))
      ancestors.append((span.level, span.title))
      return Digests.sha256Hex(Normalised.composed(text(of: span, role: role, dropped: dropped)))
    }
  }

  private func text(of span: SectionSpan, role: SectionRole, dropped: Set<Int>) -> [UInt8] {
    var text = CanonicalText()
    let boxes = role.ticksAreFilled ? boxes(in: span) : [:]
    for number in span.lines {
      let line = lines[number - 1]
      guard line.block >= 0 else {
        text.addBlank()
        continue
      }
      if dropped.contains(number) { continue }
      switch blocks[line.block].kind {
      case .heading(let level, let raw) where blocks[line.block].isTopLevel:
        if blocks[line.block].lines.lowerBound == number { text.add(heading(level, raw)) }
      case .frontMatter:
        if authoredLines.contains(number) { text.add(bytes[line.bytes.lowerBound..<line.end]) }
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

  private func heading(_ level: Int, _ raw: String) -> [UInt8] {
    let title = Heading.plain(raw)
    let words = Volatile.headingField(title).map { $0.label + ":" } ?? title
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
    let meaning = TableMeaning(header: table.header, heading: title)
    let columns = meaning.authoredColumns(table.header)
    text.add(row(table.header, columns))
    // Widths and alignments are layout.
    text.add([.pipe, .hyphen])
    guard !meaning.isHistory else { return }
    for row in table.rows {
      if meaning == .documentControl, let label = row.first, Volatile.meaning(of: label) != nil { continue }
      text.add(self.row(row, columns))
    }
  }

  private func row(_ cells: [String], _ columns: Set<Int>?) -> [UInt8] {
    var text: [UInt8] = []
    for (column, cell) in cells.enumerated() where columns?.contains(column) ?? true {
      text.append(.pipe)
      text += cell.utf8
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

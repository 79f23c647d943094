/// A place where an author writes something, with what stands there.
struct WrittenValue {
  enum Place: Equatable {
    /// With its column's and its row's names, in lower case, and what its table is for.
    case cell(column: String, row: String, TableMeaning)
    /// Behind a label: in front matter, in a paragraph or in a list item.
    case field(label: String)
    case item
    case paragraph
  }

  let place: Place
  /// White space folded at the line ends.
  let text: String
  let line: Int
  let block: Int
  /// Whether another field follows in the same paragraph.
  var isFollowedByField = false
}

/// Reads the values of a document, block by block.
enum WrittenValues {
  static func all(in document: ParsedDocument, _ sectionOfBlock: [Int]) -> [WrittenValue] {
    var values: [WrittenValue] = []
    for index in document.blocks.indices {
      switch document.blocks[index].kind {
      case .frontMatter:
        values += (document.frontMatter?.entries ?? []).filter { $0.lines.count == 1 }.map {
          WrittenValue(place: .field(label: $0.key), text: $0.value, line: $0.lines.lowerBound, block: index)
        }
      case .table(let table):
        let heading = document.sections.isEmpty ? "" : document.sections[sectionOfBlock[index]].title
        addCells(of: table, TableMeaning(table, heading: heading), index, to: &values)
      case .paragraph, .quote: addRuns(of: document, index, to: &values)
      case .listItem(let item): values.append(self.item(item, document, index))
      default: break
      }
    }
    return values
  }

  private static func addCells(
    of table: Table, _ meaning: TableMeaning, _ block: Int, to values: inout [WrittenValue]
  ) {
    let names = table.header.map { Heading.plain($0).lowercased() }
    let filled = meaning.filledColumns(table)
    for (index, row) in table.rows.enumerated() {
      let name = Heading.plain(row.first ?? "").lowercased()
      for (column, cell) in row.enumerated() where !cell.isEmpty && !filled.contains(column) {
        let place = WrittenValue.Place.cell(
          column: column < names.count ? names[column] : "", row: column > 0 ? name : "", meaning)
        values.append(WrittenValue(place: place, text: cell, line: table.rowLine(index), block: block))
      }
    }
  }

  /// A paragraph's fields, each with the lines that go on from it, and the words before the first.
  private static func addRuns(of document: ParsedDocument, _ block: Int, to values: inout [WrittenValue]) {
    var label: String?
    var (words, first): ([String], Int?) = ([], nil)
    func close(followed: Bool) {
      guard let line = first else { return }
      let text = words.filter { !$0.isEmpty }.joined(separator: " ")
      let place = label.map { WrittenValue.Place.field(label: $0) } ?? .paragraph
      values.append(
        WrittenValue(place: place, text: text, line: line, block: block, isFollowedByField: followed))
    }
    for number in document.blocks[block].lines {
      let line = document.lines[number - 1]
      guard line.block == block else { continue }
      let range = min(line.content, line.end)..<line.end
      if let field = BoldField(document.bytes, range) {
        close(followed: true)
        (label, words, first) = (field.label, [field.value], number)
      } else {
        words.append(document.text(document.bytes.trimmed(range)))
        first = first ?? number
      }
    }
    close(followed: false)
  }

  private static func item(_ item: ListItem, _ document: ParsedDocument, _ block: Int) -> WrittenValue {
    let lines = document.blocks[block].lines
    let rest = lines.dropFirst().map { document.lines[$0 - 1] }.filter { $0.block == block && $0.content < $0.end }
      .map { document.text(document.bytes.trimmed($0.content..<$0.end)) }
    let (label, value) = label(of: item, document)
    let text = ([value] + rest).filter { !$0.isEmpty }.joined(separator: " ")
    let place = label.map { WrittenValue.Place.field(label: $0) } ?? .item
    return WrittenValue(place: place, text: text, line: lines.lowerBound, block: block)
  }

  /// `**Label**: value`, `Label: value` and `Label:`.
  private static func label(of item: ListItem, _ document: ParsedDocument) -> (label: String?, value: String) {
    if let field = BoldField(document.bytes, item.textBytes) { return (field.label, field.value) }
    let text = item.text
    if isLabel(text) { return (Heading.plain(String(text.dropLast())), "") }
    guard let colon = text.prefix(60).firstRange(of: ": ") else { return (nil, text) }
    return (Heading.plain(String(text[..<colon.lowerBound])), text[colon.upperBound...].trimmed)
  }

  /// A few words and a colon; a sentence that ends with one leads to something.
  private static func isLabel(_ text: String) -> Bool {
    guard text.hasSuffix(":"), !text.hasSuffix("::"), text.utf8.count > 1, text.utf8.count <= 60 else { return false }
    return !text.contains(",") && text.count(where: \.isWhitespace) < 5
  }
}

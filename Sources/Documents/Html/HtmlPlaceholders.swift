/// What the writer puts in a placeholder's place.
extension HtmlWriter {
  mutating func replace(_ placeholder: HtmlSource.Placeholder) {
    countPlaceholder()
    switch placeholder {
    case .cell(let table, let row, let column):
      dropHeading()
      enterCell(table, row, column)
    case .box(let isTicked):
      output.insert(contentsOf: " class=\"task\"".utf8, at: itemAttributes)
      write("<input type=\"checkbox\" disabled\(isTicked ? " checked" : "")> ")
    case .html(let block):
      dropHeading()
      write(html: source.document.lines(of: block))
    case .code(let block):
      dropHeading()
      write(code: source.document.blocks[block], source.document.lines(of: block))
    case .nothing: dropHeading()
    }
    dropsSpace = true
  }

  private mutating func write(html lines: ArraySlice<Line>) {
    var html: [UInt8] = []
    for line in lines {
      html += source.document.bytes[line.content..<line.end]
      html.append(.lineFeed)
    }
    let shown = HtmlComments.removed(from: html)
    guard !shown.allSatisfy(\.isWhiteSpace) else { return }
    write("<pre class=\"html\">")
    HtmlEscaping.append(shown, to: &output)
    write("</pre>\n")
  }

  private mutating func write(code block: Block, _ lines: ArraySlice<Line>) {
    var code = lines
    var indent = 4
    write("<pre><code")
    if case .fence(let info, let isClosed) = block.kind, let opening = lines.first {
      code = isClosed ? lines.dropFirst().dropLast() : lines.dropFirst()
      indent = CodeText.indent(of: opening, in: source.document.bytes)
      let language = HtmlEscaping.unescaped(info).split(whereSeparator: \.isWhiteSpace).first ?? []
      if !language.isEmpty {
        write(" class=\"language-")
        HtmlEscaping.append(language, to: &output)
        write("\"")
      }
    }
    write(">")
    for line in code {
      HtmlEscaping.append(CodeText.text(of: line, without: indent, in: source.document.bytes), to: &output)
      write("\n")
    }
    write("</code></pre>\n")
  }

  // MARK: Tables

  private func table(_ block: Int) -> Table? {
    if case .table(let table) = source.document.blocks[block].kind { table } else { nil }
  }

  private mutating func enterCell(_ block: Int, _ row: Int, _ column: Int) {
    guard let table = table(block) else { return }
    cell = (block, row, column)
    if column == 0 {
      if row == 0 { write("<table>\n<thead>\n") }
      if row == 2 { write("<tbody>\n") }
      write("<tr>")
    }
    write("<\(row == 0 ? "th" : "td")\(alignment(column, in: table))>")
  }

  mutating func leaveCell() {
    guard let (block, row, column) = cell, let table = table(block) else { return }
    cell = nil
    write(row == 0 ? "</th>" : "</td>")
    let columns = table.header.count
    let last = row == 0 ? columns : min(columns, table.rows[row - 2].count)
    guard column + 1 == last else { return }
    for column in last..<columns where !isOverBudget { write("<td\(alignment(column, in: table))></td>") }
    write("</tr>\n")
    if row == 0 { write("</thead>\n") }
    guard row == (table.rows.isEmpty ? 0 : table.rows.count + 1) else { return }
    write(row == 0 ? "</table>\n" : "</tbody>\n</table>\n")
  }

  private func alignment(_ column: Int, in table: Table) -> String {
    switch table.alignments[column] {
    case .unset: ""
    case .left: " class=\"left\""
    case .center: " class=\"centre\""
    case .right: " class=\"right\""
    }
  }
}

extension ParsedDocument {
  fileprivate func lines(of block: Int) -> ArraySlice<Line> {
    lines[(blocks[block].lines.lowerBound - 1)..<blocks[block].lines.upperBound]
  }
}

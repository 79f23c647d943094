/// `[…]` that somebody has still to fill: not links, task boxes, footnotes, indices, or what the tool decided.
enum Placeholders {
  /// The words between the brackets, in their order.
  static func found(in line: String) -> [String] {
    let bytes = Array(line.utf8)
    var reader = PlaceholderReader(bytes, definitions: [], place: "table", language: nil)
    reader.read(taskText(bytes)..<bytes.count, line: 1)
    return reader.found.map(\.text)
  }

  /// Where a line's text begins behind `- [ ]`.
  private static func taskText(_ bytes: [UInt8]) -> Int {
    guard let open = bytes.firstIndex(of: .openBracket), open + 2 < bytes.count, bytes[open + 2] == .closeBracket,
      bytes[open + 1] == .space || bytes[open + 1].lowercased == 0x78
    else { return 0 }
    return open + 3
  }
}

extension RecogniserPass {
  mutating func findPlaceholders(in index: Int) {
    let block = document.blocks[index]
    guard let place = block.placeholderPlace else { return }
    var reader = PlaceholderReader(
      document.bytes, definitions: definitions, place: place, language: block.fenceLanguage)
    for number in block.lines {
      let line = document.lines[number - 1]
      guard line.block == index || place == "front_matter" else { continue }
      if place == "fence", number == block.lines.lowerBound, case .fence = block.kind { continue }
      let start = block.textStart(line, isFirst: number == block.lines.lowerBound)
      reader.read(start..<line.end, line: number)
      if place != "fence" { findDatePattern(start..<line.end, line: number) }
      if place == "table" || place == "front_matter" { reader.endLine() }
    }
    for found in reader.found {
      findings.placeholders.append(Placeholder(text: found.text, section: section, line: found.line, place: place))
    }
    for left in reader.leftOut {
      findings.unrecognised.append(
        Unrecognised(what: "bracket", text: "[\(left.text)]", line: left.line, reason: left.reason))
    }
  }

  /// `YYYY-MM-DD` stands for a date that nobody has given yet.
  private mutating func findDatePattern(_ range: Range<Int>, line: Int) {
    let pattern = "yyyy-mm-dd"
    guard let at = range.first(where: { document.bytes.hasWord(pattern, at: $0, before: range.upperBound) }) else {
      return
    }
    let text = document.text(at..<at + pattern.utf8.count)
    findings.unrecognised.append(
      Unrecognised(
        what: "date_pattern", text: text, line: line,
        reason: "It is a date still to be given, or the form that dates have; it is no placeholder in brackets."))
  }
}

extension Block {
  fileprivate var placeholderPlace: String? {
    switch kind {
    case .frontMatter: "front_matter"
    case .heading: "heading"
    case .fence, .indentedCode: "fence"
    case .table: "table"
    case .paragraph, .listItem, .quote: "prose"
    case .htmlComment, .html, .thematicBreak: nil
    }
  }

  fileprivate var fenceLanguage: FenceLanguage? {
    switch kind {
    case .fence(let info, _): FenceLanguage(info: info)
    case .indentedCode: .plain
    default: nil
    }
  }

  /// Where a line's own text begins: behind the box, in a task's first line.
  fileprivate func textStart(_ line: Line, isFirst: Bool) -> Int {
    if isFirst, case .listItem(let item) = kind { return min(item.textBytes.lowerBound, line.end) }
    return min(line.content, line.end)
  }
}

/// Placeholders, and the markers and dates among them.
extension LintPass {
  mutating func findBrackets() {
    for placeholder in found.placeholders {
      let text = placeholder.text
      guard !record.fills("[" + text, line: placeholder.line, section: placeholder.section) else { continue }
      if Unfilled.isMarker(bracket: text) {
        add(
          .upstreamMarker, line: placeholder.line, section: placeholder.section,
          "'[\(Self.short(text))]' was left for somebody to answer.")
      } else if Unfilled.isDate(bracket: text) {
        add(
          .unfilledTimestamp, line: placeholder.line, section: placeholder.section,
          "'[\(Self.short(text))]' stands where a date or a time belongs.")
      } else {
        add(
          .placeholder, line: placeholder.line, section: placeholder.section,
          "'[\(Self.short(text))]' is still to be filled in.")
      }
    }
  }

  /// What a template's tools should have taken out, and fences that swallow what follows.
  mutating func findLeftovers() {
    for conditional in found.conditionals {
      add(
        .unresolvedConditional, line: conditional.line, section: conditional.section,
        "Decide the condition and remove the comment: \(conditional.condition)")
    }
    for block in document.blocks {
      switch block.kind {
      case .fence(_, closed: false):
        add(.unclosedFence, line: block.lines.lowerBound, "Nothing closes this fence, so all that follows is code.")
      case .frontMatter, .heading, .listItem, .paragraph, .quote, .table:
        for number in block.lines where hasExpression(number) {
          add(.jinjaLeft, line: number, "A template expression was left in the text.")
        }
      default: break
      }
    }
  }

  /// `{{` or `{%` outside of inline code; `${{` belongs to other tools.
  private func hasExpression(_ number: Int) -> Bool {
    let bytes = document.bytes
    let line = document.lines[number - 1]
    let range = line.bytes.lowerBound..<line.end
    guard bytes[range].contains(.openBrace) else { return false }
    var spans = CodeSpans.ranges(bytes, range)[...]
    for index in range.dropLast() where bytes[index] == .openBrace {
      while let span = spans.first, span.upperBound <= index { spans.removeFirst() }
      if spans.first?.contains(index) ?? false { continue }
      guard bytes[index + 1] == .openBrace || bytes[index + 1] == .percent else { continue }
      if index == range.lowerBound || bytes[index - 1] != 0x24 { return true }
    }
    return false
  }
}

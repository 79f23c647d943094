/// Values that say nothing yet: markers, dates without digits, lists of choices, `N/A` without a reason.
extension LintPass {
  mutating func findInValues() {
    for value in values where !value.text.isEmpty {
      let section =
        document.sections.indices.contains(sectionOfBlock[value.block])
        ? document.sections[sectionOfBlock[value.block]].id : "preamble"
      guard !record.fills(value.text, line: value.line, section: section) else { continue }
      if Unfilled.isMarker(value.text), !isState(value) {
        add(.upstreamMarker, line: value.line, "'\(Self.short(value.text))' was left for somebody to answer.")
      } else if Unfilled.isDatePattern(value.text), takesDate(value) {
        add(.unfilledTimestamp, line: value.line, "'\(Self.short(value.text))' stands where a date belongs.")
      } else if Choices.isOpen(value.text), takesChoice(value) {
        add(.unchosenOption, line: value.line, "'\(Self.short(value.text))' is still the list of choices; keep one.")
      } else if NotApplicable.isUnjustified(value.text), isAlone(value) {
        add(
          .unjustifiedNA, line: value.line,
          "'\(Self.short(value.text))' is all that is said; say why it does not apply.")
      } else if value.place == .paragraph {
        findMarkerLines(in: value)
      }
    }
  }

  /// `TODO` on a line of its own, in a paragraph of several.
  private mutating func findMarkerLines(in value: WrittenValue) {
    let lines = document.blocks[value.block].lines
    guard lines.count > 1 else { return }
    for number in lines where document.lines[number - 1].block == value.block {
      let line = document.lines[number - 1]
      let text = document.text(min(line.content, line.end)..<line.end).trimmed
      if Unfilled.isMarker(text) {
        add(.upstreamMarker, line: number, "'\(Self.short(text))' was left for somebody to answer.")
      }
    }
  }

  /// `TODO` is a state that work can have.
  private func isState(_ value: WrittenValue) -> Bool {
    guard case .cell(let column, _, _) = value.place else { return false }
    return ["status", "state", "progress"].contains(column) && Unfilled.bare(value.text).lowercased() == "todo"
  }

  /// A pattern is a value only where a date is asked for: elsewhere it may say what form dates have.
  private func takesDate(_ value: WrittenValue) -> Bool {
    switch value.place {
    case .cell(let column, let row, let meaning):
      return Self.namesDate(column) || (meaning == .documentControl && Self.namesDate(row))
    case .field(let label): return Self.namesDate(label)
    case .item, .paragraph: return true
    }
  }

  private static let dateWords: Set<String> = [
    "date", "dates", "created", "updated", "modified", "approved", "started", "completed", "reviewed", "due",
    "deadline",
    "expires", "expiry", "until", "since", "when", "on", "by", "at", "time", "timestamp", "rehearsed", "measured",
    "released", "effective", "day",
  ]

  private static func namesDate(_ label: String) -> Bool {
    let words = label.lowercased().split { !$0.isLetter }.map(String.init)
    return !words.contains("format") && !words.contains("pattern") && words.contains(where: dateWords.contains)
  }

  private func takesChoice(_ value: WrittenValue) -> Bool {
    switch value.place {
    case .cell(let column, let row, _):
      if Choices.areNamed(by: column) || Choices.areNamed(by: row) { return false }
      // `true/false` below `Type` is a type.
      return !(column == "type" && Unfilled.bare(value.text).lowercased().hasPrefix("true"))
    case .field(let label): return !Choices.areNamed(by: label)
    case .item, .paragraph: return true
    }
  }

  // MARK: N/A

  /// Whether nothing else is said in the field or the section. A cell of a table may be `N/A`.
  private func isAlone(_ value: WrittenValue) -> Bool {
    switch value.place {
    case .cell: return false
    case .field:
      return document.blocks[value.block].kind != .frontMatter && (value.isFollowedByField || !isFollowed(value.block))
    case .paragraph:
      return !value.isFollowedByField && beginsPart(value.block) && !isFollowed(value.block)
    case .item:
      guard beginsPart(value.block), !isFollowed(value.block) else { return false }
      if let next = next(after: value.block), case .listItem = document.blocks[next].kind { return false }
      return true
    }
  }

  /// Whether a block is the first under its heading or behind a label.
  private func beginsPart(_ block: Int) -> Bool {
    var index = block - 1
    while index >= 0, document.blocks[index].kind == .htmlComment { index -= 1 }
    guard index >= 0 else { return true }
    switch document.blocks[index].kind {
    case .heading, .thematicBreak, .frontMatter: return true
    case .paragraph, .listItem, .quote:
      let last = document.lines[document.blocks[index].lines.upperBound - 1].trimmed
      return last.hasSuffix(":") || last.hasSuffix(":**") || last.hasSuffix(":__")
    default: return false
    }
  }
}

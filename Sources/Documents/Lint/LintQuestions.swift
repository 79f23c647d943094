/// Open questions, and sections that say nothing.
extension LintPass {
  mutating func findQuestions() {
    let brackets = Set(found.placeholders.map(\.line))
    for question in found.questions where !question.answered && !answered.contains(question.id) {
      let isPut = question.options.count > 1 && !Unfilled.isUnfilled(question.recommendation ?? "")
      if isPut, !brackets.contains(question.line) { continue }
      add(
        .unansweredQuestion, line: question.line, section: question.section,
        "'\(Self.short(question.text))' has no answer.")
    }
  }

  mutating func findEmptySections() {
    var isWritten = [Bool](repeating: false, count: document.sections.count)
    for (block, section) in zip(document.blocks, sectionOfBlock) where isWritten.indices.contains(section) {
      switch block.kind {
      case .thematicBreak: break
      case .heading where block.isTopLevel: break
      case .htmlComment: if isConditional(block) { isWritten[section] = true }
      default: isWritten[section] = true
      }
    }
    for (index, section) in document.sections.enumerated() where section.level > 0 && !isWritten[index] {
      let isParent = index + 1 < document.sections.count && document.sections[index + 1].level > section.level
      let isFilled = record.lines.contains(section.lines.lowerBound) || record.sections.contains(section.id)
      // A question, or the number of a version, can be all that a heading has to say.
      let isWhole = section.title.hasSuffix("?") || !section.title.contains { $0.isLetter && $0 != "v" }
      if isParent || isFilled || isWhole { continue }
      add(
        .emptySection, line: section.lines.lowerBound, section: section.id,
        "Nothing stands under '\(Self.short(section.title))'.")
    }
  }

  /// An undecided condition is found by itself.
  private func isConditional(_ block: Block) -> Bool {
    document.lines[block.lines.lowerBound - 1].text.contains("CONDITIONAL")
  }
}

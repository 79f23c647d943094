/// Compares two texts word by word, so that people can read what has changed.
enum WordDiff {
  /// What stays, and what stands in its place where something changed.
  private struct Step {
    var same: [UInt8] = []
    var removed: [UInt8] = []
    var added: [UInt8] = []

    var isSame: Bool { removed.isEmpty && added.isEmpty }
    var size: Int { max(removed.count, added.count) }
  }

  /// The parts without those added are the old text, those without those removed the new one. Where no steps are left,
  /// all that differs in the midst is taken as replaced.
  static func parts(
    from old: ArraySlice<UInt8>, to new: ArraySlice<UInt8>, stepsLeft: inout Int
  ) -> [SectionChange.Word] {
    var steps: [Step] = []
    for (operation, token) in LineDiff.operations(from: tokens(old), to: tokens(new), stepsLeft: &stepsLeft) {
      if steps.isEmpty || steps[steps.count - 1].isSame != (operation == .same) { steps.append(Step()) }
      switch operation {
      case .same: steps[steps.count - 1].same += token
      case .removed: steps[steps.count - 1].removed += token
      case .added: steps[steps.count - 1].added += token
      }
    }
    return gathered(steps).flatMap(words)
  }

  private static func words(_ step: Step) -> [SectionChange.Word] {
    [(DiffOperation.same, step.same), (.removed, step.removed), (.added, step.added)].filter { !$0.1.isEmpty }
      .map { SectionChange.Word(op: $0.0, text: String(decoding: $0.1, as: UTF8.self)) }
  }

  /// A few words that happen to stay between two larger changes are read more easily as changed with them.
  private static func gathered(_ steps: [Step]) -> [Step] {
    var gathered: [Step] = []
    for (index, step) in steps.enumerated() {
      if step.isSame, let last = gathered.last, index + 1 < steps.count, isThin(step.same, last, steps[index + 1]) {
        gathered[gathered.count - 1].removed += step.same
        gathered[gathered.count - 1].added += step.same
      } else if !step.isSame, let last = gathered.last, !last.isSame {
        gathered[gathered.count - 1].removed += step.removed
        gathered[gathered.count - 1].added += step.added
      } else {
        gathered.append(step)
      }
    }
    return gathered
  }

  private static func isThin(_ same: [UInt8], _ before: Step, _ after: Step) -> Bool {
    guard !same.contains(.lineFeed) else { return false }
    let letters = same.count(where: isLetterLike)
    return letters == 0 && same.count <= 2 || same.count <= before.size && same.count <= after.size
  }

  /// Words, spaces, line ends and each other sign: joined, they are the text again.
  static func tokens(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var tokens: [ArraySlice<UInt8>] = []
    var start = text.startIndex
    for index in text.indices.dropFirst() where parts(text[index - 1], text[index]) {
      tokens.append(text[start..<index])
      start = index
    }
    if start < text.endIndex { tokens.append(text[start...]) }
    return tokens
  }

  private static func parts(_ before: UInt8, _ after: UInt8) -> Bool {
    if isLetterLike(before) || isLetterLike(after) { return isLetterLike(before) != isLetterLike(after) }
    return !(before.isBlank && after.isBlank)
  }

  static func isLetterLike(_ byte: UInt8) -> Bool { byte.isWord || byte == .underscore || byte >= 0x80 }
}

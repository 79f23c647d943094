/// What became of a section between two revisions; one may appear with several changes.
package struct SectionChange: Hashable, Sendable, Codable {
  package enum Change: String, Hashable, Sendable, Codable {
    case added, removed, moved, renamed, changed
  }
  package struct Word: Hashable, Sendable, Codable {
    package let op: DiffOperation
    package let text: String
  }
  package let id: String
  package let title: String
  package let change: Change
  package let words: [Word]?
}

/// Compares two revisions.
package enum Differ {
  /// Words compared in one section; a longer one is shown as replaced.
  private static let wordsMax = 20_000

  /// The unified form of `diff -u`. Empty where the texts are equal.
  package static func unified(
    from old: String, to new: String, fromName: String, toName: String, context: Int = 3
  ) -> String {
    guard old != new else { return "" }
    let steps = LineDiff.operations(from: Line.lines(of: old).map(\.text), to: Line.lines(of: new).map(\.text))
    let hunks = Hunk.hunks(of: steps.map(\.operation), context: context)
    return "--- \(fromName)\n+++ \(toName)\n"
      + hunks.map { hunk in
        hunk.header
          + steps[hunk.steps].map { step in
            switch step.operation {
            case .same: " \(step.element)\n"
            case .added: "+\(step.element)\n"
            case .removed: "-\(step.element)\n"
            }
          }.joined()
      }.joined()
  }

  package static func sections(
    from old: ParsedDocument, to new: ParsedDocument
  ) -> [SectionChange] {
    let before = Dictionary(old.sections.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let after = Set(new.sections.map(\.id))
    let order = LineDiff.operations(from: old.sections.map(\.id), to: new.sections.map(\.id))
    let moved = Set(order.filter { $0.operation == .added }.map(\.element))
    var changes: [SectionChange] = []
    for section in new.sections {
      guard let former = before[section.id] else {
        changes.append(SectionChange(id: section.id, title: section.title, change: .added, words: nil))
        continue
      }
      if moved.contains(section.id) {
        changes.append(SectionChange(id: section.id, title: section.title, change: .moved, words: nil))
      }
      if former.title != section.title {
        changes.append(SectionChange(id: section.id, title: section.title, change: .renamed, words: nil))
      }
      if former.digest != section.digest {
        let words = words(from: old.text(of: former), to: new.text(of: section))
        changes.append(SectionChange(id: section.id, title: section.title, change: .changed, words: words))
      }
    }
    return changes
      + old.sections.filter { !after.contains($0.id) }.map {
        SectionChange(id: $0.id, title: $0.title, change: .removed, words: nil)
      }
  }

  private static func words(from old: String, to new: String) -> [SectionChange.Word] {
    let (before, after) = (tokens(old), tokens(new))
    guard before.count <= wordsMax, after.count <= wordsMax else {
      return [SectionChange.Word(op: .removed, text: old), SectionChange.Word(op: .added, text: new)]
    }
    var words: [SectionChange.Word] = []
    for step in LineDiff.operations(from: before, to: after) {
      if let last = words.last, last.op == step.operation {
        words[words.count - 1] = SectionChange.Word(op: last.op, text: last.text + step.element)
      } else {
        words.append(SectionChange.Word(op: step.operation, text: String(step.element)))
      }
    }
    return words
  }

  /// Words and what parts them, so that joining them gives the text again.
  private static func tokens(_ text: String) -> [Substring] {
    var tokens: [Substring] = []
    var rest = text[...]
    while let first = rest.first {
      let isSpace = first.isWhitespace
      let token = rest.prefix { $0.isWhitespace == isSpace }
      tokens.append(token)
      rest = rest.dropFirst(token.count)
    }
    return tokens
  }
}

private struct Hunk {
  let steps: Range<Int>
  let header: String

  static func hunks(of operations: [DiffOperation], context: Int) -> [Hunk] {
    var ranges: [Range<Int>] = []
    for index in operations.indices where operations[index] != .same {
      let wanted = max(0, index - context)..<min(operations.count, index + context + 1)
      if let last = ranges.last, wanted.lowerBound <= last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound..<wanted.upperBound
      } else {
        ranges.append(wanted)
      }
    }
    var (oldLine, newLine, done) = (1, 1, 0)
    return ranges.map { range in
      for operation in operations[done..<range.lowerBound] { advance(operation, &oldLine, &newLine) }
      let (oldStart, newStart) = (oldLine, newLine)
      for operation in operations[range] { advance(operation, &oldLine, &newLine) }
      done = range.upperBound
      return Hunk(
        steps: range, header: "@@ -\(oldStart),\(oldLine - oldStart) +\(newStart),\(newLine - newStart) @@\n")
    }
  }

  private static func advance(_ operation: DiffOperation, _ old: inout Int, _ new: inout Int) {
    if operation != .added { old += 1 }
    if operation != .removed { new += 1 }
  }
}

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

  /// The unified form of `diff -u`, which `patch` applies. Empty where the texts are equal to the byte.
  package static func unified(
    from old: String, to new: String, fromName: String, toName: String, context: Int = 3
  ) -> String {
    let hunks = UnifiedDiff(from: Array(old.utf8), to: Array(new.utf8)).hunks(context: context)
    return hunks.isEmpty ? "" : "--- \(fromName)\n+++ \(toName)\n" + String(decoding: hunks, as: UTF8.self)
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
        let words = words(from: old.bytes[former.bytes], to: new.bytes[section.bytes])
        changes.append(SectionChange(id: section.id, title: section.title, change: .changed, words: words))
      }
    }
    return changes
      + old.sections.filter { !after.contains($0.id) }.map {
        SectionChange(id: $0.id, title: $0.title, change: .removed, words: nil)
      }
  }

  /// The parts without those added are the old text to the byte, the parts without those removed the new one.
  private static func words(from old: ArraySlice<UInt8>, to new: ArraySlice<UInt8>) -> [SectionChange.Word] {
    let (before, after) = (tokens(old), tokens(new))
    var parts: [(operation: DiffOperation, bytes: [UInt8])] = []
    if before.count <= wordsMax, after.count <= wordsMax {
      for step in LineDiff.operations(from: before, to: after) {
        if let last = parts.last, last.operation == step.operation {
          parts[parts.count - 1].bytes += step.element
        } else {
          parts.append((step.operation, Array(step.element)))
        }
      }
    } else {
      parts = [(.removed, Array(old)), (.added, Array(new))].filter { !$0.bytes.isEmpty }
    }
    return parts.map { SectionChange.Word(op: $0.operation, text: String(decoding: $0.bytes, as: UTF8.self)) }
  }

  /// Words and the white space that parts them: joined, they are the text again.
  private static func tokens(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var tokens: [ArraySlice<UInt8>] = []
    var start = text.startIndex
    for index in text.indices.dropFirst() where text[index].isWhiteSpace != text[index - 1].isWhiteSpace {
      tokens.append(text[start..<index])
      start = index
    }
    if start < text.endIndex { tokens.append(text[start...]) }
    return tokens
  }
}

/// A paragraph, a heading, a table or a block of code in two revisions.
package struct BlockChange: Hashable, Sendable {
  package enum Style: String, Hashable, Sendable {
    case prose, heading
    /// Columns and spaces matter: code, tables, front matter.
    case exact
  }
  package enum Kind: String, Hashable, Sendable {
    case same, added, removed, changed
  }
  package let style: Style
  package let kind: Kind
  package let parts: [SectionChange.Word]
}

/// Compares two texts block by block, and word by word within a block that was changed.
package enum BlockDiff {
  /// Of the blocks that went, those that a new one is compared with to find what it was.
  private static let candidatesMax = 8
  /// The share of common words from which on two blocks are the same one, changed.
  private static let likenessMin = 0.4

  package static func changes(from old: String, to new: String) -> [BlockChange] {
    var stepsLeft = LineDiff.stepsMax
    return changes(from: old, to: new, stepsLeft: &stepsLeft)
  }

  static func changes(from old: String, to new: String, stepsLeft: inout Int) -> [BlockChange] {
    let steps = LineDiff.operations(
      from: TextBlock.blocks(of: old), to: TextBlock.blocks(of: new), stepsLeft: &stepsLeft)
    var changes: [BlockChange] = []
    var (removed, added): ([TextBlock], [TextBlock]) = ([], [])
    for (operation, block) in steps {
      switch operation {
      case .removed: removed.append(block)
      case .added: added.append(block)
      case .same:
        changes += matched(removed, added, stepsLeft: &stepsLeft)
        (removed, added) = ([], [])
        changes.append(block.change(.same))
      }
    }
    return changes + matched(removed, added, stepsLeft: &stepsLeft)
  }

  /// Blocks that went and blocks that came in their place, each with the one that it was.
  private static func matched(_ removed: [TextBlock], _ added: [TextBlock], stepsLeft: inout Int) -> [BlockChange] {
    let counts = removed.map(WordCounts.init)
    var changes: [BlockChange] = []
    var fresh: [BlockChange] = []
    var next = 0
    for block in added {
      let words = WordCounts(block)
      let candidates = next..<min(removed.count, next + candidatesMax)
      let likenesses = candidates.map { removed[$0].style == block.style ? counts[$0].likeness(to: words) : 0 }
      guard let best = likenesses.max(), best >= likenessMin, let at = likenesses.firstIndex(of: best) else {
        fresh.append(block.change(.added))
        continue
      }
      changes += removed[next..<next + at].map { $0.change(.removed) } + fresh
      fresh = []
      let parts = WordDiff.parts(from: removed[next + at].bytes, to: block.bytes, stepsLeft: &stepsLeft)
      changes.append(BlockChange(style: block.style, kind: .changed, parts: parts))
      next += at + 1
    }
    return changes + removed[next...].map { $0.change(.removed) } + fresh
  }
}

/// The words of a block, and how often each stands there.
private struct WordCounts {
  private var counts: [ArraySlice<UInt8>: Int] = [:]
  private var total = 0

  init(_ block: TextBlock) {
    for token in WordDiff.tokens(block.bytes) where token.first.map(WordDiff.isLetterLike) ?? false {
      counts[token, default: 0] += 1
      total += 1
    }
  }

  /// From 0, no word in common, to 1.
  func likeness(to other: WordCounts) -> Double {
    guard total + other.total > 0 else { return 0 }
    let common = other.counts.reduce(0) { sum, entry in sum + min(entry.value, counts[entry.key] ?? 0) }
    return 2 * Double(common) / Double(total + other.total)
  }
}

/// Lines that belong together, without the blank lines around them and without carriage returns.
struct TextBlock: Hashable {
  let style: BlockChange.Style
  let bytes: ArraySlice<UInt8>

  func change(_ kind: BlockChange.Kind) -> BlockChange {
    let operation: DiffOperation = kind == .added ? .added : kind == .removed ? .removed : .same
    let word = SectionChange.Word(op: operation, text: String(decoding: bytes, as: UTF8.self))
    return BlockChange(style: style, kind: kind, parts: [word])
  }

  /// A document's blocks, near enough for people who look at them: a heading, a fence with what is in it, and what lies
  /// between blank lines.
  static func blocks(of text: String) -> [TextBlock] {
    var gathering = BlockGathering(bytes: Array(text.utf8.filter { $0 != .carriageReturn }))
    return gathering.run()
  }
}

private struct BlockGathering {
  let bytes: [UInt8]
  private var blocks: [TextBlock] = []
  private var start: Int?
  private var end = 0
  private var style = BlockChange.Style.prose
  private var fence: (sign: UInt8, count: Int)?

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func run() -> [TextBlock] {
    var line = 0
    while line < bytes.count {
      let lineEnd = bytes[line...].firstIndex(of: .lineFeed) ?? bytes.count
      take(line..<lineEnd)
      line = lineEnd + 1
    }
    close()
    return blocks
  }

  private mutating func take(_ line: Range<Int>) {
    let text = bytes[bytes.trimmed(line)]
    if let open = fence {
      end = line.upperBound
      if Self.fence(text).map({ $0.sign == open.sign && $0.count >= open.count }) ?? false,
        text.allSatisfy({ $0 == open.sign })
      {
        close()
      }
      return
    }
    guard !text.isEmpty else { return close() }
    let opened = Self.fence(text)
    let isHeading = text.first == .hash && text.drop { $0 == .hash }.first.map(\.isBlank) ?? true
    if opened != nil || isHeading { close() }
    if start == nil {
      start = line.lowerBound
      let isFrontMatter = line.lowerBound == 0 && text.elementsEqual("---".utf8)
      style = isHeading ? .heading : opened != nil || text.first == .pipe || isFrontMatter ? .exact : .prose
    }
    end = line.upperBound
    fence = opened
    if isHeading { close() }
  }

  private mutating func close() {
    if let start { blocks.append(TextBlock(style: style, bytes: bytes[start..<end])) }
    (start, fence) = (nil, nil)
  }

  private static func fence(_ text: ArraySlice<UInt8>) -> (sign: UInt8, count: Int)? {
    guard let sign = text.first, sign == .backtick || sign == .tilde else { return nil }
    let count = text.prefix { $0 == sign }.count
    return count >= 3 ? (sign, count) : nil
  }
}

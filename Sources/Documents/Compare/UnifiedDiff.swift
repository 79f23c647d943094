/// The unified form of `diff -u`, which `patch` applies. Lines end at LF, as they do for these tools: a carriage return
/// belongs to its line, and a last line without an end is marked.
struct UnifiedDiff {
  private let steps: [(operation: DiffOperation, element: ArraySlice<UInt8>)]

  init(from old: [UInt8], to new: [UInt8]) {
    steps = LineDiff.operations(from: Self.lines(old), to: Self.lines(new))
  }

  /// Each with its end.
  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for index in bytes.indices where bytes[index] == .lineFeed {
      lines.append(bytes[start...index])
      start = index + 1
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }

  /// The hunks, each with so many lines around its changes; empty where nothing differs.
  func hunks(context: Int) -> [UInt8] {
    var text: [UInt8] = []
    for hunk in Hunk.hunks(of: steps.map(\.operation), context: context) {
      text += hunk.header.utf8
      for step in steps[hunk.steps] {
        text.append(step.operation == .same ? .space : step.operation == .added ? .plus : .hyphen)
        text += step.element
        if step.element.last != .lineFeed { text += "\n\\ No newline at end of file\n".utf8 }
      }
    }
    return text
  }
}

private struct Hunk {
  let steps: Range<Int>
  let header: String

  static func hunks(of operations: [DiffOperation], context: Int) -> [Hunk] {
    var (oldLine, newLine, done) = (1, 1, 0)
    return ranges(of: operations, context: context).map { range in
      for operation in operations[done..<range.lowerBound] { advance(operation, &oldLine, &newLine) }
      let (oldStart, newStart) = (oldLine, newLine)
      for operation in operations[range] { advance(operation, &oldLine, &newLine) }
      done = range.upperBound
      let (old, new) = (place(oldStart, oldLine - oldStart), place(newStart, newLine - newStart))
      return Hunk(steps: range, header: "@@ -\(old) +\(new) @@\n")
    }
  }

  private static func ranges(of operations: [DiffOperation], context: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for index in operations.indices where operations[index] != .same {
      let wanted = max(0, index - context)..<min(operations.count, index + context + 1)
      if let last = ranges.last, wanted.lowerBound <= last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound..<wanted.upperBound
      } else {
        ranges.append(wanted)
      }
    }
    return ranges
  }

  /// Of no lines at all, the line before is named.
  private static func place(_ start: Int, _ count: Int) -> String { "\(count == 0 ? start - 1 : start),\(count)" }

  private static func advance(_ operation: DiffOperation, _ old: inout Int, _ new: inout Int) {
    if operation != .added { old += 1 }
    if operation != .removed { new += 1 }
  }
}

/// Where the cells of a GFM table row lie (GFM specification, section 4.10).
enum TableRules {
  /// The cells' trimmed ranges. A pipe splits unless a backslash stands before it, in code spans too.
  static func cells(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    let row = bytes.trimmed(range)
    var cells: [Range<Int>] = []
    var start = row.lowerBound
    if start < row.upperBound, bytes[start] == .pipe { start += 1 }
    var index = start
    while index < row.upperBound {
      if bytes[index] == .backslash, index + 1 < row.upperBound, bytes[index + 1] == .pipe {
        index += 2
        continue
      }
      if bytes[index] == .pipe {
        cells.append(bytes.cellText(start..<index))
        start = index + 1
      }
      index += 1
    }
    if start < row.upperBound || cells.isEmpty { cells.append(bytes.cellText(start..<row.upperBound)) }
    return cells
  }

  /// The alignments of a delimiter row such as `|---|:-:|`; nil where the line is none.
  static func alignments(_ bytes: [UInt8], _ range: Range<Int>) -> [Table.Alignment]? {
    let row = bytes.trimmed(range)
    guard !row.isEmpty, bytes[row].allSatisfy({ $0 == .pipe || $0 == .hyphen || $0 == .colon || $0.isBlank }) else {
      return nil
    }
    var alignments: [Table.Alignment] = []
    for cell in cells(bytes, row) {
      guard let alignment = alignment(bytes, cell) else { return nil }
      alignments.append(alignment)
    }
    return alignments
  }

  private static func alignment(_ bytes: [UInt8], _ cell: Range<Int>) -> Table.Alignment? {
    var dashes = cell
    let left = !cell.isEmpty && bytes[cell.lowerBound] == .colon
    let right = cell.count > 1 && bytes[cell.upperBound - 1] == .colon
    if left { dashes = dashes.lowerBound + 1..<dashes.upperBound }
    if right { dashes = dashes.lowerBound..<dashes.upperBound - 1 }
    guard !dashes.isEmpty, bytes[dashes].allSatisfy({ $0 == .hyphen }) else { return nil }
    return left ? (right ? .center : .left) : (right ? .right : .unset)
  }
}

extension Array where Element == UInt8 {
  /// A cell's text; an empty cell lies one blank after its pipe, where there is one, so that filling it reads well.
  fileprivate func cellText(_ range: Range<Int>) -> Range<Int> {
    let text = trimmed(range)
    guard text.isEmpty else { return text }
    let at = Swift.min(range.lowerBound + (range.count > 1 ? 1 : 0), range.upperBound)
    return at..<at
  }
}

import Documents

/// What the block scanner reads, in the words of `Tests/Peers/blocks.py`.
enum BlockReading {
  static func of(_ document: ParsedDocument) -> [String] {
    sorted(document.blocks.flatMap { describe($0) })
  }

  /// Only the kinds and the first lines, without tasks: `heading 3`.
  static func starts(_ reading: [String]) -> [String] {
    sorted(
      reading.compactMap { words in
        let parts = words.split(separator: " ")
        guard parts.count > 1, parts[0] != "task" else { return nil }
        return "\(parts[0]) \(parts[1].prefix { $0 != "-" })"
      })
  }

  private static func sorted(_ words: [String]) -> [String] {
    words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func describe(_ block: Block) -> [String] {
    let first = block.lines.lowerBound
    let lines = "\(first)-\(block.lines.upperBound)"
    switch block.kind {
    case .heading(let level, _): return ["heading \(lines) level \(level)"]
    case .fence(let info, _): return ["fence \(lines) info \(info)"]
    case .indentedCode: return ["code \(first)"]
    case .html, .htmlComment: return ["html \(lines)"]
    case .thematicBreak: return ["break \(first)"]
    case .table(let table): return ["table \(lines) cells \(table.header.count)"]
    case .listItem(let item):
      return ["item \(first)"] + (item.ticked.map { ["task \(first) \($0 ? "ticked" : "open")"] } ?? [])
    case .frontMatter, .paragraph, .quote: return []
    }
  }
}

/// List items without words, and labels without values.
extension LintPass {
  mutating func findBlanks() {
    let labelled = filledLabels()
    for value in values where value.text.isEmpty {
      switch value.place {
      case .item:
        if !holdsMore(value.block) { add(.loneBullet, line: value.line, "The list item is empty.") }
      case .field(let label):
        guard document.blocks[value.block].kind != .frontMatter, !record.lines.contains(value.line) else { continue }
        let isSkipped = leadsFields(value.block) && labelled.contains(key(label, value.block))
        if value.isFollowedByField || !isFollowed(value.block) || isSkipped {
          add(.blankField, line: value.line, "'\(Self.short(label))' has no value.")
        }
      case .cell, .paragraph: break
      }
    }
    for value in values where value.place == .item && ["[ ]", "[x]", "[X]"].contains(value.text) {
      add(.loneBullet, line: value.line, "The task is empty.")
    }
  }

  /// Whether other blocks stand in the item.
  private func holdsMore(_ block: Int) -> Bool {
    guard document.blocks.indices.contains(block + 1) else { return false }
    let (item, next) = (document.blocks[block], document.blocks[block + 1])
    if case .listItem = next.kind { return next.listDepth > item.listDepth }
    return next.listDepth >= item.listDepth && next.quoteDepth >= item.quoteDepth
  }

  private struct LabelKey: Hashable {
    let section: Int
    let depth: Int
    let label: String
  }

  private func key(_ label: String, _ block: Int) -> LabelKey? {
    guard case .listItem = document.blocks[block].kind else { return nil }
    return LabelKey(section: sectionOfBlock[block], depth: document.blocks[block].listDepth, label: label.lowercased())
  }

  /// Whether the items below an item are fields of their own, and so no value of its label.
  private func leadsFields(_ block: Int) -> Bool {
    guard let next = next(after: block), case .listItem(let item) = document.blocks[next].kind else { return false }
    return BoldField(document.bytes, item.textBytes) != nil
  }

  /// The labels of list items that have a value behind them. Where one `**Decision**:` has, another one that has only
  /// fields below it was left blank.
  private func filledLabels() -> Set<LabelKey?> {
    var labels: Set<LabelKey?> = []
    for value in values where !value.text.isEmpty {
      if case .field(let label) = value.place, let key = key(label, value.block) { labels.insert(key) }
    }
    return labels
  }
}

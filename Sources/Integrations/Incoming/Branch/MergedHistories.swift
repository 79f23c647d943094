/// The histories of several files as one: each commit once, with what it changed of each, and after all that stand before it
/// in any of them.
enum MergedHistories {
  /// Each history oldest first. Time linear in their commits times their number.
  static func merged(_ histories: [[Commit]]) -> [Commit] {
    var (heads, waiting) = (Array(repeating: 0, count: histories.count), [String: Int]())
    for commit in histories.joined() { waiting[commit.id, default: 0] += 1 }
    var merged: [Commit] = []
    while true {
      let open = histories.indices.filter { heads[$0] < histories[$0].count }
      guard let first = open.first else { return merged }
      // One that is first wherever it stands; histories that contradict each other give way to the first.
      let fronts = Dictionary(grouping: open) { histories[$0][heads[$0]].id }
      let chosen = open.first { index in
        let id = histories[index][heads[index]].id
        return fronts[id]?.count == waiting[id]
      }
      var commit = histories[chosen ?? first][heads[chosen ?? first]]
      let holders = fronts[commit.id] ?? []
      commit.changes = holders.flatMap { histories[$0][heads[$0]].changes ?? [] }
      for holder in holders { heads[holder] += 1 }
      waiting[commit.id, default: 0] -= holders.count
      merged.append(commit)
    }
  }
}

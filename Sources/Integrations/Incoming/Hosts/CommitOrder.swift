/// Puts commits in the order in which they were made.
enum CommitOrder {
  struct Entry {
    var commit: Commit
    var parents: [String]
  }

  /// A parent always before its children; those that do not hang together stay as they are. `newestFirst` is how hosts
  /// list them.
  static func oldestFirst(_ newestFirst: [Entry]) -> [Commit] {
    let entries = Dictionary(newestFirst.map { ($0.commit.id, $0) }, uniquingKeysWith: { first, _ in first })
    var sorted: [Commit] = []
    var done: Set<String> = []
    for entry in newestFirst.reversed() {
      var open = [entry.commit.id]
      while let id = open.last {
        guard let current = entries[id], !done.contains(id) else {
          open.removeLast()
          continue
        }
        let waiting = current.parents.filter { entries[$0] != nil && !done.contains($0) && !open.contains($0) }
        guard waiting.isEmpty else {
          open += waiting.reversed()
          continue
        }
        open.removeLast()
        done.insert(id)
        sorted.append(current.commit)
      }
    }
    return sorted
  }
}

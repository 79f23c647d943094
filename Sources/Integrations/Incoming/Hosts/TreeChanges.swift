/// What differs between two trees of files, where a host does not say it itself.
enum TreeChanges {
  /// By path, each tree a blob's id by path. A file that is gone and one that has come with the very same text are one that
  /// was renamed.
  static func between(_ old: [String: String], _ new: [String: String]) -> [FileChange] {
    let gone = old.filter { new[$0.key] == nil }
    let come = new.filter { old[$0.key] == nil }
    var sources = Dictionary(grouping: gone.keys.sorted(by: >), by: { gone[$0] ?? "" })
    var moved: Set<String> = []
    var changes: [FileChange] = []
    for path in come.keys.sorted() {
      if let previous = sources[come[path] ?? ""]?.popLast() {
        moved.insert(previous)
        changes.append(FileChange(.renamed, path, from: previous))
      } else {
        changes.append(FileChange(.added, path))
      }
    }
    changes += gone.keys.filter { !moved.contains($0) }.map { FileChange(.removed, $0) }
    changes += new.filter { entry in old[entry.key].map { $0 != entry.value } ?? false }
      .map { FileChange(.modified, $0.key) }
    return changes.sorted { $0.path < $1.path }
  }
}

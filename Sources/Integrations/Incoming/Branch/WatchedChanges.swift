/// What a commit does to the files that a connection watches.
enum WatchedChange: Hashable, Sendable {
  case written(String)
  case moved(from: String, to: String)
  case removed(String)

  /// Where the file is afterwards; of a removed one, where it was.
  var path: String {
    switch self {
    case .written(let path), .removed(let path), .moved(_, let path): path
    }
  }

  /// Where the file was and where it is.
  var places: [String] {
    switch self {
    case .written(let path), .removed(let path): [path]
    case .moved(let from, let to): [from, to]
    }
  }

  /// A file that comes from outside is new, one that goes there is gone. What is moved away comes first, so that another may
  /// take its place in the same commit.
  static func all(in changes: [FileChange], watching patterns: [String]) -> [WatchedChange] {
    func isWatched(_ path: String) -> Bool { patterns.contains { PathPattern.matches($0, path) } }
    let found = changes.compactMap { change -> WatchedChange? in
      switch change.kind {
      case .added, .modified: return isWatched(change.path) ? .written(change.path) : nil
      case .removed: return isWatched(change.path) ? .removed(change.path) : nil
      case .renamed:
        let from = change.previousPath.flatMap { isWatched($0) ? $0 : nil }
        guard isWatched(change.path) else { return from.map(WatchedChange.removed) }
        return from.map { .moved(from: $0, to: change.path) } ?? .written(change.path)
      }
    }
    return found.enumerated().sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }.map(\.element)
  }

  private var order: Int {
    switch self {
    case .moved: 0
    case .removed: 1
    case .written: 2
    }
  }
}

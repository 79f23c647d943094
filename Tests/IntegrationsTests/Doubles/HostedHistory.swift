import NIOConcurrencyHelpers
import Foundation
import Integrations

// What a host reads from a repository.
extension HostedRepository {
  func tip(of branch: String) -> String? { held.withLockedValue { $0.branches[branch] } }
  /// By name.
  var branches: [String: String] { held.withLockedValue { $0.branches } }

  /// By its id, its first digits (7 at least), or a branch.
  func commit(at ref: String) -> HostedCommit? {
    held.withLockedValue { held in
      if let commit = held.commits[held.branches[ref] ?? ref] { return commit }
      guard ref.count >= 7 else { return nil }
      let found = held.commits.values.filter { $0.id.hasPrefix(ref) }
      return found.count == 1 ? found.first : nil
    }
  }

  /// What `to` has that `from` has not, oldest first; all of `to` where `from` is nil.
  func range(from: String?, to: String) -> [HostedCommit] {
    held.withLockedValue { $0.range(from: from.map { [$0] } ?? [], to: to) }
  }

  func isAncestor(_ commit: String, of other: String) -> Bool {
    held.withLockedValue { $0.isAncestor(commit, of: other) }
  }

  /// The newest commit that both have; nil where they have none.
  func mergeBase(_ one: String, _ other: String) -> HostedCommit? {
    held.withLockedValue { held in
      let seen = held.ancestors(of: one)
      return held.range(from: [], to: other).last { seen.contains($0.id) }
    }
  }

  /// Against its first parent, by path.
  func changes(of commit: HostedCommit) -> [FileChange] {
    let before = commit.parents.first.flatMap { self.commit(at: $0)?.files } ?? [:]
    return Self.changes(from: before, to: commit.files, renames: commit.renames)
  }

  /// Between two trees, by path; what was renamed by the commits in between is renamed.
  func changes(from old: String, to new: String) -> [FileChange] {
    var renames: [String: String] = [:]
    for commit in range(from: old, to: new) {
      for (path, previous) in commit.renames { renames[path] = renames.removeValue(forKey: previous) ?? previous }
    }
    return Self.changes(
      from: commit(at: old)?.files ?? [:], to: commit(at: new)?.files ?? [:], renames: renames)
  }

  /// The commits up to one that changed a file, newest first, as `git log -- path` without following renames.
  func history(of path: String, at head: String) -> [HostedCommit] {
    range(from: nil, to: head).reversed().filter { commit in
      commit.parents.first.flatMap { self.commit(at: $0)?.files[path] } != commit.files[path]
    }
  }

  static func changes(
    from old: [String: Data], to new: [String: Data], renames: [String: String]
  ) -> [FileChange] {
    var changes: [FileChange] = []
    var moved: Set<String> = []
    for path in new.keys.sorted() where old[path] != new[path] {
      if let previous = renames[path], old[path] == nil, old[previous] != nil, new[previous] == nil {
        moved.insert(previous)
        changes.append(FileChange(.renamed, path, from: previous))
      } else {
        changes.append(FileChange(old[path] == nil ? .added : .modified, path))
      }
    }
    for path in old.keys.sorted() where new[path] == nil && !moved.contains(path) {
      changes.append(FileChange(.removed, path))
    }
    return changes.sorted { $0.path < $1.path }
  }
}

extension HostedRepository.Held {
  /// With the commit itself.
  func ancestors(of commit: String) -> Set<String> {
    var seen: Set<String> = []
    var open = [commit]
    while let id = open.popLast() {
      if seen.insert(id).inserted { open += commits[id]?.parents ?? [] }
    }
    return seen
  }

  func isAncestor(_ commit: String, of other: String) -> Bool { ancestors(of: other).contains(commit) }

  /// Oldest first: a parent before its children, since each commit is younger than its parents.
  func range(from known: [String], to commit: String) -> [HostedCommit] {
    let old = known.reduce(into: Set<String>()) { $0.formUnion(ancestors(of: $1)) }
    return ancestors(of: commit).subtracting(old).compactMap { commits[$0] }
      .sorted { ($0.seconds, $0.id) < ($1.seconds, $1.id) }
  }
}

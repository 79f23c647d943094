import Crypto
import Foundation
import Integrations
import NIOConcurrencyHelpers

/// A repository as a git host keeps it, in memory: commits, branches, change requests and what is said on them.
///
/// Each change is also a happening, which the host's double makes a delivery of.
final class HostedRepository: Sendable {
  /// The first commit's time, in seconds since 1970: 2026-01-05T09:00:00Z. Each later one is a minute on.
  static let firstSeconds: Int64 = 1_767_603_600

  let defaultBranch: String
  let held = NIOLockedValueBox(Held())

  struct Held: Sendable {
    var commits: [String: HostedCommit] = [:]
    var branches: [String: String] = [:]
    var requests: [HostedRequest] = []
    var reviews: [HostedReview] = []
    var comments: [HostedComment] = []
    var statuses: [HostedStatus] = []
    var attempts: [HostedAttempt] = []
    var happenings: [HostedHappening] = []
    /// The last id of a review or a comment.
    var lastID = 100

    mutating func nextID() -> Int {
      lastID += 1
      return lastID
    }
  }

  /// A file's change; a commit makes several at once.
  enum Change: Sendable {
    case write(String, Data)
    case remove(String)
    /// With its text, unless that is changed with it.
    case rename(String, to: String, Data? = nil)

    static func write(_ path: String, _ text: String) -> Change { .write(path, Data(text.utf8)) }
  }

  init(defaultBranch: String = "main") {
    self.defaultBranch = defaultBranch
  }

  /// All that has happened since it was last asked, the oldest first.
  func takeHappenings() -> [HostedHappening] {
    held.withLockedValue { held in
      defer { held.happenings = [] }
      return held.happenings
    }
  }
}

// What people do with git.
extension HostedRepository {
  /// Pushes one commit to a branch, which is made from the default branch where it is not there; returns its id.
  @discardableResult
  func commit(
    _ message: String = "Change", by author: HostedUser = .ada, on branch: String? = nil, _ changes: Change...
  ) -> String {
    push([(message, author, changes)], to: branch)
  }

  /// Pushes several at once, which is one happening; returns the id of the last.
  @discardableResult
  func push(
    _ commits: [(message: String, author: HostedUser, changes: [Change])], to branch: String? = nil,
    by pusher: HostedUser? = nil
  ) -> String {
    let branch = branch ?? defaultBranch
    return held.withLockedValue { held in
      let before = held.branches[branch]
      var tip = before ?? held.branches[defaultBranch]
      for commit in commits {
        tip = held.add(commit.message, by: commit.author, parents: tip.map { [$0] } ?? [], commit.changes)
      }
      let after = tip ?? ""
      held.move(branch, to: after, by: pusher ?? commits.last?.author ?? .ada)
      return after
    }
  }

  /// Moves a branch to a commit that need not follow from where it is: a forced push where it does not.
  func move(_ branch: String, to commit: String, by user: HostedUser = .ada) {
    held.withLockedValue { $0.move(branch, to: commit, by: user) }
  }

  /// A commit on no branch yet, for `move`.
  func loose(
    _ message: String = "Change", by author: HostedUser = .ada, after parents: [String], _ changes: Change...
  ) -> String {
    held.withLockedValue { $0.add(message, by: author, parents: parents, changes) }
  }

  func deleteBranch(_ branch: String, by user: HostedUser = .ada) {
    held.withLockedValue { held in
      guard let before = held.branches.removeValue(forKey: branch) else { return }
      held.happenings.append(
        .push(
          HostedPush(
            ref: "refs/heads/\(branch)", before: before, after: nil, isForced: false, commits: [], by: user)))
    }
  }
}

extension HostedRepository.Held {
  /// On the tree of the first parent.
  mutating func add(
    _ message: String = "Change", by author: HostedUser, parents: [String], _ changes: [HostedRepository.Change]
  ) -> String {
    var files = parents.first.flatMap { commits[$0]?.files } ?? [:]
    var renames: [String: String] = [:]
    for change in changes {
      switch change {
      case .write(let path, let data): files[path] = data
      case .remove(let path): files[path] = nil
      case .rename(let old, let new, let data):
        files[new] = data ?? files[old] ?? Data()
        files[old] = nil
        renames[new] = old
      }
    }
    let seconds = HostedRepository.firstSeconds + Int64(commits.count) * 60
    var digest = Insecure.SHA1()
    digest.update(data: Data("\(parents) \(author.login) \(message) \(seconds)".utf8))
    for path in files.keys.sorted() { digest.update(data: Data(path.utf8) + (files[path] ?? Data())) }
    let id = digest.finalize().map { String(format: "%02x", $0) }.joined()
    let before = parents.first.flatMap { commits[$0]?.files } ?? [:]
    commits[id] = HostedCommit(
      id: id, parents: parents, author: author, message: message, seconds: seconds, files: files, renames: renames,
      changed: HostedRepository.changes(from: before, to: files, renames: [:]))
    return id
  }

  /// Tells of the push, and of the open change requests whose head it moves.
  mutating func move(_ branch: String, to commit: String, by user: HostedUser) {
    let before = branches[branch]
    guard before != commit else { return }
    let isForced = before.map { !isAncestor($0, of: commit) } ?? false
    let known = before.map { [$0] } ?? Array(branches.values)
    branches[branch] = commit
    happenings.append(
      .push(
        HostedPush(
          ref: "refs/heads/\(branch)", before: before, after: commit, isForced: isForced,
          commits: range(from: known, to: commit), by: user)))
    for index in requests.indices where requests[index].state == .open && requests[index].source == branch {
      let old = requests[index].head
      requests[index].head = commit
      requests[index].base = branches[requests[index].target] ?? requests[index].base
      happenings.append(.updated(requests[index], before: old, by: user))
    }
  }
}

import Ledger
import Workflow

/// The commits that are to be taken in, and up to where.
struct BranchRange: Sendable {
  /// Oldest first.
  var commits: [Commit]
  /// Nil where nothing was taken in yet.
  var before: String?
  var after: String
  /// What the branch had before and has no more; empty unless it was forced.
  var left: [String] = []
  var isForward = true
}

/// What is to be done for a push, or for a branch that is compared.
enum BranchTask: Sendable {
  case range(BranchRange)
  /// All files as they are at a commit, with their histories: of a branch that was never taken in, or whose earlier head the
  /// host does not know any more: then what stands in none of the histories was left behind.
  case whole(before: String?, after: String)
  case nothing(String)
}

/// Finds out which commits a branch has gained since it was last taken in.
struct BranchAsking: Sendable {
  let ledger: Ledger
  let host: any GitHost
  let connection: ConnectionCreated
  /// Up to where the branch was taken in.
  let head: String?

  /// A push is a hint: its own list is used where it says all there is and goes on from the head, else the host is asked.
  func task(for push: Push, after: String) async throws -> BranchTask {
    if after == head { return .nothing("The branch was taken in up to \(after.short) before.") }
    if push.isComplete, let own = ownRange(of: push, after: after), push.before == head || head == nil, !push.isForced,
      try await !hasOrphans(own)
    {
      return .range(own)
    }
    guard let own = ownRange(of: push, after: after) else { return try await task(to: after) }
    // Where the host answers for files alone, what the push says of itself is all that is to be had.
    return try await ifKnown { try await task(to: after) } ?? .range(own)
  }

  /// What leads from the head to a commit, as the host says.
  func task(to after: String) async throws -> BranchTask {
    guard let head else { return try await whole(after) }
    if after == head { return .nothing("The branch was taken in up to \(after.short) before.") }
    guard let range = try await ifKnown({ try await host.commits(from: head, to: after) }) else {
      return try await whole(after)
    }
    guard !range.isForward else {
      return .range(BranchRange(commits: range.commits, before: head, after: after))
    }
    let present = try await host.head(of: connection.branch)
    guard present == after else {
      return .nothing(
        "\(after.short) is not ahead of \(head.short), and the branch is at \(present?.short ?? "nothing").")
    }
    let left = range.left.isEmpty ? try await leftBehind(head, by: after) : range.left
    return .range(BranchRange(commits: range.commits, before: head, after: after, left: left, isForward: false))
  }

  /// Throws where the host cannot say what files there are.
  private func whole(_ after: String) async throws -> BranchTask {
    _ = try await host.paths(at: after)
    return .whole(before: head, after: after)
  }

  private func leftBehind(_ head: String, by after: String) async throws -> [String] {
    let gone = try await ifKnown { try await host.commits(from: after, to: head) }
    return gone?.commits.reversed().map(\.id) ?? []
  }

  private func ownRange(of push: Push, after: String) -> BranchRange? {
    guard push.commits.last?.id == after, push.commits.allSatisfy({ $0.changes != nil }) || push.isComplete else {
      return nil
    }
    return BranchRange(commits: push.commits, before: head ?? push.before, after: after)
  }

  /// A push that is told again after the branch was forced away from it.
  private func hasOrphans(_ range: BranchRange) async throws -> Bool {
    for recorded in try await ledger.recordedCommits(of: connection.connection, among: range.commits.map(\.id)) {
      if try await ledger.document(recorded.document)?.orphanedRevisions.contains(recorded.revision) == true {
        return true
      }
    }
    return false
  }
}

extension DeliveryFailure {
  /// The host knows nothing of what it was asked for, and would say the same again.
  var isUnknown: Bool { [400, 404, 409, 410, 422].contains(status) }
}

/// Nil where the host knows nothing of what it was asked for.
func ifKnown<Answer>(_ asking: () async throws -> Answer) async throws -> Answer? {
  do {
    return try await asking()
  } catch let failure as DeliveryFailure where failure.isUnknown {
    return nil
  }
}

extension String {
  /// As people name a commit.
  var short: String { String(prefix(10)) }
}

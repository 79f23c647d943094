import NIOConcurrencyHelpers
import Foundation
import Integrations

// What people do with change requests.
extension HostedRepository {
  func request(_ number: Int) -> HostedRequest? { held.withLockedValue { $0.requests.first { $0.number == number } } }
  var requests: [HostedRequest] { held.withLockedValue { $0.requests } }
  var reviews: [HostedReview] { held.withLockedValue { $0.reviews } }
  var comments: [HostedComment] { held.withLockedValue { $0.comments } }

  /// Returns its number; nil where either branch is not there or one is open between them.
  @discardableResult
  func open(
    _ title: String, from source: String, to target: String? = nil, text: String = "", by author: HostedUser = .ada,
    isDraft: Bool = false
  ) -> Int? {
    let target = target ?? defaultBranch
    return held.withLockedValue { held in
      guard let head = held.branches[source], let base = held.branches[target],
        !held.requests.contains(where: { $0.state == .open && $0.source == source && $0.target == target })
      else { return nil }
      let request = HostedRequest(
        number: held.requests.count + 1, title: title, text: text, author: author, source: source, target: target,
        head: head, base: base, isDraft: isDraft)
      held.requests.append(request)
      held.happenings.append(.opened(request, by: author))
      return request.number
    }
  }

  func edit(_ number: Int, title: String, by user: HostedUser = .ada) {
    change(number) {
      $0.title = title
    } telling: {
      .edited($0, by: user)
    }
  }

  func close(_ number: Int, by user: HostedUser = .ada) {
    change(number) {
      $0.state = .closed
    } telling: {
      .closed($0, by: user)
    }
  }

  func reopen(_ number: Int, by user: HostedUser = .ada) {
    change(number) {
      $0.state = .open
    } telling: {
      .reopened($0, by: user)
    }
  }

  /// With a commit of both parents on the target's branch, which is pushed too; returns that commit.
  @discardableResult
  func merge(_ number: Int, by user: HostedUser = .ada) -> String? {
    held.withLockedValue { held in
      guard let index = held.requests.firstIndex(where: { $0.number == number && $0.state == .open }),
        let base = held.branches[held.requests[index].target]
      else { return nil }
      let request = held.requests[index]
      let merged = held.addMerge(of: request, onto: base, by: user)
      held.requests[index].state = .merged
      held.requests[index].mergeCommit = merged
      held.move(request.target, to: merged, by: user)
      held.happenings.append(.merged(held.requests[index], by: user))
      return merged
    }
  }

  /// On the head as it is, unless another commit is named; returns its id.
  @discardableResult
  func review(
    _ number: Int, _ outcome: ReviewNews.Outcome, by reviewer: HostedUser = .grace, text: String = "",
    on commit: String? = nil
  ) -> Int? {
    held.withLockedValue { held in
      guard let request = held.requests.first(where: { $0.number == number }) else { return nil }
      let review = HostedReview(
        id: held.nextID(), number: number, reviewer: reviewer, outcome: outcome, commit: commit ?? request.head,
        text: text)
      held.reviews.append(review)
      held.happenings.append(.reviewed(request, review))
      return review.id
    }
  }

  /// Takes back what somebody has said last on a change request, other than words.
  func withdraw(_ number: Int, of reviewer: HostedUser = .grace, by user: HostedUser? = nil) {
    held.withLockedValue { held in
      guard let request = held.requests.first(where: { $0.number == number }),
        let index = held.reviews.lastIndex(where: {
          $0.number == number && $0.reviewer == reviewer && $0.outcome != .commented && !$0.isWithdrawn
        })
      else { return }
      held.reviews[index].isWithdrawn = true
      held.happenings.append(.withdrawn(request, held.reviews[index], by: user ?? reviewer))
    }
  }

  /// Returns its id.
  @discardableResult
  func comment(
    _ number: Int, _ body: String, by author: HostedUser = .grace, path: String? = nil, line: Int? = nil,
    commit: String? = nil, replyTo: Int? = nil
  ) -> Int? {
    held.withLockedValue { held in
      guard let request = held.requests.first(where: { $0.number == number }) else { return nil }
      let comment = HostedComment(
        id: held.nextID(), number: number, author: author, body: body, path: path, line: line,
        commit: path == nil ? nil : commit ?? request.head, replyTo: replyTo)
      held.comments.append(comment)
      held.happenings.append(.commented(request, comment))
      return comment.id
    }
  }

  private func change(
    _ number: Int, _ body: (inout HostedRequest) -> Void, telling happening: (HostedRequest) -> HostedHappening
  ) {
    held.withLockedValue { held in
      guard let index = held.requests.firstIndex(where: { $0.number == number }) else { return }
      body(&held.requests[index])
      held.happenings.append(happening(held.requests[index]))
    }
  }
}

// What a host keeps beside git.
extension HostedRepository {
  func set(_ status: HostedStatus) { held.withLockedValue { $0.statuses.append(status) } }
  /// In the order in which they were set.
  func statuses(of commit: String) -> [HostedStatus] {
    held.withLockedValue { $0.statuses.filter { $0.commit == commit } }
  }
  /// What a commit's check says now.
  func status(_ context: String, of commit: String) -> HostedStatus? {
    statuses(of: commit).last { $0.context == context }
  }

  /// A delivery that the host has made, whatever became of it.
  func note(_ attempt: HostedAttempt) { held.withLockedValue { $0.attempts.append(attempt) } }
  var attempts: [HostedAttempt] { held.withLockedValue { $0.attempts } }
  /// Whether there is one of that id.
  func redeliver(_ id: Int) -> Bool {
    held.withLockedValue { held in
      guard let index = held.attempts.firstIndex(where: { $0.id == id }) else { return false }
      held.attempts[index].redeliveries += 1
      return true
    }
  }
}

extension HostedRepository.Held {
  /// The target's tree with what the change request changes.
  fileprivate mutating func addMerge(of request: HostedRequest, onto base: String, by user: HostedUser) -> String {
    let fork = range(from: [], to: base).last { isAncestor($0.id, of: request.head) }
    let (old, new) = (fork?.files ?? [:], commits[request.head]?.files ?? [:])
    var changes: [HostedRepository.Change] = []
    for path in Set(old.keys).union(new.keys).sorted() where old[path] != new[path] {
      changes.append(new[path].map { .write(path, $0) } ?? .remove(path))
    }
    return add("Merge \(request.source)", by: user, parents: [base, request.head], changes)
  }
}

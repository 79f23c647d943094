import Documents
import Foundation
import Ledger
import Workflow

/// Keeps what people say of a change request, as they are seen; who is mapped to a user may satisfy a role with it.
struct ReviewTaking {
  let requests: ChangeRequestTaking
  private var ledger: Ledger { requests.tools.ledger }
  private var created: ConnectionCreated { requests.connection.created }

  func take(_ news: ReviewNews) async throws -> String {
    let number = news.request.number
    guard let known = try await current(news) else { return "!\(number) touches no watched file." }
    guard known.state == .open else { return "!\(number) is \(known.state.rawValue): the review changes nothing." }
    let reviewed = try await reviewed(news, on: known)
    let who = news.reviewer.login ?? news.reviewer.name ?? "Somebody"
    let earlier = try await ledger.reviews(ofChangeRequest: number, of: created.connection)
    // Also where it was taken back since: told once more, it does not stand again.
    let isKnown = earlier.contains {
      $0.review == reviewed.review && $0.outcome == reviewed.outcome && $0.commit == reviewed.commit
    }
    if !isKnown { try await requests.write(.reviewChangeRequest(reviewed)) }
    try await CandidateActing(taking: requests, number: number, isDraft: news.request.isDraft).act()
    guard let user = reviewed.reviewer.user else {
      return "\(who) \(reviewed.outcome.words) !\(number), and is no user here: map the login to one."
    }
    return "\(who), who is '\(user)', \(reviewed.outcome.words) !\(number)."
  }

  private func reviewed(_ news: ReviewNews, on known: ChangeRequestRecord) async throws -> ChangeRequestReviewed {
    let heads = Set(try await ledger.files(ofChangeRequest: known.number, of: created.connection).map(\.head))
      .union([known.head])
    // Where the host names no commit, it is the head that it told with the review: the present one may be a later one.
    let told = news.commit ?? news.request.head
    let meant = heads.filter { $0.hasPrefix(told) }
    var reviewer = HostActor(login: news.reviewer.login, name: news.reviewer.name)
    reviewer.user = try await ledger.user(of: reviewer, at: created)
    let text = news.text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    return ChangeRequestReviewed(
      connection: created.connection, number: known.number, review: news.id ?? requests.reviewID, reviewer: reviewer,
      outcome: ChangeRequestReviewed.Outcome(rawValue: news.outcome.rawValue) ?? .commented,
      commit: meant.count == 1 ? meant.first ?? told : told, isInferred: news.commit == nil,
      note: text.map { Clipping.cut($0, to: WorkflowLimits.remarkBytesMax, .bytes) })
  }

  /// The change request as it was told, brought up to the head that a review is on.
  private func current(_ news: ReviewNews) async throws -> ChangeRequestRecord? {
    let number = news.request.number
    let known = try await ledger.changeRequest(number, of: created.connection)
    let isBehind = known.map { $0.state == .open && !$0.head.hasPrefix(news.request.head) } ?? true
    guard isBehind, let request = try await requests.host.changeRequest(number),
      request.targetBranch == created.branch
    else { return known }
    _ = try await requests.observe(request)
    return try await ledger.changeRequest(number, of: created.connection)
  }
}

extension ChangeRequestReviewed.Outcome {
  fileprivate var words: String {
    switch self {
    case .approved: "approved"
    case .changesRequested: "asked for changes in"
    case .withdrawn: "took back a review of"
    case .commented: "commented on"
    }
  }
}

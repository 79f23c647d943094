import Foundation
import Ledger
import Logging
import Workflow

/// Compares the change requests of a host with what was told of them, and makes good what was not.
struct RequestReconciling {
  let requests: ChangeRequestTaking
  private var ledger: Ledger { requests.tools.ledger }
  private var created: ConnectionCreated { requests.connection.created }

  /// Returns how many were looked at.
  func run() async throws -> Int {
    let open = try await requests.host.openChangeRequests(to: created.branch)
    for request in open {
      try await attempt(request.number) {
        _ = try await requests.observe(request)
        try await review(request)
      }
    }
    let numbers = Set(open.map(\.number))
    for known in try await ledger.openChangeRequests(of: created.connection) where !numbers.contains(known.number) {
      try await attempt(known.number) { try await end(known) }
    }
    return open.count
  }

  /// One that cannot be taken in holds up no other, and comes again at the next reconciliation; a host that does not answer
  /// holds up all.
  private func attempt(_ number: Int, _ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let failure as DeliveryFailure where !failure.isUnknown {
      throw failure
    } catch let failure as LedgerFailure {
      throw failure
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      requests.tools.logger.warning(
        "a change request could not be compared",
        metadata: ["connection": "\(created.connection)", "number": "\(number)", "error": "\(error)"])
    }
  }

  /// The standing say of everybody, where it is not the one that was told last.
  func review(_ request: ChangeRequest) async throws {
    guard try await ledger.changeRequest(request.number, of: created.connection) != nil else { return }
    let known = ChangeRequestReview.standing(
      try await ledger.reviews(ofChangeRequest: request.number, of: created.connection))
    let told = try await requests.host.reviews(of: request)
    for var news in told {
      let last = known.last { $0.reviewer.login == news.reviewer.login }
      guard last?.outcome.rawValue != news.outcome.rawValue || news.id.map({ $0 != last?.review }) ?? false else {
        continue
      }
      news.id = news.id ?? "\(news.reviewer.login ?? "")-\(ledger.now.milliseconds)"
      _ = try await ReviewTaking(requests: requests).take(news)
    }
    for last in known where last.outcome != .withdrawn {
      guard !told.contains(where: { $0.reviewer.login == last.reviewer.login && $0.outcome != .commented }) else {
        continue
      }
      _ = try await ReviewTaking(requests: requests).take(
        ReviewNews(
          repository: created.repository, request: request, id: "\(last.review)-withdrawn", outcome: .withdrawn,
          reviewer: HostIdentity(login: last.reviewer.login, name: last.reviewer.name), commit: last.commit))
    }
  }

  /// One that is open no more was merged where the branch has its head, or says what it proposed; else it was closed.
  private func end(_ known: ChangeRequestRecord) async throws {
    let request =
      try await requests.host.changeRequest(known.number)
      ?? ChangeRequest(
        number: known.number, title: known.title, url: known.url,
        author: HostIdentity(login: known.author.login, name: known.author.name), head: known.head,
        sourceBranch: known.sourceBranch, targetBranch: known.targetBranch)
    let isMerged = request.targetBranch == created.branch ? try await isMerged(request, known) : false
    _ = try await requests.end(request, isMerged ? .merged : .closed, mergeCommit: nil)
  }

  private func isMerged(_ request: ChangeRequest, _ known: ChangeRequestRecord) async throws -> Bool {
    guard let branch = try await requests.host.head(of: created.branch) else { return false }
    let ahead = try await ifKnown { try await requests.host.commits(from: branch, to: request.head).commits }
    if ahead?.isEmpty == true { return true }
    let building = CandidateBuilding(ledger: ledger, connection: created, request: known)
    for file in try await building.files() {
      guard file.words != nil else { continue }
      let proposed = try await requests.host.file(file.path, at: request.head)
      guard let proposed, try await requests.host.file(file.path, at: branch) == proposed else { return false }
    }
    return true
  }
}

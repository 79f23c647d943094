import Foundation
import Ledger
import Logging
import ServiceLifecycle
import Telemetry
import Workflow

/// Works through what one connection has to do, one after another.
///
/// A crash at any line leaves a receipt that is begun again; done again, it finds what was written and writes none twice.
struct ConnectionLane {
  private static let leaseSeconds = 600.0

  let tools: HookTools
  let connection: String
  private var ledger: Ledger { tools.ledger }

  func run() async throws {
    if try await ledger.dueReconciliations().contains(connection) { try await reconcile() }
    while !Task.isShuttingDownGracefully,
      let receipt = try await ledger.takeReceipt(of: connection, leaseSeconds: Self.leaseSeconds)
    {
      try await TraceContext.$current.withValue(trace(of: receipt)) { try await work(on: receipt) }
    }
  }

  /// A span below what the host has sent, in a trace of its own where that is not known.
  private func trace(of receipt: Receipt) -> TraceContext {
    TraceContext.continuing(receipt.trace, ledger.sources.randomBytes)
  }

  /// Compares the branch, and has the host send again what did not arrive. What is begun at a shutdown is begun again.
  private func reconcile() async throws {
    guard let record = try await ledger.connection(connection), let host = try await tools.host(of: record.created)
    else {
      try await ledger.beginReconciliation(of: connection)
      return try await ledger.failReconciliation(of: connection, detail: "This version does not know the host.")
    }
    let since = try await ledger.reconciliation(of: connection).finishedAt ?? record.createdAt
    try await cancelWhenGracefulShutdown {
      try await Reconciling(
        ledger: tools.ledger, host: host, connection: record, defaultWorkflow: tools.defaultWorkflow,
        logger: tools.logger
      ).run()
    }
    await attempt("change requests could not be compared") {
      guard let current = try await ledger.connection(connection) else { return }
      let requests = ChangeRequestTaking(tools: tools, host: host, connection: current, reviewID: "reconciliation")
      _ = try await RequestReconciling(requests: requests).run()
    }
    try await ledger.reviveChecks(of: connection)
    await attempt("failed deliveries could not be asked for again") {
      _ = try await host.redeliverFailed(since: since, hookURL: "\(tools.publicURL())/hooks/\(connection)")
    }
  }

  /// What comes again at the next reconciliation.
  private func attempt(_ failed: Logger.Message, _ body: () async throws -> Void) async {
    do {
      try await body()
    } catch {
      tools.logger.warning(failed, metadata: ["connection": "\(connection)", "error": "\(error)"])
    }
  }

  private func work(on receipt: Receipt) async throws {
    do {
      guard let record = try await ledger.connection(connection) else {
        return try await ledger.settleReceipt(receipt.id, state: .dead, outcome: "The connection was deleted.")
      }
      guard let kind = GitHosts.named(record.created.host), let host = try await tools.host(of: record.created) else {
        return try await ledger.settleReceipt(
          receipt.id, state: .dead, outcome: "This version knows no host '\(record.created.host)'.")
      }
      let facts = try kind.facts(of: receipt.event, body: try kind.json(of: receipt.body))
      var outcomes: [String] = []
      for fact in facts {
        outcomes.append(
          try await FactTaking(tools: tools, host: host, connection: record, receipt: receipt).take(fact))
      }
      try await ledger.settleReceipt(receipt.id, state: .done, outcome: outcomes.joined(separator: " "))
    } catch let unreadable as UnreadableDelivery {
      try await ledger.settleReceipt(receipt.id, state: .dead, outcome: "The body cannot be read: \(unreadable)")
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      try await putBack(receipt, because: error)
    }
  }

  private func putBack(_ receipt: Receipt, because error: any Error) async throws {
    let attempt = receipt.attempts + 1
    tools.logger.warning(
      "a host's delivery could not be worked on", metadata: ["receipt": "\(receipt.id)", "error": "\(error)"])
    guard let dueAt = HostRetry.receipts.dueAt(after: attempt, because: error, now: ledger.now) else {
      return try await ledger.settleReceipt(
        receipt.id, state: .dead, outcome: "Given up after \(attempt) attempts: \(error)")
    }
    try await ledger.settleReceipt(
      receipt.id, state: .failed, outcome: "Attempt \(attempt) failed: \(error)", dueAt: dueAt)
  }
}

/// What is to be done about one fact; each answer is a sentence for the receipt.
struct FactTaking {
  let tools: HookTools
  let host: any GitHost
  let connection: ConnectionRecord
  let receipt: Receipt

  func take(_ fact: HostFact) async throws -> String {
    guard let repository = fact.repository else {
      guard case .nothing(let reason) = fact else { return "" }
      return reason
    }
    guard repository.lowercased() == connection.created.repository.lowercased() || connection.created.host == "git"
    else { return "Nothing to do for the repository '\(repository)'." }
    let requests = ChangeRequestTaking(
      tools: tools, host: host, connection: connection,
      reviewID: type(of: host).hasProvenIDs ? receipt.id : receipt.body.sha256Hexadecimal)
    switch fact {
    case .push(let push):
      return try await BranchRecording(
        ledger: tools.ledger, host: host, connection: connection, defaultWorkflow: tools.defaultWorkflow
      ).take(push, receipt: receipt.id)
    case .changeRequest(let news): return try await requests.take(news)
    case .review(let news): return try await ReviewTaking(requests: requests).take(news)
    case .comment(let news): return try await CommentTaking(requests: requests).take(news)
    case .nothing(let reason): return reason
    }
  }
}

extension HostFact {
  /// Nil of what changes nothing.
  fileprivate var repository: String? {
    switch self {
    case .push(let push): push.repository
    case .changeRequest(let news): news.repository
    case .review(let news): news.repository
    case .comment(let news): news.repository
    case .nothing: nil
    }
  }
}

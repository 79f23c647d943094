import Foundation
import Ledger
import Logging
import Telemetry
import Workflow

/// Says what is due at one host, one after another, and keeps what came of it.
struct TellingHost {
  private static let batch = 100
  /// Until it is looked again whether a commit is still held back elsewhere.
  private static let heldSeconds = 60.0

  let tools: HookTools
  let connection: String
  private var ledger: Ledger { tools.ledger }

  func run() async throws {
    guard let created = try await ledger.connection(connection)?.created, let host = try await tools.host(of: created)
    else { return try await giveUp() }
    for check in try await ledger.dueChecks(of: connection, limit: Self.batch) {
      guard try await traced({ try await set(check, at: host) }) else { return }
    }
    for echo in try await ledger.dueEchoes(of: connection, limit: Self.batch) {
      guard try await traced({ try await say(echo, at: host, created) }) else { return }
    }
  }

  /// What is told belongs to many events: it has a trace of its own, in our log and in the host's.
  private func traced(_ tell: () async throws -> Bool) async throws -> Bool {
    try await TraceContext.$current.withValue(.begin(ledger.sources.randomBytes), operation: tell)
  }

  /// Nobody is there any more to be told.
  private func giveUp() async throws {
    let reason = "The connection is no more."
    for check in try await ledger.dueChecks(of: connection, limit: Self.batch) {
      try await ledger.settle(check, failure: reason, dueAt: nil)
    }
    for echo in try await ledger.dueEchoes(of: connection, limit: Self.batch) {
      try await ledger.settle(echo, result: nil, failure: reason, dueAt: nil)
    }
  }

  /// False where the host does not answer: the rest waits for the next round.
  private func set(_ check: PostedCheck, at host: any GitHost) async throws -> Bool {
    guard try await !isHeld(check) else { return true }
    let status = CommitStatus(
      context: check.context, state: CommitStatus.State(rawValue: check.state) ?? .pending,
      description: check.description,
      url: "\(tools.publicURL())/api/v1/connections/\(connection)/change-requests/\(check.number)")
    do throws(DeliveryFailure) {
      try await host.set(status, on: check.head)
    } catch {
      tools.logger.warning(
        "a check could not be set",
        metadata: ["connection": "\(connection)", "number": "\(check.number)", "failure": "\(error)"])
      try await ledger.settle(
        check, failure: "\(error)",
        dueAt: HostRetry.echoes.dueAt(after: check.attempts + 1, because: error, now: ledger.now))
      return error.status != nil
    }
    try await ledger.settle(check, failure: nil, dueAt: nil)
    return true
  }

  /// A success waits where another connection says otherwise of the same commit.
  private func isHeld(_ check: PostedCheck) async throws -> Bool {
    guard check.state == CommitStatus.State.success.rawValue, try await ledger.isHeldElsewhere(check) else {
      return false
    }
    try await ledger.settle(
      check, failure: "Another connection to the repository holds the commit back.",
      dueAt: ledger.now.adding(seconds: Self.heldSeconds))
    return true
  }

  private func say(_ echo: HostEcho, at host: any GitHost, _ created: ConnectionCreated) async throws -> Bool {
    try await ledger.begin(echo)
    do {
      let result =
        switch echo.kind {
        case .comment: try await CommentPosting(tools: tools, host: host, echo: echo).post()
        case .writeBack: try await WritingBack(tools: tools, host: host, connection: created, echo: echo).write()
        }
      try await ledger.settle(echo, result: result, failure: nil, dueAt: nil)
      return true
    } catch let cancelled as CancellationError {
      throw cancelled
    } catch {
      tools.logger.warning("a host could not be told", metadata: ["echo": "\(echo.id)", "failure": "\(error)"])
      try await ledger.settle(
        echo, result: nil, failure: "\(error)",
        dueAt: HostRetry.echoes.dueAt(after: echo.attempts + 1, because: error, now: ledger.now))
      return (error as? DeliveryFailure)?.status != nil
    }
  }
}

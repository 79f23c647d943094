import AsyncAlgorithms
import Foundation
package import Ledger
package import Logging
import ServiceLifecycle
import Workflow

/// Works through what git hosts have told, and what is to be compared with them: one lane a connection.
package struct HookWorker: Service {
  /// Connections that are worked on at once.
  private static let lanesMax = 8
  /// Days that an ended delivery is kept.
  private static let keepDays = 90.0
  private static let pruneEverySeconds = 3600.0
  private static let pruneMax = 1000

  private let ledger: Ledger
  private let tools: HookTools
  private let nudge: Nudge
  private let logger: Logger

  package init(
    ledger: Ledger, policy: AddressPolicy, git: GitPlaces, defaultWorkflow: String,
    publicURL: @escaping @Sendable () -> String, nudge: Nudge, logger: Logger
  ) {
    self.ledger = ledger
    self.nudge = nudge
    self.logger = logger
    tools = HookTools(
      ledger: ledger, clients: HTTPClients(), policy: policy, git: git, defaultWorkflow: defaultWorkflow,
      publicURL: publicURL,
      logger: logger)
  }

  package func run() async throws {
    try await ledger.releaseReceipts()
    try await ledger.queueReconciliations()
    let lanes = BusyLanes(most: Self.lanesMax)
    try await withThrowingDiscardingTaskGroup { group in
      var prunedAt: Timestamp?
      for await _ in Wake.ups(of: nudge).cancelOnGracefulShutdown() {
        for connection in await due() where lanes.begin(connection) {
          group.addTask {
            await work(on: connection)
            lanes.end(connection)
            // What came meanwhile is seen without waiting for the next tick.
            nudge()
          }
        }
        if prunedAt.map({ $0.adding(seconds: Self.pruneEverySeconds) <= ledger.now }) ?? true {
          prunedAt = ledger.now
          await prune()
        }
      }
    }
    await tools.clients.shutdown()
  }

  private func due() async -> [String] {
    do {
      let receipts = try await ledger.connectionsWithDueReceipts()
      return receipts + (try await ledger.dueReconciliations())
    } catch {
      logger.error("incoming deliveries are held up", metadata: ["error": "\(error)"])
      return []
    }
  }

  private func work(on connection: String) async {
    do {
      try await ConnectionLane(tools: tools, connection: connection).run()
    } catch {
      logger.error("a connection is held up", metadata: ["connection": "\(connection)", "error": "\(error)"])
    }
  }

  private func prune() async {
    let oldest = ledger.now.adding(seconds: -Self.keepDays * 86_400)
    do {
      try await ledger.pruneTold(before: oldest)
      while try await ledger.pruneReceipts(receivedBefore: oldest, limit: Self.pruneMax) == Self.pruneMax {}
    } catch {
      logger.warning("old receipts stay for now", metadata: ["error": "\(error)"])
    }
  }
}

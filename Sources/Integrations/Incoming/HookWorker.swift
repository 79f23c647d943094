import AsyncAlgorithms
import AsyncHTTPClient
import Documents
import Foundation
package import Ledger
package import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Workflow

/// Works through the hosts' deliveries that were stored: a push becomes drafts of the documents it touches.
///
/// A crash at any line leaves the receipt queued; done again, it finds the words already saved and saves none twice.
package struct HookWorker: Service {
  private static let attemptsMax = 8
  private static let firstRetrySeconds = 5.0
  private static let fetchTimeoutSeconds: Int64 = 20
  /// Bytes of a file: as for any draft.
  private static let fileBytesMax = 4 * 1024 * 1024

  private let ledger: Ledger
  private let policy: AddressPolicy
  private let clients = HTTPClients()
  private let importer: DraftImporting
  private let nudge: Nudge
  private let logger: Logger

  package init(
    ledger: Ledger, policy: AddressPolicy, defaultWorkflow: String, nudge: Nudge, logger: Logger
  ) {
    self.ledger = ledger
    self.policy = policy
    self.nudge = nudge
    self.logger = logger
    importer = DraftImporting(ledger: ledger, defaultWorkflow: defaultWorkflow)
  }

  package func run() async throws {
    for await _ in Wake.ups(of: nudge).cancelOnGracefulShutdown() {
      do {
        while let receipt = try await ledger.dueReceipt() { try await work(on: receipt) }
      } catch {
        logger.error("incoming deliveries are held up", metadata: ["error": "\(error)"])
      }
    }
    await clients.shutdown()
  }

  private func work(on receipt: Receipt) async throws {
    do {
      let connections = try await ledger.connections()
      guard let connection = connections.first(where: { $0.created.connection == receipt.connection })?.created else {
        return try await ledger.settleReceipt(receipt.id, state: "dead", outcome: "The connection was deleted.")
      }
      guard receipt.event == "push" else {
        return try await ledger.settleReceipt(
          receipt.id, state: "done", outcome: "Nothing to do for '\(receipt.event)'.")
      }
      try await work(on: try GitHubHost.push(from: receipt.body), receipt: receipt, connection: connection)
    } catch let error as DecodingError {
      try await ledger.settleReceipt(receipt.id, state: "dead", outcome: "The body is no push: \(error)")
    } catch {
      try await putBack(receipt, because: error)
    }
  }

  private func putBack(_ receipt: Receipt, because error: any Error) async throws {
    let attempt = receipt.attempts + 1
    logger.warning("a push could not be worked on", metadata: ["receipt": "\(receipt.id)", "error": "\(error)"])
    guard attempt < Self.attemptsMax else {
      return try await ledger.settleReceipt(
        receipt.id, state: "dead", outcome: "Given up after \(attempt) attempts: \(error)")
    }
    let delay = Self.firstRetrySeconds * Double(1 << min(2 * (attempt - 1), 12))
    try await ledger.settleReceipt(
      receipt.id, state: "queued", outcome: "Attempt \(attempt) failed: \(error)",
      dueAt: ledger.now.adding(seconds: delay))
  }

  private func work(on push: HookPush, receipt: Receipt, connection: ConnectionCreated) async throws {
    guard push.repository == connection.repository, push.ref == "refs/heads/\(connection.branch)" else {
      return try await ledger.settleReceipt(
        receipt.id, state: "done", outcome: "Nothing to do for \(push.ref) of \(push.repository).")
    }
    let paths = push.paths.filter { path in connection.paths.contains { PathPattern.matches($0, path) } }
    guard !paths.isEmpty, !push.isDeletion else {
      return try await ledger.settleReceipt(receipt.id, state: "done", outcome: "No watched file was changed.")
    }
    var saved: [String] = []
    for path in paths {
      let markdown = try await fetch(path, at: push.after, connection: connection)
      let document = try await importer.save(markdown, path: path, push: push, connection: connection)
      saved.append("\(path) → \(document)")
    }
    try await finish(receipt, push: push, connection: connection, paths: paths, saved: saved)
  }

  private func finish(
    _ receipt: Receipt, push: HookPush, connection: ConnectionCreated, paths: [String], saved: [String]
  ) async throws {
    let received = PushReceived(
      connection: connection.connection, receipt: receipt.id, ref: push.ref, before: push.before, after: push.after,
      paths: paths)
    _ = try await ledger.perform(
      WriteRequest(
        target: .registry(.receivePush(received)), actor: .daemon, metadata: EventMetadata(source: "hook"),
        privateWrites: [.receiptDone(id: receipt.id, outcome: saved.joined(separator: "; "))]))
  }

  private func fetch(_ path: String, at commit: String, connection: ConnectionCreated) async throws -> String {
    guard commit.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
      throw HookFailure(reason: "'\(commit)' is no commit")
    }
    let sealed = try await ledger.secret(of: connection.connection)
    let secret = try sealed.map { try JSONDecoder().decode(ConnectionSecret.self, from: $0) }
    let request = GitHubHost.fileRequest(
      apiURL: connection.apiURL, repository: connection.repository, path: path, commit: commit, token: secret?.token)
    guard let host = URLComponents(string: request.url)?.host else { throw HookFailure(reason: "no host in api_url") }
    let client = try clients.client(for: host, address: try policy.resolve(host))
    let response = try await client.execute(request, timeout: .seconds(Self.fetchTimeoutSeconds))
    guard response.status == .ok else {
      throw HookFailure(reason: "\(path) at \(commit): the host answered \(response.status.code)")
    }
    let body = try await response.body.collect(upTo: Self.fileBytesMax)
    guard let markdown = String(validating: body.readableBytesView, as: UTF8.self) else {
      throw HookFailure(reason: "\(path) at \(commit) is not UTF-8")
    }
    return markdown
  }
}

/// Why a delivery could not be worked on this time.
struct HookFailure: Error, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}

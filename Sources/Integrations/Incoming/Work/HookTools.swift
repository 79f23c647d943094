import Foundation
import Ledger
import Logging
import Workflow

/// What everybody who works on hosts' news works with.
struct HookTools: Sendable {
  /// Of one request to a host.
  private static let timeoutSeconds = 20.0

  let ledger: Ledger
  let clients: HTTPClients
  let policy: AddressPolicy
  let git: GitPlaces
  let defaultWorkflow: String
  let publicURL: @Sendable () -> String
  let logger: Logger

  /// A connection's host; nil where this version knows none of its kind.
  func host(of connection: ConnectionCreated) async throws -> (any GitHost)? {
    guard let host = GitHosts.named(connection.host) else { return nil }
    let sealed = try await ledger.secret(of: connection.connection)
    let secret = try sealed.map { try JSONDecoder().decode(ConnectionSecret.self, from: $0) }
    return host.init(
      HostAPI(
        repository: connection.repository, base: connection.apiURL, token: secret?.token, username: secret?.username,
        git: git.place(of: connection.connection, policy: policy),
        client: TargetClient(
          clients: clients, policy: policy, timeoutSeconds: Self.timeoutSeconds,
          answerBytesMax: HostAPI.answerBytesMax)))
  }
}

/// Why something of a host could not be worked on this time.
struct HookFailure: Error, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}

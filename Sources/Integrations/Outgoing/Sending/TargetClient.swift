import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Telemetry

/// Sends requests to tools: to an address that was checked, following no redirect, for so long at most.
package struct TargetClient: Sendable {
  private let clients: HTTPClients
  private let policy: AddressPolicy
  private let timeoutSeconds: Double
  /// Of an own authority, in PEM; nil trusts the system's.
  private let authorityFile: String?
  /// Bytes of an answer that are read.
  private let answerBytesMax: Int

  package init(
    clients: HTTPClients, policy: AddressPolicy, timeoutSeconds: Double = RetrySchedule.standard.timeoutSeconds,
    authorityFile: String? = nil, answerBytesMax: Int = Exchange.answerBytesMax
  ) {
    self.clients = clients
    self.policy = policy
    self.timeoutSeconds = timeoutSeconds
    self.authorityFile = authorityFile
    self.answerBytesMax = answerBytesMax
  }

  package func send(_ request: TargetRequest) async throws(DeliveryFailure) -> TargetAnswer {
    guard let host = URLComponents(string: request.url)?.host, !host.isEmpty else {
      throw DeliveryFailure(.settings, answer: "The address cannot be read.")
    }
    do {
      let client = try clients.client(
        for: host, address: try await policy.resolved(host), authorityFile: authorityFile)
      let response = try await client.execute(made(request), timeout: .milliseconds(Int64(timeoutSeconds * 1000)))
      return try await answer(of: response)
    } catch {
      throw Self.failure(of: error)
    }
  }

  private func made(_ request: TargetRequest) -> HTTPClientRequest {
    var made = HTTPClientRequest(url: request.url)
    made.method = HTTPMethod(rawValue: request.method)
    made.headers.add(name: "user-agent", value: "Countersign")
    if let trace = TraceContext.current { made.headers.add(name: "traceparent", value: trace.traceparent) }
    for header in request.headers { made.headers.add(name: header.name, value: header.value) }
    if !request.body.isEmpty { made.body = .bytes(ByteBuffer(bytes: request.body)) }
    return made
  }

  private func answer(of response: HTTPClientResponse) async throws -> TargetAnswer {
    var body = Data()
    for try await chunk in response.body {
      body.append(contentsOf: chunk.readableBytesView.prefix(answerBytesMax - body.count))
      if body.count >= answerBytesMax { break }
    }
    let headers = Dictionary(
      response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    return TargetAnswer(status: Int(response.status.code), headers: headers, body: body)
  }

  private static let unwritten: [HTTPClientError] = [
    .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout,
  ]
  private static let unanswered: [HTTPClientError] = [.readTimeout, .writeTimeout, .deadlineExceeded]

  /// What never reached the tool may be sent again without a thought; of what was written and not answered nobody knows.
  private static func failure(of error: any Error) -> DeliveryFailure {
    let words = "\(error)"
    switch error {
    case TargetRefusal.refused: return DeliveryFailure(.refusedAddress, answer: words)
    case TargetRefusal.unresolvable: return DeliveryFailure(.dns, answer: words)
    case let error as HTTPClientError where unwritten.contains(error): return DeliveryFailure(.timeout, answer: words)
    case let error as HTTPClientError where unanswered.contains(error):
      return DeliveryFailure(.timeout, answer: words, isAmbiguous: true)
    case is ChannelError, is NIOConnectionError: return DeliveryFailure(.connectionRefused, answer: words)
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: return DeliveryFailure(.tls, answer: words)
    case let error as IOError where error.errnoCode == ECONNREFUSED:
      return DeliveryFailure(.connectionRefused, answer: words)
    default: return DeliveryFailure(.connection, answer: words, isAmbiguous: true)
    }
  }
}

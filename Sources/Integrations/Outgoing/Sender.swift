import AsyncHTTPClient
import Foundation
import Ledger
import NIOCore
import NIOHTTP1
import NIOPosix
import Workflow

/// What one attempt came to.
struct AttemptResult: Sendable {
  let status: Int?
  let failure: String?
  let answer: String?
  let retryAfterSeconds: Double?

  var isDelivered: Bool { status.map { (200..<300).contains($0) } ?? false }
  /// The endpoint says that it is gone for good.
  var isGone: Bool { status == 410 }
}

/// Sends one delivery once, to an address that was checked, following no redirect.
struct Sender {
  static let timeoutSeconds: Int64 = 20
  private static let answerBytesMax = 16 * 1024

  let clients: HTTPClients
  let policy: AddressPolicy
  let sources: SystemSources

  func send(_ delivery: Delivery, secret: EndpointSecret) async -> AttemptResult {
    guard let key = StandardWebhooks.key(of: secret.secret) else { return failed("bad_secret") }
    var request = HTTPClientRequest(url: secret.url)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.headers.add(name: "user-agent", value: "Countersign")
    let timestamp = sources.now().milliseconds / 1000
    for header in StandardWebhooks.headers(id: delivery.id, timestamp: timestamp, body: delivery.body, key: key) {
      request.headers.add(name: header.name, value: header.value)
    }
    request.body = .bytes(ByteBuffer(bytes: delivery.body))
    do {
      guard let host = URLComponents(string: secret.url)?.host else { return failed("bad_address") }
      let client = try clients.client(for: host, address: try policy.resolve(host))
      let response = try await client.execute(request, timeout: .seconds(Self.timeoutSeconds))
      return try await result(of: response)
    } catch {
      return failed(Self.failureClass(of: error))
    }
  }

  private func failed(_ failure: String) -> AttemptResult {
    AttemptResult(status: nil, failure: failure, answer: nil, retryAfterSeconds: nil)
  }

  private func result(of response: HTTPClientResponse) async throws -> AttemptResult {
    var answer: [UInt8] = []
    for try await chunk in response.body {
      answer.append(contentsOf: chunk.readableBytesView.prefix(Self.answerBytesMax - answer.count))
      if answer.count >= Self.answerBytesMax { break }
    }
    let status = Int(response.status.code)
    let failure = (200..<300).contains(status) ? nil : (300..<400).contains(status) ? "redirect_error" : "http_error"
    return AttemptResult(
      status: status, failure: failure, answer: String(decoding: answer, as: UTF8.self),
      retryAfterSeconds: response.headers.first(name: "retry-after").flatMap(Double.init))
  }

  private static func failureClass(of error: any Error) -> String {
    switch error {
    case TargetRefusal.refused: return "refused_address"
    case TargetRefusal.unresolvable: return "dns_error"
    case let error as HTTPClientError where [.connectTimeout, .readTimeout, .deadlineExceeded].contains(error):
      return "timeout"
    case is ChannelError, is NIOConnectionError: return "connection_refused"
    default:
      return "\(type(of: error))".contains("SSL") ? "tls_error" : "connection_error"
    }
  }
}

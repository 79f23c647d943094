import Crypto
import Documents
import Foundation

/// A channel, as a bot sees it (docs.discord.com, resources message and channel). Each message has its thread, which is
/// made with the first answer.
struct DiscordChannel: ChatTool {
  /// Of a nonce, by which Discord takes a message once within some minutes.
  private static let nonceMax = 25
  /// "A thread has already been created for this message".
  private static let hasThread: Value = 160_004

  private let base: String
  private let channel: String
  private let headers: [(name: String, value: String)]
  private let call: ToolCall

  init(base: String, token: String, channel: String) {
    self.base = base
    self.channel = channel
    headers = [("authorization", "Bot \(token)")]
    call = ToolCall(address: nil, secrets: [token])
  }

  /// A message carries nothing that it would be found by; the nonce is relied on.
  func find(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink? { nil }

  func post(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink {
    let answer = try await write(message, to: channel, nonce: "post", through: exchange)
    guard let id = answer["id"]?.string else { throw DeliveryFailure(.answer, answer: "Discord gave no message.") }
    return ExternalLink(key: id, note: message.delivery)
  }

  func update(
    _ link: ExternalLink, to message: ChatMessage, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ChatUpdate {
    do {
      let body = Value.object(DiscordMarkup.body(message))
      _ = try await send("PATCH", "channels/\(channel)/messages/\(link.key)", body, through: exchange)
      return .done
    } catch {
      guard error.status == 404 else { throw error }
      return .gone
    }
  }

  func hasReply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool { false }

  /// A thread has the id of its message.
  func reply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) {
    do {
      _ = try await write(message, to: link.key, nonce: "reply", through: exchange)
    } catch {
      guard error.status == 404 else { throw error }
      try await startThread(under: link, for: message, through: exchange)
      _ = try await write(message, to: link.key, nonce: "reply", through: exchange)
    }
  }

  private func startThread(
    under link: ExternalLink, for message: ChatMessage, through exchange: Exchange
  ) async throws(DeliveryFailure) {
    let body: Value = ["name": .string(DiscordMarkup.name(of: message))]
    let path = "channels/\(channel)/messages/\(link.key)/threads"
    let request = TargetRequest("POST", "\(base)/\(path)", headers: headers, json: body)
    _ = try await call.send(request, through: exchange) { answer throws(DeliveryFailure) in
      answer.json["code"] == Self.hasThread ? .null : try DiscordAnswer.read(answer)
    }
  }

  private func write(
    _ message: ChatMessage, to channel: String, nonce: String, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Value {
    let digest = SHA256.hash(data: Data("\(nonce)\n\(message.delivery)".utf8))
    var body = DiscordMarkup.body(message)
    body["nonce"] = .string(String(digest.map { String($0, radix: 36) }.joined().prefix(Self.nonceMax)))
    body["enforce_nonce"] = true
    return try await send("POST", "channels/\(channel)/messages", .object(body), through: exchange)
  }

  private func send(
    _ method: String, _ path: String, _ body: Value, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Value {
    try await call.send(
      TargetRequest(method, "\(base)/\(path)", headers: headers, json: body), through: exchange,
      reading: DiscordAnswer.read)
  }
}

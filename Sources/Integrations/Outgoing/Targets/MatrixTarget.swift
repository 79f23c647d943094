import Documents
import Foundation
import Ledger
package import Workflow

/// Matrix: one message per document in a room, which is replaced (`m.replace`) as the document goes on, and a thread
/// under it (`m.thread`) for what happens.
///
/// Each event is sent under a transaction id that comes of the delivery's: a server that has had it gives the same
/// event back. Servers forget these ids (Synapse after a day), so before a document's message is made, and where an
/// earlier attempt may have got through, the room is looked through for what the event would hold.
package struct MatrixTarget: Target {
  package static let kind = "matrix"
  /// Synapse's own limit is one message in five seconds for ten at once; a notice is two messages.
  package static let traits = TargetTraits(
    perSecond: 0.2, isChat: true, defaultEventTypes: TargetTraits.chat.defaultEventTypes)

  private let chat: ChatSync

  /// Reads `token` of the account that posts, `room` by its id, and `template` and `thread_template`, in HTML.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: ChatForm.settings.union(["room", "token"]))
    let id = try settings.text("room")
    guard id.hasPrefix("!") else {
      throw Refusal.field(
        "settings.room", "must be the id of a room, such as !abc:example.org; its settings show it under Advanced.")
    }
    let room = MatrixRoom(base: settings.url.trimmingCharacters(in: ["/"]), id: id, token: try settings.text("token"))
    chat = ChatSync(room, form: try MatrixMarkup.form(settings))
  }

  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    try await chat.deliver(notice, through: exchange)
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String { try chat.preview(notice) }
}

/// One room, as the account of a token sees it.
struct MatrixRoom: ChatTool {
  /// Newest events that are looked through for one of ours.
  private static let lookBack = 100
  /// In an event's content: what its message is about, and the delivery that it was sent for.
  private static let keyField = "app.countersign.key"
  private static let deliveryField = "app.countersign.delivery"

  private let id: String
  private let client: String
  private let headers: [(name: String, value: String)]
  private let call: ToolCall

  init(base: String, id: String, token: String) {
    self.id = id
    client = "\(base)/_matrix/client"
    headers = [("authorization", "Bearer \(token)")]
    call = ToolCall(address: nil, secrets: [token])
  }

  func find(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink? {
    let own = try await get("v3/account/whoami", through: exchange)["user_id"]?.string ?? ""
    let filter: Value = ["types": ["m.room.message"], "senders": [.string(own)]]
    let query = "dir=b&limit=\(Self.lookBack)&filter=\(String(decoding: filter.json, as: UTF8.self).percentEncoded)"
    let found = try await get("v3/rooms/\(id.percentEncoded)/messages?\(query)", through: exchange)
    let event = (found["chunk"]?.items ?? []).first { event in
      event["sender"]?.string == own && event["content"]?[Self.keyField]?.string == message.key
    }
    return event.flatMap { event in
      event["event_id"]?.string.map { link($0, delivery: event["content"]?[Self.deliveryField]?.string) }
    }
  }

  func post(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink {
    var content = MatrixMarkup.content(message)
    content[Self.keyField] = .string(message.key)
    content[Self.deliveryField] = .string(message.delivery)
    return link(
      try await send(content, as: "\(message.delivery).message", through: exchange), delivery: message.delivery)
  }

  func update(
    _ link: ExternalLink, to message: ChatMessage, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ChatUpdate {
    guard try await isThere(link, through: exchange) else { return .gone }
    let replacement = MatrixMarkup.content(message)
    var content = replacement
    content["body"] = .string("* \(replacement["body"]?.string ?? "")")
    // Nobody is told of a change: who has the turn is told in the thread.
    content["m.mentions"] = [:]
    content["m.new_content"] = .object(replacement)
    content["m.relates_to"] = ["rel_type": "m.replace", "event_id": .string(link.key)]
    _ = try await send(content, as: "\(message.delivery).update", through: exchange)
    return .done
  }

  func hasReply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool {
    let path = "v1/rooms/\(id.percentEncoded)/relations/\(link.key.percentEncoded)/m.thread?limit=\(Self.lookBack)"
    let replies = try await get(path, through: exchange)["chunk"]?.items ?? []
    return replies.contains { $0["content"]?[Self.deliveryField]?.string == message.delivery }
  }

  func reply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) {
    var content = MatrixMarkup.content(message)
    content[Self.deliveryField] = .string(message.delivery)
    // For clients that know no threads it is an answer to the document's message.
    content["m.relates_to"] = [
      "rel_type": "m.thread", "event_id": .string(link.key), "is_falling_back": true,
      "m.in_reply_to": ["event_id": .string(link.key)],
    ]
    _ = try await send(content, as: "\(message.delivery).reply", through: exchange)
  }
}

// MARK: - Requests

extension MatrixRoom {
  private func link(_ event: String, delivery: String?) -> ExternalLink {
    let url = "https://matrix.to/#/\(id.percentEncoded)/\(event.percentEncoded)"
    return ExternalLink(key: event, url: url, note: delivery)
  }

  /// False where the message was taken away, or is in another room.
  private func isThere(_ link: ExternalLink, through exchange: Exchange) async throws(DeliveryFailure) -> Bool {
    let path = "v3/rooms/\(id.percentEncoded)/event/\(link.key.percentEncoded)"
    return try await call.send(request("GET", path), through: exchange) { answer throws(DeliveryFailure) in
      if answer.status == 404 { return false }
      guard answer.isSuccess else { throw Self.failure(of: answer) }
      return answer.json["unsigned"]?["redacted_because"] == nil
    }
  }

  private func get(_ path: String, through exchange: Exchange) async throws(DeliveryFailure) -> Value {
    try await call.send(request("GET", path), through: exchange) { answer throws(DeliveryFailure) in
      guard answer.isSuccess else { throw Self.failure(of: answer) }
      return answer.json
    }
  }

  /// The id of the event.
  private func send(
    _ content: [String: Value], as transaction: String, through exchange: Exchange
  ) async throws(DeliveryFailure) -> String {
    let path = "v3/rooms/\(id.percentEncoded)/send/m.room.message/\(transaction.percentEncoded)"
    return try await call.send(request("PUT", path, content), through: exchange) { answer throws(DeliveryFailure) in
      guard answer.isSuccess else { throw Self.failure(of: answer) }
      guard let event = answer.json["event_id"]?.string else {
        throw DeliveryFailure(.answer, status: answer.status, answer: "The server named no event: \(answer.text)")
      }
      return event
    }
  }

  private func request(_ method: String, _ path: String, _ content: [String: Value]? = nil) -> TargetRequest {
    guard let content else { return TargetRequest(method, "\(client)/\(path)", headers: headers) }
    return TargetRequest(method, "\(client)/\(path)", headers: headers, json: .object(content))
  }

  /// Errors are `{"errcode", "error"}`; `retry_after_ms` is what older servers say in the place of `Retry-After`.
  private static func failure(of answer: TargetAnswer) -> DeliveryFailure {
    var failure = answer.failure
    guard let code = answer.json["errcode"]?.string else { return failure }
    failure.answer = "\(code): \(answer.json["error"]?.string ?? "")"
    if code == "M_LIMIT_EXCEEDED" {
      failure.kind = .rateLimit
      failure.retryAfter = failure.retryAfter ?? answer.json["retry_after_ms"]?.number.map { $0 / 1000 }
    }
    return failure
  }
}

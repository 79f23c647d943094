import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import NIOFoundationCompat
import Workflow

/// What the routes take out of requests.
enum BodyLimits {
  /// Bytes of a draft.
  static let draftBytesMax = 4 * 1024 * 1024
  /// Bytes of any other body.
  static let otherBytesMax = 256 * 1024
  /// A draft as JSON: escapes may take the double.
  static let draftJSONBytesMax = 2 * draftBytesMax
}

/// A page of a list, as asked for.
struct Page {
  static let defaultLimit = 50
  static let limitMax = 200
  let limit: Int
  let cursor: String?

  init(_ request: Request) throws(Refusal) {
    let query = request.uri.queryParameters
    if let text = query["limit"] {
      guard let limit = Int(text), (1...Page.limitMax).contains(limit) else {
        throw Refusal.field("limit", "must be a number from 1 to \(Page.limitMax).")
      }
      self.limit = limit
    } else {
      limit = Page.defaultLimit
    }
    // An empty one asks for the first page, so that a client can page in one loop.
    if let text = query["cursor"], !text.isEmpty {
      guard let data = Data(base64Encoded: String(text)),
        let cursor = String(data: data, encoding: .utf8)
      else {
        throw Refusal.field("cursor", "must be a next_cursor of this list.")
      }
      self.cursor = cursor
    } else {
      cursor = nil
    }
  }

  /// The cursor of a list whose places are numbers; nil on the first page.
  func place() throws(Refusal) -> Int64? {
    guard let cursor else { return nil }
    guard let place = Int64(cursor), place >= 0 else {
      throw Refusal.field("cursor", "must be a next_cursor of this list.")
    }
    return place
  }

  /// The answer: `next` is the cursor behind the last item, nil on the last page.
  static func answer(_ items: [Value], next: String?) -> Response {
    .json(["items": .array(items), "next_cursor": Value(next.map(cursor))])
  }

  static func cursor(_ place: String) -> String { Data(place.utf8).base64EncodedString() }
}

extension Request {
  func body(upTo limit: Int) async throws -> Data {
    let buffer = try await body.collect(upTo: limit)
    return Data(buffer: buffer)
  }

  func query(_ name: String) -> String? {
    uri.queryParameters[Substring(name)].map(String.init)
  }

  /// A parameter that is one of some words, where it is given.
  func choice(_ name: String, of words: [String]) throws(Refusal) -> String? {
    guard let word = query(name) else { return nil }
    guard words.contains(word) else { throw Refusal.field(name, "must be one of \(words.joined(separator: ", ")).") }
    return word
  }

  /// A parameter that is true or false; false where it is not given.
  func flag(_ name: String) throws(Refusal) -> Bool {
    try choice(name, of: ["true", "false"]) == "true"
  }

  /// A parameter that is a whole number from 1 on, where it is given.
  func number(_ name: String) throws(Refusal) -> Int? {
    guard let text = query(name) else { return nil }
    guard let number = Int(text), number > 0 else { throw Refusal.field(name, "must be a number from 1 on.") }
    return number
  }

  /// The version of what was published that `?version=` asks for; nil for the latest.
  func publishedVersion() throws(Refusal) -> Int? {
    try number("version")
  }

  /// The version in `If-Match`, where there is one.
  func expectedVersion() throws(Refusal) -> Int? {
    guard let header = headers[.ifMatch], header != "*" else { return nil }
    guard let version = Int(header.trimmingCharacters(in: CharacterSet(charactersIn: "\"W/ "))) else {
      throw Refusal.field("If-Match", "must be the ETag of an earlier answer.")
    }
    return version
  }

  func idempotencyKey(body: Data) throws(Refusal) -> IdempotencyKey? {
    guard let key = headers[.idempotencyKey] else { return nil }
    guard (1...200).contains(key.utf8.count) else {
      throw Refusal.field("Idempotency-Key", "must be 1 to 200 characters.")
    }
    // JSON that says the same is the same request, in whatever order a client writes its members.
    let value = try? JSONDecoder().decode(Value.self, from: body)
    let canonical = value.map(JSON.encode) ?? body
    let text = Data("\(method.rawValue) \(uri.string)\n".utf8) + canonical
    return IdempotencyKey(key: key, fingerprint: text.sha256Hexadecimal)
  }
}

extension ServerServices {
  /// Sends one command to the writer and answers with what it came to.
  func write(
    _ target: WriteRequest.Target, request: Request, context: ServerContext, body: Data = Data(),
    texts: [StoredText] = [], privateWrites: [PrivateWrite] = [],
    answer: @escaping @Sendable (Outcome) throws -> Answer
  ) async throws -> Response {
    Response(
      try await self.answer(
        target, request: request, context: context, body: body, texts: texts, privateWrites: privateWrites,
        answer: answer))
  }

  /// The same, for an answer that more is to be said in.
  func answer(
    _ target: WriteRequest.Target, request: Request, context: ServerContext, body: Data = Data(),
    texts: [StoredText] = [], privateWrites: [PrivateWrite] = [],
    answer: @escaping @Sendable (Outcome) throws -> Answer
  ) async throws -> Answer {
    let write = WriteRequest(
      target: target, actor: try context.known().actor, metadata: context.metadata(),
      expectedVersion: try request.expectedVersion(), idempotency: try request.idempotencyKey(body: body),
      texts: texts, privateWrites: privateWrites, answer: answer)
    return try await ledger.perform(write).answer
  }
}

extension Answer {
  init(_ value: Value, status: Int = 200, location: String? = nil, version: Int? = nil) {
    self.init(status: status, location: location, etag: version.map { "\"\($0)\"" }, body: JSON.encode(value))
  }
}

extension Response {
  init(_ answer: Answer) {
    var headers: HTTPFields = [:]
    if !answer.body.isEmpty { headers[.contentType] = "application/json" }
    if let location = answer.location { headers[.location] = location }
    if let etag = answer.etag { headers[.eTag] = etag }
    self.init(
      status: HTTPResponse.Status(code: answer.status), headers: headers,
      body: answer.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(data: answer.body)))
  }
}

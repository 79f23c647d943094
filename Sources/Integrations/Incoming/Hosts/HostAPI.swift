import Documents
import Foundation
import Ledger

/// A connection's side of its host's API: where it is, with what it is asked, and how it is reached.
package struct HostAPI: Sendable {
  /// Bytes of an answer that are read: a file may be as large as a draft, and comes in base64 from some.
  package static let answerBytesMax = 8 * 1024 * 1024
  /// Items that are asked for at once, where the host takes so many.
  static let pageSize = 100
  /// Pages that are read of one list.
  static let pagesMax = 100

  /// Characters of a host's words that are kept of a failure.
  private static let wordsMax = 2000

  /// As the connection names it.
  package let repository: String
  /// Without a slash at its end.
  package let base: String
  package let token: String?
  /// Where the token is one of Basic's passwords.
  package let username: String?
  /// For plain git, which has no API.
  package let git: GitPlace?
  private let client: TargetClient

  package init(
    repository: String, base: String, token: String?, username: String? = nil, git: GitPlace? = nil,
    client: TargetClient
  ) {
    self.repository = repository
    self.base = base.withoutTrailingSlashes
    self.token = token
    self.username = username
    self.git = git
    self.client = client
  }

  /// The answer, whatever its status; throws where none came.
  func send(_ request: TargetRequest) async throws(DeliveryFailure) -> TargetAnswer {
    try await client.send(request)
  }

  /// The answer of what succeeded; nil where the host knows no such thing (404).
  func answer(
    _ request: TargetRequest, words: (Value) -> String? = { $0["message"]?.string }
  )
    async throws(DeliveryFailure) -> TargetAnswer?
  {
    let answer = try await send(request)
    if answer.status == 404 { return nil }
    guard answer.isSuccess else { throw failure(of: answer, words: words) }
    return answer
  }

  /// The same, where it must be there.
  @discardableResult
  func expect(
    _ request: TargetRequest, words: (Value) -> String? = { $0["message"]?.string }
  )
    async throws(DeliveryFailure) -> TargetAnswer
  {
    let answer = try await send(request)
    guard answer.isSuccess else { throw failure(of: answer, words: words) }
    return answer
  }

  /// What the host says, without our secrets.
  func failure(of answer: TargetAnswer, words: (Value) -> String? = { $0["message"]?.string }) -> DeliveryFailure {
    var failure = answer.failure
    let said = words(answer.json) ?? answer.text
    failure.answer = hidden(said)
    return failure
  }

  /// Words without our token, and no more of them than are kept.
  func hidden(_ words: String) -> String {
    let token = token ?? ""
    let basic = Data("\(username ?? ""):\(token)".utf8).base64EncodedString()
    return Clipping.cut(Secrets.hidden(token.isEmpty ? [] : [basic, token], in: words), to: Self.wordsMax, .characters)
  }

  /// An address under the base; each name of `path` and of `query` is written so that it cannot be more than one.
  func url(_ path: [String], query: [(name: String, value: String)] = []) -> String {
    let pairs = query.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
    return base + path.map { "/" + $0.percentEncoded }.joined() + (pairs.isEmpty ? "" : "?\(pairs)")
  }
}

extension String {
  var withoutTrailingSlashes: String {
    var text = self[...]
    while text.hasSuffix("/") { text.removeLast() }
    return String(text)
  }
}

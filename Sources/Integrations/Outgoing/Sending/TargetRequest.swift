package import Documents
package import Foundation
import Ledger

/// One HTTP request to a tool.
package struct TargetRequest: Sendable {
  package var method: String
  package var url: String
  package var headers: [(name: String, value: String)]
  package var body: Data

  package init(_ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: Data = Data()) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }

  /// A body of JSON.
  package init(_ method: String, _ url: String, headers: [(name: String, value: String)] = [], json: Value) {
    self.init(method, url, headers: headers + [("content-type", "application/json")], body: json.json)
  }

  /// A form, as HTML's (application/x-www-form-urlencoded).
  package init(
    _ method: String, _ url: String, headers: [(name: String, value: String)] = [],
    form: [(name: String, value: String)]
  ) {
    let body = form.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
    self.init(
      method, url, headers: headers + [("content-type", "application/x-www-form-urlencoded")], body: Data(body.utf8))
  }
}

/// What a tool answered.
package struct TargetAnswer: Sendable {
  package let status: Int
  /// By lower-cased name.
  package let headers: [String: String]
  /// At most `Exchange.answerBytesMax`.
  package let body: Data

  package init(status: Int, headers: [String: String] = [:], body: Data = Data()) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package var isSuccess: Bool { (200..<300).contains(status) }
  package var text: String { String(decoding: body, as: UTF8.self) }
  /// Null where it is no JSON.
  package var json: Value { (try? JSONDecoder().decode(Value.self, from: body)) ?? .null }

  /// The failure that its status and its headers tell of, whatever the body says.
  package var failure: DeliveryFailure {
    DeliveryFailure(
      status == 429 ? .rateLimit : (300..<400).contains(status) ? .redirect : .http, status: status,
      retryAfter: retryAfter, answer: text, isGone: status == 410)
  }

  /// Seconds, from `Retry-After` in either of its forms (RFC 9110, section 10.2.3).
  package var retryAfter: Double? { headers["retry-after"].flatMap { RetryAfter.seconds($0, now: Date()) } }
}

extension String {
  /// For a path's segment, a query or a form: only unreserved characters stand as they are (RFC 3986, section 2.3).
  package var percentEncoded: String {
    let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}

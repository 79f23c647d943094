/// Why one attempt at a delivery did not get through.
package struct DeliveryFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: String, Hashable, Sendable {
    case timeout
    case connectionRefused = "connection_refused"
    case connection = "connection_error"
    case dns = "dns_error"
    case tls = "tls_error"
    case redirect = "redirect_error"
    case refusedAddress = "refused_address"
    case http = "http_error"
    /// The status was of success, and the body says otherwise.
    case answer = "answer_error"
    case rateLimit = "rate_limit"
    /// The endpoint's settings or its template do not do.
    case settings = "settings_error"
  }

  package var kind: Kind
  package var status: Int?
  /// What the tool asks for, in seconds.
  package var retryAfter: Double?
  /// What it answered, or what is wrong in words.
  package var answer: String?
  /// The tool says that this endpoint is no more.
  package var isGone = false
  /// Whether the request may have been carried out all the same: it was written, and no answer came.
  package var isAmbiguous = false

  package init(
    _ kind: Kind, status: Int? = nil, retryAfter: Double? = nil, answer: String? = nil, isGone: Bool = false,
    isAmbiguous: Bool = false
  ) {
    self.kind = kind
    self.status = status
    self.retryAfter = retryAfter
    self.answer = answer
    self.isGone = isGone
    self.isAmbiguous = isAmbiguous
  }

  /// For people: what kind it is, the status, and the tool's own words.
  package var description: String {
    let lead = ([kind.rawValue.replacing("_", with: " ")] + [status.map { "(\($0))" }].compactMap { $0 })
      .joined(separator: " ")
    return answer.map { "\(lead): \($0)" } ?? lead
  }
}

import HTTPTypes

/// Names of headers that the library has none for: read once, not with each request.
extension HTTPField.Name {
  static let csrfToken = made("X-CSRF-Token")
  static let fetchSite = made("Sec-Fetch-Site")
  static let forwarded = made("Forwarded")
  static let forwardedFor = made("X-Forwarded-For")
  static let forwardedProto = made("X-Forwarded-Proto")
  static let idempotencyKey = made("Idempotency-Key")
  static let lastEventID = made("Last-Event-ID")
  static let realIP = made("X-Real-IP")
  static let referrerPolicy = made("Referrer-Policy")
  static let requestID = made("X-Request-Id")
  static let traceparent = made("traceparent")

  static func made(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is no name of a header.") }
    return name
  }
}

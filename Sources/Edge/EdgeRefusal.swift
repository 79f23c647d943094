import HTTPTypes

/// What the edge itself says no to, before any route.
enum EdgeRefusal {
  case headTooLarge, tooManyHeaders, tooSlow, bodyTooLarge, malformed(String)

  private var status: HTTPResponse.Status {
    switch self {
    case .headTooLarge, .tooManyHeaders: .requestHeaderFieldsTooLarge
    case .tooSlow: .requestTimeout
    case .bodyTooLarge: .contentTooLarge
    case .malformed: .badRequest
    }
  }

  private var problem: (code: String, detail: String) {
    switch self {
    case .headTooLarge: ("head_too_large", "The request's headers are too large: send fewer or shorter ones.")
    case .tooManyHeaders: ("too_many_headers", "The request has too many headers: send fewer.")
    case .tooSlow: ("request_too_slow", "The request arrived too slowly: send it again.")
    case .bodyTooLarge: ("body_too_large", "The body is too large.")
    case .malformed(let detail): ("malformed_request", detail)
    }
  }

  /// All texts are ours, so nothing needs escaping.
  var body: String {
    let (code, detail) = problem
    return #"{"type":"about:blank","title":"\#(status.reasonPhrase)","status":\#(status.code),"#
      + #""code":"\#(code)","detail":"\#(detail)"}"#
  }

  private var fields: [(name: String, value: String)] {
    [
      ("content-type", "application/problem+json"), ("content-length", String(body.utf8.count)),
      ("cache-control", "no-store"), ("x-content-type-options", "nosniff"),
      ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ]
  }

  /// The whole answer, as bytes.
  var http1: String {
    let head = fields.map { "\($0.name): \($0.value)\r\n" }.joined()
    return "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n\(head)connection: close\r\n\r\n\(body)"
  }

  /// The answer's head on a stream of HTTP/2.
  var http2: HTTPResponse {
    var response = HTTPResponse(status: status)
    for (name, value) in fields {
      if let name = HTTPField.Name(name) { response.headerFields[name] = value }
    }
    return response
  }
}

import Foundation
import HTTPTypes
import Hummingbird

/// The daemon's cookies: what they are called, and how they are set.
struct Cookies {
  /// Of the page that signs in, and of the time in which that must be done.
  static let loginSeconds = 600

  /// Whether browsers reach the daemon over TLS: then its cookies go no other way, and no other host can set them
  /// (the `__Host-` prefix, RFC 6265bis, section 4.1.3).
  let isSecure: Bool

  init(_ services: ServerServices) { isSecure = services.publicURL().hasPrefix("https://") }

  var session: String { name("countersign") }
  var login: String { name("countersign-login") }

  private func name(_ name: String) -> String { (isSecure ? "__Host-" : "") + name }

  /// The value of a cookie; nil where the request has it not at all, or more than once.
  func value(of name: String, in request: Request) -> String? { Self.plainValue(of: name, in: request) }

  /// The same, of a cookie that is no secret and has no prefix.
  static func plainValue(of name: String, in request: Request) -> String? {
    let all = request.headers[values: .cookie].flatMap { $0.split(separator: ";") }
    let values = all.compactMap { pair -> String? in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name else { return nil }
      return parts[1].trimmingCharacters(in: .whitespaces)
    }
    return values.count == 1 ? values[0] : nil
  }

  /// `Set-Cookie`; a browser keeps it for so long.
  func setting(_ name: String, to value: String, seconds: Int) -> String {
    "\(name)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
  }

  func removing(_ name: String) -> String { setting(name, to: "", seconds: 0) }
}

extension Response {
  mutating func set(cookie: String) {
    headers.append(HTTPField(name: .setCookie, value: cookie))
  }

  /// What is of one caller and one moment is kept nowhere.
  static func redirect(to path: String) -> Response {
    Response(
      status: .seeOther,
      headers: [.location: path, .cacheControl: "no-store", .referrerPolicy: "no-referrer"])
  }
}

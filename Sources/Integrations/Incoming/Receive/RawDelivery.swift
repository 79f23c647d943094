import Crypto
package import Foundation

/// A host's delivery as it came, before anything of it is believed.
package struct RawDelivery: Sendable {
  /// By lower-cased name.
  package let headers: [String: String]
  package let body: Data

  package init(headers: [String: String], body: Data) {
    self.headers = headers
    self.body = body
  }

  /// Nil where it is missing or empty.
  func header(_ name: String) -> String? {
    headers[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// What a delivery that proved to be the host's calls itself.
package struct DeliveryName: Hashable, Sendable {
  /// Bytes of an id that a host gives: more is none of theirs.
  static let idBytesMax = 200

  /// The same on a repeated delivery, as far as the host keeps it.
  package let id: String
  /// The host's own word of what has happened: `push`, `pull_request`, `Merge Request Hook`, `repo:push`.
  package let event: String

  /// Nil where either is missing, longer than any of the host's, or not of printable ASCII.
  package init?(id: String?, event: String?) {
    guard let id, let event, Self.isName(id), Self.isName(event) else { return nil }
    self.id = id
    self.event = event
  }

  private static func isName(_ text: String) -> Bool {
    (1...idBytesMax).contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
      && !text.hasPrefix(" ") && !text.hasSuffix(" ")
  }
}

extension RawDelivery {
  /// Whether the text is the HMAC-SHA256 of the raw body in hexadecimal, compared in constant time. Hosts write its digits in
  /// lower case, and so it must be.
  func isSigned(_ hexadecimal: some StringProtocol, with secret: String) -> Bool {
    guard !secret.isEmpty, !hexadecimal.utf8.contains(where: { (0x41...0x46).contains($0) }),
      let code = Data(hexadecimal: hexadecimal)
    else { return false }
    return HMAC<SHA256>.isValidAuthenticationCode(
      code, authenticating: body, using: SymmetricKey(data: Data(secret.utf8)))
  }

  /// The same, in the form `sha256=<hexadecimal>` (WebSub, section 7.1.2, as most hosts use it).
  func isHubSigned(in header: String, with secret: String) -> Bool {
    let form = "sha256="
    guard let signature = self.header(header), signature.hasPrefix(form) else { return false }
    return isSigned(signature.dropFirst(form.count), with: secret)
  }

  /// Whether the header has the very bytes, compared in constant time.
  func has(_ header: String, equalTo secret: String) -> Bool {
    guard let given = self.header(header), !secret.isEmpty else { return false }
    return Self.isEqual(given, secret)
  }

  /// HTTP Basic (RFC 7617) with these, compared in constant time.
  func isBasic(user: String, password: String) -> Bool {
    guard !password.isEmpty, let given = header("authorization"), given.lowercased().hasPrefix("basic ") else {
      return false
    }
    let expected = Data("\(user):\(password)".utf8).base64EncodedString()
    return Self.isEqual(String(given.dropFirst(6).drop { $0 == " " }), expected)
  }

  /// By their codes under a key that nobody knows: neither a difference's place nor a length shows in the time it takes.
  private static func isEqual(_ given: String, _ expected: String) -> Bool {
    let key = SymmetricKey(size: .bits256)
    let code = HMAC<SHA256>.authenticationCode(for: Data(expected.utf8), using: key)
    return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(given.utf8), using: key)
  }
}

extension Data {
  /// Nil where the text is not pairs of hexadecimal digits.
  init?(hexadecimal text: some StringProtocol) {
    let digits = text.utf8.map { byte -> UInt8? in
      switch byte {
      case 0x30...0x39: byte - 0x30
      case 0x41...0x46: byte - 0x37
      case 0x61...0x66: byte - 0x57
      default: nil
      }
    }
    guard !digits.isEmpty, digits.count % 2 == 0 else { return nil }
    var bytes = Data()
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      bytes.append(high << 4 | low)
    }
    self = bytes
  }
}

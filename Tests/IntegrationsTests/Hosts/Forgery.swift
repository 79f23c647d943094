import Crypto
import Foundation
import Integrations

/// A way to pass something off as the host's delivery.
struct Forgery: Sendable {
  var name: String
  /// Of what is the host's.
  var make: @Sendable (Genuine) -> Genuine
  /// The secret that the connection has, where it is another.
  var secret: String?

  init(_ name: String, secret: String? = nil, _ make: @escaping @Sendable (Genuine) -> Genuine) {
    self.name = name
    self.make = make
    self.secret = secret
  }

  /// With a header changed; nil takes it away.
  static func header(
    _ name: String, of header: @escaping @Sendable (Genuine) -> String,
    _ change: @escaping @Sendable (String) -> String?
  ) -> Forgery {
    Forgery(name) { genuine in
      var forged = genuine
      forged.headers[header(genuine)] = change(genuine.headers[header(genuine)] ?? "")
      return forged
    }
  }

  /// Of what every host proves itself by, and calls its deliveries by.
  static let named: [Forgery] = {
    let bad: [(String, String?)] = [
      ("none", nil), ("empty", ""), ("longer than any", String(repeating: "a", count: 201)), ("a zero byte", "a\u{0}b"),
      ("a line's end", "a\r\nset-cookie: x"), ("a tab", "a\tb"), ("an escape", "a\u{1B}[2J"), ("a delete", "a\u{7F}"),
      ("no ASCII", "dëlivery"), ("a turned direction", "a\u{202E}b"), ("a space", " "),
    ]
    var forgeries: [Forgery] = []
    for (name, value) in bad {
      forgeries.append(.header("the id is \(name)", of: { $0.idHeader }, { _ in value }))
      forgeries.append(.header("the event is \(name)", of: { $0.eventHeader }, { _ in value }))
    }
    return forgeries
  }()

  /// Of a body that is another than what was signed.
  static let bodies: [Forgery] = [
    body("a byte more") { $0 + Data([0x20]) },
    body("a byte less") { $0.dropLast() },
    body("a byte before") { Data([0x20]) + $0 },
    body("another") { _ in Data("{}".utf8) },
    body("none") { _ in Data() },
    body("a bit turned") { body in
      var body = body
      body[20] ^= 1
      return body
    },
    body("twice") { $0 + $0 },
    body("written anew") { Data(String(decoding: $0, as: UTF8.self).replacing(":", with: ": ").utf8) },
    body("with a mark at its start") { Data([0xEF, 0xBB, 0xBF]) + $0 },
    body("with a line's end") { $0 + Data([0x0D, 0x0A]) },
  ]

  private static func body(_ name: String, _ change: @escaping @Sendable (Data) -> Data) -> Forgery {
    Forgery("the body is \(name)") { genuine in
      var forged = genuine
      forged.body = change(genuine.body)
      return forged
    }
  }
}

// Of codes in hexadecimal.
extension Forgery {
  private static func code(_ name: String, _ change: @escaping @Sendable (String, Genuine) -> String?) -> Forgery {
    Forgery(name) { genuine in
      guard case .code(let header, let prefix) = genuine.proof else { return genuine }
      var forged = genuine
      let digits = String((genuine.headers[header] ?? "").dropFirst(prefix.count))
      forged.headers[header] = change(digits, genuine)
      return forged
    }
  }

  /// With the host's own letters before it.
  private static func digits(_ name: String, _ change: @escaping @Sendable (String, Genuine) -> String) -> Forgery {
    code(name) { digits, genuine in
      guard case .code(_, let prefix) = genuine.proof else { return nil }
      return prefix + change(digits, genuine)
    }
  }

  static let codes: [Forgery] = [
    code("there is no signature") { _, _ in nil },
    code("the signature is empty") { _, _ in "" },
    code("the signature is a space") { _, _ in " " },
    digits("the signature has no digits") { _, _ in "" },
    digits("of another secret") { _, genuine in HookCode.of(genuine.body, "another secret") },
    digits("of an empty secret") { _, genuine in HookCode.of(genuine.body, "") },
    digits("of the secret with a line's end") { _, genuine in HookCode.of(genuine.body, genuine.secret + "\n") },
    digits("of the secret in capitals") { _, genuine in HookCode.of(genuine.body, genuine.secret.uppercased()) },
    digits("of another body") { _, genuine in HookCode.of(Data("other".utf8), genuine.secret) },
    digits("of no body") { _, genuine in HookCode.of(Data(), genuine.secret) },
    digits("of the body's hash") { _, genuine in HookCode.of(Data(SHA256.hash(data: genuine.body)), genuine.secret) },
    digits("the body's hash without a key") { _, genuine in
      SHA256.hash(data: genuine.body).map { String(format: "%02x", $0) }.joined()
    },
    digits("secret and body in one hash") { _, genuine in
      SHA256.hash(data: Data(genuine.secret.utf8) + genuine.body).map { String(format: "%02x", $0) }.joined()
    },
    digits("in capitals") { digits, _ in digits.uppercased() },
    digits("without its last byte") { digits, _ in String(digits.dropLast(2)) },
    digits("half of it") { digits, _ in String(digits.prefix(32)) },
    digits("without its first byte") { digits, _ in String(digits.dropFirst(2)) },
    digits("an odd digit less") { digits, _ in String(digits.dropLast()) },
    digits("a byte longer") { digits, _ in digits + "00" },
    digits("twice over") { digits, _ in digits + digits },
    digits("its last digit turned") { digits, _ in String(digits.dropLast()) + (digits.hasSuffix("0") ? "1" : "0") },
    digits("zeros") { _, _ in String(repeating: "0", count: 64) },
    digits("no digits") { _, _ in String(repeating: "z", count: 64) },
    digits("wide digits") { digits, _ in
      String(String.UnicodeScalarView(digits.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
    },
    digits("with 0x before it") { digits, _ in "0x" + digits },
    digits("in quotes") { digits, _ in "\"\(digits)\"" },
    digits("in base64") { _, genuine in
      Data(HMAC<SHA256>.authenticationCode(for: genuine.body, using: SymmetricKey(data: Data(genuine.secret.utf8))))
        .base64EncodedString()
    },
    digits("two, with a comma") { digits, _ in digits + "," + digits },
    digits("two, the right one first") { digits, _ in digits + " " + String(repeating: "0", count: 64) },
    digits("two, the right one last") { digits, _ in String(repeating: "0", count: 64) + ", " + digits },
    digits("with a space behind it") { digits, _ in digits + " " },
    digits("with a line's end behind it") { digits, _ in digits + "\n" },
    digits("with a zero byte behind it") { digits, _ in digits + "\u{0}" },
    digits("with colons") { digits, _ in
      digits.enumerated().map { $0 > 0 && $0 % 2 == 0 ? ":\($1)" : "\($1)" }.joined()
    },
    digits("the secret itself") { _, genuine in genuine.secret },
    code("with a space before it") { digits, genuine in " " + (genuine.signed().prefix ?? "") + digits },
    code("with SHA-1's letters") { digits, _ in "sha1=" + digits },
    code("with SHA-512's letters") { digits, _ in "sha512=" + digits },
    code("with letters in capitals") { digits, _ in "SHA256=" + digits },
    code("with letters twice") { digits, _ in "sha256=sha256=" + digits },
    code("with the other hosts' letters") { digits, genuine in genuine.prefix == "" ? "sha256=" + digits : digits },
    code("with a colon") { digits, _ in "sha256:" + digits },
    code("by SHA-1") { _, genuine in
      let key = SymmetricKey(data: Data(genuine.secret.utf8))
      let code = HMAC<Insecure.SHA1>.authenticationCode(for: genuine.body, using: key)
      return (genuine.prefix ?? "") + code.map { String(format: "%02x", $0) }.joined()
    },
    code("by SHA-512") { _, genuine in
      let key = SymmetricKey(data: Data(genuine.secret.utf8))
      let code = HMAC<SHA512>.authenticationCode(for: genuine.body, using: key)
      return (genuine.prefix ?? "") + code.map { String(format: "%02x", $0) }.joined()
    },
    Forgery("the connection's secret is empty, and so is the key", secret: "") { $0.signed("") },
    Forgery("the connection's secret is another", secret: "another") { $0 },
    Forgery("under a header's name alone", secret: nil) { genuine in
      guard case .code(let header, _) = genuine.proof else { return genuine }
      var forged = genuine
      forged.headers["x-signature"] = forged.headers.removeValue(forKey: header)
      return forged
    },
  ]
}

extension Genuine {
  /// What stands before the code.
  var prefix: String? {
    guard case .code(_, let prefix) = proof else { return nil }
    return prefix
  }
}

import Crypto
package import Foundation
package import Ledger

/// `cs_<id>_<secret>`: the id finds the row, the secret's hash is compared in constant time.
package enum APIToken {
  static let prefix = "cs_"

  package struct Issued: Sendable {
    package let id: String
    package let text: String
    package let hash: Data
  }

  package static func issue(_ sources: SystemSources) -> Issued {
    let id = String(sources.newID("t").dropFirst(2))
    let secret = Secret.new(sources)
    return Issued(id: id, text: "\(prefix)\(id)_\(secret)", hash: Secret.hash(secret))
  }

  static func parts(of text: String) -> (id: String, secret: String)? {
    guard text.hasPrefix(prefix) else { return nil }
    return Secret.parts(of: text.dropFirst(prefix.count))
  }
}

/// What only its holder knows: 32 random bytes, of which a hash alone is kept.
package enum Secret {
  private static let bytes = 32
  /// Longer than any that is made.
  private static let charactersMax = 128

  package static func new(_ sources: SystemSources) -> String { Data(sources.randomBytes(bytes)).hexadecimal }

  package static func hash(_ secret: String) -> Data { Data(SHA256.hash(data: Data(secret.utf8))) }

  /// Splits `<id>_<secret>`.
  static func parts(of text: some StringProtocol) -> (id: String, secret: String)? {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, parts[0].utf8.count <= charactersMax,
      parts[1].utf8.count <= charactersMax
    else { return nil }
    return (String(parts[0]), String(parts[1]))
  }

  /// In a time that tells nothing of where they differ.
  static func isEqual(_ one: some Collection<UInt8>, _ other: some Collection<UInt8>) -> Bool {
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

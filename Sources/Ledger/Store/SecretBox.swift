import Crypto
package import Foundation

/// Seals secrets before they are stored: AES-256-GCM under a key that lies outside the database.
package struct SecretBox: Sendable {
  package static let keyBytes = 32
  private let key: SymmetricKey

  /// The key is 32 bytes; anything else throws `CryptoKitError.incorrectKeySize`.
  package init(key: Data) throws {
    guard key.count == SecretBox.keyBytes else { throw CryptoKitError.incorrectKeySize }
    self.key = SymmetricKey(data: key)
  }

  /// The sealed bytes are bound to `purpose`: they open under no other.
  package func seal(_ plain: Data, purpose: String) throws -> Data {
    guard let sealed = try AES.GCM.seal(plain, using: key, authenticating: Data(purpose.utf8)).combined else {
      throw CryptoKitError.incorrectParameterSize
    }
    return sealed
  }

  package func open(_ sealed: Data, purpose: String) throws -> Data {
    try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key, authenticating: Data(purpose.utf8))
  }
}

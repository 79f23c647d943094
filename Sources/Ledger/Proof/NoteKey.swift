import Crypto
package import Foundation

/// A key that notes are verified with, as C2SP's signed-note names it: a name, a type of signature and the public key.
package struct NoteKey: Hashable, Sendable, CustomStringConvertible {
  /// Kinds of signature, by their number there.
  package enum Kind: UInt8, Sendable {
    case ed25519 = 0x01
    /// Of a witness (C2SP tlog-cosignature, version 1): over the time and the checkpoint.
    case cosignature = 0x04
  }

  package let name: String
  package let kind: Kind
  /// 32 bytes.
  package let publicKey: Data

  /// Nil where the name has a space or a plus, or these are no 32 bytes.
  package init?(name: String, kind: Kind = .ed25519, publicKey: Data) {
    let isName = !name.isEmpty && !name.contains { $0.isWhitespace || $0 == "+" }
    guard isName, publicKey.count == 32 else { return nil }
    self.name = name
    self.kind = kind
    self.publicKey = publicKey
  }

  /// Reads `name+hash+key`; nil where it is not that, or its hash is another's.
  package init?(_ text: String) {
    let parts = text.trimmingCharacters(in: .whitespacesAndNewlines).split(
      separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = Data(base64Encoded: String(parts[2])), let first = bytes.first,
      let kind = Kind(rawValue: first)
    else { return nil }
    self.init(name: String(parts[0]), kind: kind, publicKey: Data(bytes.dropFirst()))
    guard id.hexadecimal == parts[1] else { return nil }
  }

  /// The first four bytes of SHA-256 of the name, a line feed, the kind and the key.
  package var id: Data {
    Data((Data(name.utf8) + [0x0A, kind.rawValue] + publicKey).sha256.prefix(4))
  }

  package var description: String {
    "\(name)+\(id.hexadecimal)+\((Data([kind.rawValue]) + publicKey).base64EncodedString())"
  }

  /// Under another name.
  package func named(_ name: String) -> NoteKey? { NoteKey(name: name, kind: kind, publicKey: publicKey) }

  /// Whether a signature, as a note's line holds it after the key's id, is this key's over the note's text.
  package func isValid(_ signature: Data, over text: String) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    switch kind {
    case .ed25519: return key.isValidSignature(signature, for: Data(text.utf8))
    case .cosignature:
      guard signature.count == 72 else { return false }
      return key.isValidSignature(
        signature.suffix(64), for: Data(Self.timedText(text, seconds: Self.seconds(of: signature)).utf8))
    }
  }

  /// The same key as it signs the time.
  var timed: NoteKey? { NoteKey(name: name, kind: .cosignature, publicKey: publicKey) }

  /// What a witness signs of a checkpoint.
  package static func timedText(_ text: String, seconds: UInt64) -> String {
    "cosignature/v1\ntime \(seconds)\n\(text)"
  }

  /// Since 1970, in a cosignature's first eight bytes; at most what fits in a `Timestamp`.
  static func seconds(of signature: Data) -> UInt64 {
    min(signature.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }, UInt64(Int64.max / 1000))
  }
}

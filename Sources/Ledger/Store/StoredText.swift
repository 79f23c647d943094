package import Foundation

/// Words to keep under the digest of their bytes.
package struct StoredText: Hashable, Sendable {
  /// SHA-256 of the body.
  package let digest: String
  package let body: Data
  /// How they come from other words that are kept, where that is much smaller.
  let patch: TextPatch?
  /// The body deflated, where it is to be kept whole and that is worth it.
  let deflated: Data?

  package init(digest: String, body: Data) {
    self.digest = digest
    self.body = body
    patch = nil
    deflated = Deflate.compressed(body)
  }

  /// Words that came after `base`, which the ledger keeps.
  package init(digest: String, body: Data, base: (digest: String, body: Data)) {
    self.digest = digest
    self.body = body
    patch = TextPatch(from: base.body, to: body, base: base.digest)
    deflated = patch == nil ? Deflate.compressed(body) : nil
  }

  /// The digest of the words that these are kept as a change to; nil where they are kept whole.
  package var base: String? { patch?.base }
}

// What was erased, by whom and why. Version 1 each. These stay readable for ever.

/// The words of one event were erased; what is left of it stands in its place.
package struct BodyRedacted: Hashable, Sendable, Codable {
  /// The log position of the event that was erased.
  package var seq: Int64
  /// Its type.
  package var erasedType: String
  package var reason: String
  /// The salted hash that the event's envelope holds of what was erased, in hexadecimal.
  package var erasedSHA256: String
  /// SHA-256 of what is left, in hexadecimal.
  package var leftSHA256: String
  /// The digests of the words of a draft that were removed with it.
  package var texts: [String]

  package init(
    seq: Int64, erasedType: String, reason: String, erasedSHA256: String, leftSHA256: String, texts: [String]
  ) {
    self.seq = seq
    self.erasedType = erasedType
    self.reason = reason
    self.erasedSHA256 = erasedSHA256
    self.leftSHA256 = leftSHA256
    self.texts = texts
  }

  enum CodingKeys: String, CodingKey {
    case seq
    case erasedType = "erased_type"
    case reason
    case erasedSHA256 = "erased_sha256"
    case leftSHA256 = "left_sha256"
    case texts
  }
}

/// A person was forgotten: name, addresses and logins. The id stays, and what was done under it.
package struct UserErased: Hashable, Sendable, Codable {
  package var user: String
  package var reason: String
  /// The events whose metadata lost the address that the person came from.
  package var events: Int
  /// SHA-256 over, for each of those events in their order, its position in eight bytes and the SHA-256 of the
  /// metadata that is left; in hexadecimal. Nil where there are none.
  package var leftSHA256: String?

  package init(user: String, reason: String, events: Int = 0, leftSHA256: String? = nil) {
    self.user = user
    self.reason = reason
    self.events = events
    self.leftSHA256 = leftSHA256
  }

  enum CodingKeys: String, CodingKey {
    case user, reason, events
    case leftSHA256 = "left_sha256"
  }
}

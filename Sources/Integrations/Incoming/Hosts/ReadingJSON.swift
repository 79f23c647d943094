import Documents
import Foundation

// Reads of a host's JSON that several hosts share.
extension Value {
  /// A member of a member, and so on; nil where one of them is missing or null.
  func member(_ path: String...) -> Value? { member(path) }

  /// A list's items; none where there is no list.
  func values(_ path: String...) -> [Value] { member(path)?.items ?? [] }

  /// A commit's id, in full or its first digits; nil where the text is no such thing.
  func commitID(_ path: String...) -> String? {
    member(path)?.string.flatMap { CommitID.isOne($0) ? $0 : nil }
  }
}

extension String {
  /// The names between its slashes.
  var pathNames: [String] { split(separator: "/").map(String.init) }

  /// The branch of a full ref, `refs/heads/main`; the text itself where it is none.
  var branchName: String { hasPrefix("refs/heads/") ? String(dropFirst("refs/heads/".count)) : self }
}

extension DeliveryFailure {
  /// An answer of success that does not hold what it must.
  static func unread(_ what: String) -> DeliveryFailure { DeliveryFailure(.answer, answer: what) }
  static let listTooLong = DeliveryFailure(.answer, answer: "The list is longer than what is read of one.")
}

import Documents
import Foundation

// Reads of a host's JSON, in which nothing is sure to be there.
extension Value {
  /// A member of a member, and so on; nil where one of them is missing or null.
  func member(_ path: String...) -> Value? { member(path) }

  /// A string that is not empty.
  func text(_ path: String...) -> String? {
    member(path)?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A whole number.
  func whole(_ path: String...) -> Int? {
    guard case .int(let number) = member(path) else { return nil }
    return number
  }

  func isTrue(_ path: String...) -> Bool { member(path) == .bool(true) }

  /// A list's items; none where there is no list.
  func values(_ path: String...) -> [Value] { member(path)?.items ?? [] }

  /// A commit's id, in full or its first digits; nil where the text is no such thing.
  func commitID(_ path: String...) -> String? {
    member(path)?.string.flatMap { $0.isCommitID ? $0 : nil }
  }

  private func member(_ path: [String]) -> Value? {
    var value = self
    for name in path {
      guard let next = value[name], next != .null else { return nil }
      value = next
    }
    return value
  }
}

extension String {
  /// 7 to 64 hexadecimal digits: SHA-1 has 40, SHA-256 has 64, and no host cuts to fewer than 7.
  var isCommitID: Bool {
    (7...64).contains(utf8.count)
      && utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || (0x41...0x46).contains($0) }
  }

  /// The path's names, for an address of ours.
  var pathNames: [String] { split(separator: "/").map(String.init) }

  /// The branch of a full ref, `refs/heads/main`; the text itself where it is none.
  var branchName: String { hasPrefix("refs/heads/") ? String(dropFirst("refs/heads/".count)) : self }

  /// Whether it is so many names with slashes between them, none of them empty, a dot or two, or with control characters.
  func isRepositoryName(of count: Int) -> Bool {
    let names = split(separator: "/", omittingEmptySubsequences: false)
    return utf8.count <= 400 && names.count == count
      && names.allSatisfy { name in
        !name.isEmpty && name != "." && name != ".."
          && name.unicodeScalars.allSatisfy { $0.value > 0x1F && $0.value != 0x7F }
      }
  }
}

enum RepositoryPath {
  /// The names of a file's path; throws where one would lead out of the repository.
  static func names(_ path: String) throws(DeliveryFailure) -> [String] {
    let names = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard names.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw DeliveryFailure(.answer, answer: "'\(path)' is no path of a file.")
    }
    return names
  }
}

extension DeliveryFailure {
  /// An answer of success that does not hold what it must.
  static func unread(_ what: String) -> DeliveryFailure { DeliveryFailure(.answer, answer: what) }
  static let listTooLong = DeliveryFailure(.answer, answer: "The list is longer than what is read of one.")
}

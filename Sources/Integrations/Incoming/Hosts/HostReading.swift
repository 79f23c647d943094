import Documents
import Foundation

// How a host's JSON is read: a member that is missing, null or empty is none.
extension Value {
  /// The member at the end of a path of names.
  func member(_ path: [String]) -> Value? {
    var value = self
    for name in path {
      guard let next = value[name], next != .null else { return nil }
      value = next
    }
    return value
  }

  func text(_ path: String...) -> String? {
    guard let text = member(path)?.string, !text.isEmpty else { return nil }
    return text
  }

  func whole(_ path: String...) -> Int? { member(path)?.wholeNumber }

  func flag(_ path: String...) -> Bool { member(path) == .bool(true) }

  /// The texts of a list.
  func texts(_ path: String...) -> [String] { member(path)?.elements.compactMap(\.string) ?? [] }

  /// An id, whether it is written as a number or as text.
  func id(_ path: String...) -> String? {
    guard let id = member(path) else { return nil }
    return id.wholeNumber.map(String.init) ?? id.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  func required(_ path: String...) throws(UnreadableDelivery) -> String {
    guard let text = member(path)?.string, !text.isEmpty else {
      throw UnreadableDelivery("There is no '\(path.joined(separator: "."))'.")
    }
    return text
  }

  func requiredNumber(_ path: String...) throws(UnreadableDelivery) -> Int {
    guard let number = member(path)?.wholeNumber else {
      throw UnreadableDelivery("There is no '\(path.joined(separator: "."))'.")
    }
    return number
  }

  func requiredCommit(_ path: String...) throws(UnreadableDelivery) -> String {
    guard let id = member(path)?.string, CommitID.isOne(id) else {
      throw UnreadableDelivery("'\(path.joined(separator: "."))' is no commit.")
    }
    return id
  }
}

enum CommitID {
  /// Whether it is one in full (SHA-1's 40 digits, SHA-256's 64) or the first digits of one, 7 at least.
  static func isOne(_ id: String) -> Bool {
    (7...64).contains(id.utf8.count)
      && id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || (0x41...0x46).contains($0) }
  }

  static func checked(_ id: String) throws(DeliveryFailure) -> String {
    guard isOne(id) else { throw DeliveryFailure(.answer, answer: "'\(id)' is no commit.") }
    return id
  }
}

extension DeliveryFailure {
  /// As a host would say it of a commit that it does not know, or does not know any more.
  static func noCommit(_ id: String) -> DeliveryFailure {
    DeliveryFailure(.http, status: 404, answer: "There is no commit \(id).")
  }
}

extension CommitRange {
  /// Of a host that lists the commits of one without those of another; `listing` gives nil where it knows one of them not.
  init(
    from: String?, to: String,
    listing: (_ commit: String, _ without: String?) async throws(DeliveryFailure) -> [Commit]?
  ) async throws(DeliveryFailure) {
    let to = try CommitID.checked(to)
    guard let from else {
      guard let commits = try await listing(to, nil) else { throw .noCommit(to) }
      self.init(commits: commits, isForward: true)
      return
    }
    let known = try CommitID.checked(from)
    guard let commits = try await listing(to, known) else { throw .noCommit("\(known) or \(to)") }
    let left = try await listing(known, to) ?? []
    self.init(commits: commits, isForward: left.isEmpty, left: left.map(\.id))
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

  /// Whether a repository's name has so many parts, none of them empty or leading elsewhere.
  static func isName(_ name: String, parts: ClosedRange<Int>) -> Bool {
    let names = name.split(separator: "/", omittingEmptySubsequences: false)
    return parts.contains(names.count) && name.utf8.count <= 500
      && names.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }
      && name.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "?" && $0 != "#" && $0 != "%" && $0 != "\\" }
  }
}

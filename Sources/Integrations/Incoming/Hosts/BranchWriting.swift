import Foundation

/// Commits a file on a branch through an API that asks for the blob that is written over.
struct BranchWriting {
  /// The commit of a branch; nil where there is none.
  let head: (String) async throws(DeliveryFailure) -> String?
  /// Makes a branch at a commit.
  let make: (String, String) async throws(DeliveryFailure) -> Void
  /// The file's blob on the branch; nil where it is not there.
  let blob: (String) async throws(DeliveryFailure) -> String?
  /// Writes over the blob, and returns the commit; nil where the file was changed in the meantime.
  let put: (String?) async throws(DeliveryFailure) -> String?

  /// What is there already is not written again: after an attempt of which nobody knows, there is one commit all the same.
  func write(_ file: FileWrite) async throws(DeliveryFailure) -> String {
    for _ in 0..<2 {
      let head = try await branchHead(file)
      let blob = try await blob(file.branch)
      if blob == GitBlob.id(of: file.content, like: head) { return head }
      if let commit = try await put(blob) { return commit }
    }
    throw DeliveryFailure(.answer, answer: "\(file.path) on \(file.branch) keeps changing.")
  }

  private func branchHead(_ file: FileWrite) async throws(DeliveryFailure) -> String {
    if let head = try await head(file.branch) { return head }
    guard let base = try await head(file.base) else {
      throw DeliveryFailure(.settings, answer: "There is no branch '\(file.base)'.")
    }
    try await make(file.branch, base)
    return base
  }
}

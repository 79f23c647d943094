import Foundation

/// Commits one file on a branch of a local repository, with no working tree and no hook.
struct PlainGitWriting: Sendable {
  private static let who = "Countersign"
  private static let mail = "countersign@localhost"

  let reading: PlainGitReading

  /// The commit; the branch's own where the file is so already. Nothing of the branch changes where somebody else was first:
  /// then it throws, and may be tried again.
  func write(_ file: FileWrite) async throws(DeliveryFailure) -> String {
    guard GitName.isBranch(file.branch), GitName.isBranch(file.base), GitName.isPath(file.path) else {
      throw DeliveryFailure(.settings, answer: "'\(file.branch)' or '\(file.path)' is no name that git takes.")
    }
    let old = try await reading.head(of: file.branch)
    let base = try await reading.head(of: file.base)
    guard let parent = old ?? base else {
      throw DeliveryFailure(.settings, answer: "There is no branch '\(file.base)'.")
    }
    try await refuseCheckedOut(file.branch)
    let blob = try await reading.expect(["hash-object", "-w", "--stdin"], input: file.content).line
    let entry = try await reading.entry(file.path, at: parent)
    if entry?.blob == blob, old != nil { return parent }
    let tree = try await tree(
      with: "\(entry?.mode ?? "100644"),\(blob),\(file.path)", on: parent)
    let commit = try await commit(tree, on: parent, message: file.message)
    let zeros = String(repeating: "0", count: parent.utf8.count)
    let moved = try await reading.run([
      "update-ref", "-m", "countersign", "refs/heads/\(file.branch)", commit, old ?? zeros,
    ])
    guard moved.status == 0 else {
      throw DeliveryFailure(.answer, answer: "'\(file.branch)' has moved meanwhile: \(moved.words)")
    }
    return commit
  }

  /// A working tree of that branch would show the commit undone.
  private func refuseCheckedOut(_ branch: String) async throws(DeliveryFailure) {
    let isBare = try await reading.expect(["rev-parse", "--is-bare-repository"]).line == "true"
    guard !isBare else { return }
    let checkedOut = try await reading.run(["symbolic-ref", "--quiet", "HEAD"]).line
    guard checkedOut != "refs/heads/\(branch)" else {
      throw DeliveryFailure(.settings, answer: "'\(branch)' is checked out there: connect a bare repository.")
    }
  }

  private func tree(with entry: String, on parent: String) async throws(DeliveryFailure) -> String {
    let index = FileManager.default.temporaryDirectory.appending(path: "countersign-index-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: index) }
    for arguments in [["read-tree", parent], ["update-index", "--add", "--cacheinfo", entry]] {
      _ = try await expect(arguments, environment: ["GIT_INDEX_FILE": index])
    }
    return try await expect(["write-tree"], environment: ["GIT_INDEX_FILE": index])
  }

  private func commit(
    _ tree: String, on parent: String, message: String
  ) async throws(DeliveryFailure) -> String {
    try await expect(
      ["commit-tree", tree, "-p", parent], input: Data(message.utf8),
      environment: [
        "GIT_AUTHOR_NAME": Self.who, "GIT_AUTHOR_EMAIL": Self.mail, "GIT_COMMITTER_NAME": Self.who,
        "GIT_COMMITTER_EMAIL": Self.mail,
      ])
  }

  private func expect(
    _ arguments: [String], input: Data = Data(), environment: [String: String]
  ) async throws(DeliveryFailure) -> String {
    let answer = try await GitCommand(
      directory: reading.directory, arguments: arguments, input: input, environment: environment
    ).run()
    guard answer.status == 0 else { throw DeliveryFailure(.answer, answer: answer.words) }
    return answer.line
  }
}

package import Foundation

/// A bare repository in a temporary directory, and a working copy of it that pushes there.
package final class GitRepository: Sendable {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// What both lie in, by its true path.
  package let root: URL
  package var bare: URL { root.appending(path: "docs.git") }
  package var copy: URL { root.appending(path: "copy") }

  package init() throws {
    root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: "git-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    try git(["init", "--quiet", "--bare", "-b", "main", bare.path], in: root)
    try git(["clone", "--quiet", bare.path, copy.path], in: root)
    try git(["checkout", "--quiet", "-B", "main"])
    try git(["config", "receive.denyDeleteCurrent", "ignore"], in: bare)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// What it printed, without the last line's end; throws where it did not succeed.
  @discardableResult
  package func git(_ arguments: [String], in folder: URL? = nil, author: String = "Ada") throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    process.currentDirectoryURL = folder ?? copy
    let mail = author.lowercased() + "@example.org"
    process.environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": root.path,
      "TMPDIR": FileManager.default.temporaryDirectory.path,
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": mail, "GIT_COMMITTER_NAME": author,
      "GIT_COMMITTER_EMAIL": mail,
    ]
    // Into files: a signal that comes while a pipe is read is fatal to Foundation.
    let (output, words) = (try Scratch(in: root), try Scratch(in: root))
    process.standardOutput = output.handle
    process.standardError = words.handle
    try process.run()
    process.waitUntilExit()
    let (data, said) = (try output.take(), try words.take())
    guard process.terminationStatus == 0 else {
      throw Failure(description: "git \(arguments.joined(separator: " ")): \(String(decoding: said, as: UTF8.self))")
    }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  private struct Scratch {
    let file: URL
    let handle: FileHandle

    init(in folder: URL) throws {
      file = folder.appending(path: "said-\(UUID().uuidString)")
      try Data().write(to: file)
      handle = try FileHandle(forWritingTo: file)
    }

    func take() throws -> Data {
      try handle.close()
      defer { try? FileManager.default.removeItem(at: file) }
      return try Data(contentsOf: file)
    }
  }

  package func write(_ path: String, _ text: String) throws {
    try write(path, Data(text.utf8))
  }

  package func write(_ path: String, _ bytes: Data) throws {
    let file = copy.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
  }

  /// Commits all that has changed, and returns the commit.
  @discardableResult
  package func commit(_ message: String, author: String = "Ada") throws -> String {
    try git(["add", "--all"])
    try git(["commit", "--quiet", "--allow-empty", "-m", message], author: author)
    return try head()
  }

  @discardableResult
  package func commit(_ path: String, _ text: String, message: String? = nil, author: String = "Ada") throws -> String {
    try write(path, text)
    return try commit(message ?? "Change \(path)", author: author)
  }

  package func head(_ name: String = "HEAD") throws -> String { try git(["rev-parse", name]) }

  package func push(force: Bool = false) throws {
    try git(["push", "--quiet"] + (force ? ["--force"] : []) + ["origin", "HEAD:refs/heads/main"])
  }
}

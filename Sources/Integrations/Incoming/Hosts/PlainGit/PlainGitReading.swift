import Foundation

/// Commits, their changes and their files, as the git command tells them.
package struct PlainGitReading: Sendable {
  /// Commits whose changes are asked for at once.
  private static let commitsAtOnce = 1000

  let directory: String

  func run(_ arguments: [String], input: Data = Data()) async throws(DeliveryFailure) -> GitCommand.Answer {
    try await GitCommand(directory: directory, arguments: arguments, input: input).run()
  }

  /// What must succeed.
  func expect(_ arguments: [String], input: Data = Data()) async throws(DeliveryFailure) -> GitCommand.Answer {
    let answer = try await run(arguments, input: input)
    guard answer.status == 0 else {
      throw DeliveryFailure(.answer, status: Int(answer.status), answer: answer.words)
    }
    return answer
  }

  func has(_ commit: String) async throws(DeliveryFailure) -> Bool {
    guard GitName.isCommit(commit) else { return false }
    return try await run(["cat-file", "-e", commit + "^{commit}"]).status == 0
  }

  func head(of branch: String) async throws(DeliveryFailure) -> String? {
    guard GitName.isBranch(branch) else { return nil }
    let answer = try await run([
      "rev-parse", "--verify", "--quiet", "--end-of-options", "refs/heads/\(branch)^{commit}",
    ])
    return answer.status == 0 && GitName.isCommit(answer.line) ? answer.line : nil
  }

  func leads(_ from: String, to: String) async throws(DeliveryFailure) -> Bool {
    try await run(["merge-base", "--is-ancestor", "--end-of-options", from, to]).status == 0
  }

  /// Ids, newest first.
  func ids(reaching to: String, without from: String?) async throws(DeliveryFailure) -> [String] {
    let range = [to] + (from.map { ["^" + $0] } ?? [])
    return try await expect(["rev-list", "--topo-order", "--end-of-options"] + range).text
      .split(separator: "\n").map(String.init)
  }

  /// Each with its changes, in the order given.
  func commits(_ ids: [String]) async throws(DeliveryFailure) -> [Commit] {
    var found: [Commit] = []
    for start in stride(from: 0, to: ids.count, by: Self.commitsAtOnce) {
      let some = Array(ids[start..<min(start + Self.commitsAtOnce, ids.count)])
      let described = try await described(some)
      let changes = try await changes(described.map { ($0.commit.id, $0.parent) })
      found += described.map { described in
        var commit = described.commit
        commit.changes = changes[commit.id] ?? []
        return commit
      }
    }
    return found
  }

  private func described(
    _ ids: [String]
  ) async throws(DeliveryFailure) -> [(commit: Commit, parent: String?)] {
    let answer = try await expect(
      ["log", "-z", "--no-walk=unsorted", "--stdin", "--format=tformat:%H%x00%P%x00%an%x00%ae%x00%B"],
      input: Data(ids.map { $0 + "\n" }.joined().utf8))
    let fields = answer.fields
    return stride(from: 0, to: fields.count - 4, by: 5).map { index in
      let parents = fields[index + 1].split(separator: " ")
      let author = HostIdentity(name: fields[index + 2], email: fields[index + 3])
      let message = fields[index + 4].trimmingCharacters(in: .newlines)
      return (Commit(id: fields[index], message: message, author: author), parents.first.map(String.init))
    }
  }

  /// Against the first parent of each.
  private func changes(
    _ commits: [(id: String, parent: String?)]
  ) async throws(DeliveryFailure) -> [String: [FileChange]] {
    let lines = commits.map { commit in commit.id + (commit.parent.map { " " + $0 } ?? "") + "\n" }
    let answer = try await expect(
      [
        "diff-tree", "--stdin", "--root", "-r", "-z", "--name-status", "-M", "--no-ext-diff", "--no-textconv",
        "--ignore-submodules=all",
      ], input: Data(lines.joined().utf8))
    return Self.changes(in: answer.fields)
  }

  func changes(from: String, to: String) async throws(DeliveryFailure) -> [FileChange] {
    let answer = try await expect([
      "diff-tree", "-r", "-z", "--name-status", "-M", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all",
      "--end-of-options", from, to,
    ])
    return Self.changes(in: [to] + answer.fields)[to] ?? []
  }

  /// Reads `id`, then `M path`, `R090 old new`, each between zero bytes.
  package static func changes(in fields: [String]) -> [String: [FileChange]] {
    var (found, commit, index) = ([String: [FileChange]](), "", 0)
    while index < fields.count {
      let field = fields[index]
      if field.utf8.count > 4 {
        commit = field
        index += 1
      } else if field.hasPrefix("R") || field.hasPrefix("C"), index + 2 < fields.count {
        let kind: FileChange.Kind = field.hasPrefix("R") ? .renamed : .added
        let previous = kind == .renamed ? fields[index + 1] : nil
        found[commit, default: []].append(FileChange(kind, fields[index + 2], from: previous))
        index += 3
      } else if !field.isEmpty, index + 1 < fields.count {
        let kinds: [String: FileChange.Kind] = ["A": .added, "D": .removed]
        found[commit, default: []].append(FileChange(kinds[field] ?? .modified, fields[index + 1]))
        index += 2
      } else {
        index += 1
      }
    }
    return found
  }

  /// The files of a commit, without links and the commits of other repositories.
  func paths(at commit: String) async throws(DeliveryFailure) -> [String] {
    try await expect(["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit]).fields
      .compactMap { Self.entry($0)?.path }
  }

  /// Of `100644 blob id<tab>path`.
  package static func entry(_ line: String) -> (mode: String, blob: String, path: String)? {
    guard let tab = line.firstIndex(of: "\t") else { return nil }
    let parts = line[..<tab].split(separator: " ")
    guard parts.count == 3, parts[0].hasPrefix("100") else { return nil }
    return (String(parts[0]), String(parts[2]), String(line[line.index(after: tab)...]))
  }

  func entry(_ path: String, at commit: String) async throws(DeliveryFailure) -> (mode: String, blob: String)? {
    guard GitName.isPath(path) else { return nil }
    let answer = try await expect(["ls-tree", "-z", "--full-tree", commit, "--", path])
    return answer.fields.lazy.compactMap(Self.entry).first { $0.path == path }.map { ($0.mode, $0.blob) }
  }

  /// As many bytes as any host's answer has.
  func file(_ path: String, at commit: String) async throws(DeliveryFailure) -> Data? {
    guard let entry = try await entry(path, at: commit) else { return nil }
    var command = GitCommand(directory: directory, arguments: ["cat-file", "blob", entry.blob])
    command.bytesMax = HostAPI.answerBytesMax
    let answer = try await command.run(mayBeCut: true)
    guard answer.status == 0 else { throw DeliveryFailure(.answer, answer: answer.words) }
    return answer.output
  }

  /// Follows renames backwards; each commit says of its changes only this file's.
  func history(of path: String, at head: String) async throws(DeliveryFailure) -> [Commit] {
    guard GitName.isPath(path) else { return [] }
    let ids = try await expect([
      "log", "--follow", "--topo-order", "-M", "--no-ext-diff", "--no-textconv", "--format=tformat:%H", head, "--",
      path,
    ])
    .text.split(separator: "\n").map(String.init)
    var (found, place) = ([Commit](), path)
    for var commit in try await commits(ids) {
      guard let change = commit.changes?.first(where: { $0.path == place }) else { continue }
      commit.changes = [change]
      found.append(commit)
      if change.kind == .added { break }
      place = change.previousPath ?? place
    }
    return found.reversed()
  }
}

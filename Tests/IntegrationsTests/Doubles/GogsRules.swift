import Crypto
import Documents
import Foundation
import Integrations
import TestSupport

/// What Gogs' API answers, which is little.
struct GogsRules {
  typealias Request = LoopbackReceiver.Request
  typealias Answer = LoopbackReceiver.Answer

  let repository: HostedRepository
  private static let notFound = Answer(status: 404)

  func answer(_ rest: [String], _ request: Request) -> Answer {
    let names = Array(rest.dropFirst(1))
    switch (request.method, rest.first ?? "") {
    case ("GET", ""):
      return .json(200, ["full_name": "acme/docs", "default_branch": .string(repository.defaultBranch)])
    case ("GET", "branches"): return branch(names.joined(separator: "/"))
    case ("GET", "commits") where names.count == 1: return commit(names[0])
    case ("GET", "git") where names.first == "trees": return tree(names.last ?? "")
    case ("GET", "raw") where names.count > 1: return raw(names)
    case ("GET", "contents"): return contents(names.joined(separator: "/"), request.query["ref"] ?? "")
    case ("PUT", "contents"): return put(names.joined(separator: "/"), request.json)
    case (_, "issues"): return GiteaTalk(repository: repository).answer("issues", names, request)
    default: return Self.notFound
    }
  }

  private func branch(_ name: String) -> Answer {
    guard let tip = repository.tip(of: name) else { return Self.notFound }
    return .json(200, ["name": .string(name), "commit": ["id": .string(tip)]])
  }

  /// The first line of its message, and no files.
  private func commit(_ id: String) -> Answer {
    guard let commit = repository.commit(at: id), case .object(var value) = GiteaRules.value(commit) else {
      return Self.notFound
    }
    value["files"] = nil
    return .json(200, .object(value))
  }

  /// One folder: that of a commit, or that of a folder's own id.
  private func tree(_ id: String) -> Answer {
    let trees = held().map(folders)
    guard
      let entries = repository.commit(at: id).map({ folders($0)[""] ?? [:] })
        ?? trees.lazy.compactMap({ tree in
          tree.first { Self.id($0.value) == id }?.value
        }).first
    else { return Self.notFound }
    let values = entries.sorted { $0.key < $1.key }.map { name, entry -> Value in
      ["path": .string(name), "type": entry.isFolder ? "tree" : "blob", "sha": .string(entry.id)]
    }
    return .json(200, ["sha": .string(id), "tree": .array(values)])
  }

  private func held() -> [HostedCommit] {
    repository.branches.values.flatMap { repository.range(from: nil, to: $0) }
  }

  private struct Entry {
    var isFolder: Bool
    var id: String
  }

  /// Each folder's entries by its path, the root's by an empty one.
  private func folders(_ commit: HostedCommit) -> [String: [String: Entry]] {
    var folders: [String: [String: Entry]] = [:]
    for (path, content) in commit.files {
      let (folder, name) = Self.split(path)
      folders[folder, default: [:]][name] = Entry(isFolder: false, id: GitNames.blob(content))
    }
    let paths = Set(folders.keys.flatMap(Self.withParents))
    for path in paths.sorted(by: { $0.count > $1.count }) {
      let (folder, name) = Self.split(path)
      folders[folder, default: [:]][name] = Entry(isFolder: true, id: Self.id(folders[path] ?? [:]))
    }
    return folders
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    let names = path.split(separator: "/")
    return (names.dropLast().joined(separator: "/"), String(names.last ?? ""))
  }

  /// A folder's path and those of the folders that it is in, but for the root's.
  private static func withParents(_ path: String) -> [String] {
    path.isEmpty ? [] : [path] + withParents(split(path).folder)
  }

  private static func id(_ entries: [String: Entry]) -> String {
    GitNames.blob(Data(entries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.id)" }.joined().utf8))
  }

  private func raw(_ names: [String]) -> Answer {
    guard let content = repository.commit(at: names[0])?.files[names.dropFirst().joined(separator: "/")] else {
      return Self.notFound
    }
    return Answer(body: content)
  }

  private func contents(_ path: String, _ ref: String) -> Answer {
    guard let content = repository.commit(at: ref)?.files[path] else { return Self.notFound }
    return .json(200, ["path": .string(path), "sha": .string(GitNames.blob(content)), "type": "file"])
  }

  /// On the default branch, or on a new one from it.
  private func put(_ path: String, _ body: Value) -> Answer {
    let branch = body["branch"]?.string ?? repository.defaultBranch
    guard let content = body["content"]?.string.flatMap({ Data(base64Encoded: $0) }) else { return Answer(status: 422) }
    if branch != repository.defaultBranch, repository.tip(of: branch) != nil {
      return .json(500, ["message": .string("branch already exists [name: \(branch)]"), "url": ""])
    }
    let commit = repository.commit(body["message"]?.string ?? "", by: .robot, on: branch, .write(path, content))
    return .json(201, ["commit": ["sha": .string(commit)]])
  }
}

import Foundation
import Workflow

/// A repository that has no API: a directory on this machine, or one that is reached over ssh and copied.
struct PlainRepository: Sendable {
  enum Address: Hashable, Sendable {
    /// The path of a repository, without `..`.
    case local(String)
    /// As git takes it, and the machine's name.
    case ssh(String, host: String)
  }

  let address: Address
  private let place: GitPlace

  init(_ api: HostAPI) throws(DeliveryFailure) {
    guard let place = api.git, let address = Self.address(api.repository) else {
      throw DeliveryFailure(.settings, answer: "'\(api.repository)' is neither a path nor an ssh address.")
    }
    self.address = address
    self.place = place
  }

  /// Nil of what is neither a path nor an ssh address.
  static func address(_ repository: String) -> Address? {
    guard (1...1024).contains(repository.utf8.count), !repository.unicodeScalars.contains(where: \.isControl) else {
      return nil
    }
    if repository.hasPrefix("/") {
      let parts = repository.split(separator: "/")
      return parts.isEmpty || parts.contains("..") || parts.contains(".") ? nil : .local(repository)
    }
    let rest = repository.hasPrefix("ssh://") ? repository.dropFirst(6) : nil
    // No other scheme, and no helper of git's (`ext::`).
    guard rest != nil || (!repository.contains("://") && !repository.contains("::")) else { return nil }
    guard let end = (rest ?? repository[...]).firstIndex(of: rest == nil ? ":" : "/") else { return nil }
    let machine = (rest ?? repository[...])[..<end]
    let path = (rest ?? repository[...])[end...].dropFirst(rest == nil ? 1 : 0)
    guard !path.isEmpty, !path.hasPrefix("-"), let host = host(in: machine, hasPort: rest != nil) else { return nil }
    return .ssh(repository, host: host)
  }

  /// Of `user@host` or `user@host:port`; nil of what ssh could read as more than that.
  private static func host(in machine: Substring, hasPort: Bool) -> String? {
    let parts = machine.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count <= 2, var host = parts.last else { return nil }
    if hasPort, let colon = host.firstIndex(of: ":") {
      guard UInt16(host[host.index(after: colon)...]) != nil else { return nil }
      host = host[..<colon]
    }
    let names = parts.count == 2 ? [parts[0], host] : [host]
    let isPlain = names.allSatisfy { name in
      !name.isEmpty && !name.hasPrefix("-")
        && name.utf8.allSatisfy {
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-".utf8.contains($0)
        }
    }
    return isPlain ? String(host) : nil
  }

  var isLocal: Bool {
    if case .local = address { true } else { false }
  }

  /// The directory to read in. A copy is made, or brought up to date where `isFresh` asks for it.
  func directory(isFresh: Bool = false) async throws(DeliveryFailure) -> String {
    switch address {
    case .local(let path): return try Self.local(path, under: place.roots)
    case .ssh(let address, let host):
      let isThere = FileManager.default.fileExists(atPath: place.mirror + "/HEAD")
      if !isThere { try await make() }
      if !isThere || isFresh { try await fetch(address, from: host) }
      return place.mirror
    }
  }

  /// The directory of a local repository, by its true path; throws where none of the roots holds it.
  static func local(_ path: String, under roots: [String]) throws(DeliveryFailure) -> String {
    let true_ = { (path: String) in URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path }
    let homes = roots.filter { $0.hasPrefix("/") }.map { root in
      let root = true_(root)
      return root.hasSuffix("/") ? root : root + "/"
    }
    let isRepository = { FileManager.default.fileExists(atPath: $0 + "/HEAD") }
    let candidates = [path, path + "/.git"].map(true_).filter { found in homes.contains { found.hasPrefix($0) } }
    guard !candidates.isEmpty else {
      throw DeliveryFailure(.settings, answer: "'\(path)' is under none of the directories that git.roots names.")
    }
    guard let found = candidates.first(where: isRepository) else {
      throw DeliveryFailure(.settings, answer: "'\(path)' is no git repository.")
    }
    return found
  }

  private func make() async throws(DeliveryFailure) {
    do {
      try FileManager.default.createDirectory(
        atPath: place.mirror, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw DeliveryFailure(.settings, answer: "'\(place.mirror)' cannot be made: \(error.localizedDescription)")
    }
    let answer = try await GitCommand(
      directory: place.mirror, arguments: ["init", "--quiet", "--bare", "--template="]
    ).run()
    guard answer.status == 0 else { throw DeliveryFailure(.answer, answer: answer.words) }
  }

  private func fetch(_ address: String, from host: String) async throws(DeliveryFailure) {
    if let policy = place.policy {
      do { _ = try await policy.resolved(host) } catch { throw DeliveryFailure(.refusedAddress, answer: "\(error)") }
    }
    var command = GitCommand(
      directory: place.mirror,
      arguments: [
        "fetch", "--quiet", "--prune", "--force", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head",
        "--no-auto-maintenance", "--end-of-options", address, "+refs/heads/*:refs/heads/*",
      ])
    command.seconds = GitCommand.fetchSecondsMax
    let answer = try await command.run()
    guard answer.status == 0 else { throw DeliveryFailure(.connection, answer: answer.words) }
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { properties.generalCategory == .control }
}

/// What is handed to git as a name of its own.
enum GitName {
  /// A full id, in lower case.
  static func isCommit(_ id: String) -> Bool {
    [40, 64].contains(id.utf8.count) && id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// By git-check-ref-format(1).
  static func isBranch(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return (1...250).contains(name.utf8.count) && !name.hasPrefix("-") && !name.contains("..") && !name.contains("@{")
      && name != "@" && !name.hasSuffix(".")
      && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
      && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"~^:?*[\\".utf8.contains($0) }
  }

  /// A path inside a repository, as a tree names it.
  static func isPath(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return (1...4096).contains(path.utf8.count) && !path.utf8.contains(0)
      && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && $0.lowercased() != ".git" }
  }
}

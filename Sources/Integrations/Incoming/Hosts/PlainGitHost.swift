import Documents
package import Foundation
import Ledger
package import Workflow

/// Plain git, for those without a hosting API: a repository on this machine or behind ssh, read with the git command.
///
/// A local repository is read where it lies; one behind ssh is copied into the data directory, and fetched when its branch is
/// asked for or a commit is not there yet.
package struct PlainGitHost: GitHost {
  package static let kind = "git"
  /// None is asked.
  package static let defaultAPI: String? = ""

  private let api: HostAPI

  package init(_ api: HostAPI) { self.api = api }

  package static func check(repository: String) throws(Refusal) {
    guard PlainRepository.address(repository) != nil else {
      throw Refusal.field(
        "repository",
        "must be the path of a repository on this machine, such as /srv/git/docs.git, or an ssh address, such as "
          + "git@git.example.org:docs.git.")
    }
  }

  /// The same, and a path must lie where the operator lets repositories be read.
  package static func check(repository: String, roots: [String]) throws(Refusal) {
    try check(repository: repository)
    guard case .local(let path)? = PlainRepository.address(repository) else { return }
    do { _ = try PlainRepository.local(path, under: roots) } catch {
      let remedy =
        roots.isEmpty
        ? "name the directory that it lies in with git.roots in the settings (COUNTERSIGN_GIT_ROOTS)."
        : "git.roots in the settings (COUNTERSIGN_GIT_ROOTS) names \(roots.joined(separator: ", "))."
      throw Refusal.field("repository", "\(error.answer ?? "It cannot be read.") Remedy: \(remedy)")
    }
  }

  package func head(of branch: String) async throws(DeliveryFailure) -> String? {
    try await reading(isFresh: true).head(of: branch)
  }

  package func commits(from: String?, to: String) async throws(DeliveryFailure) -> CommitRange {
    let git = try await reading(knowing: [to] + (from.map { [$0] } ?? []))
    let ids = try await git.ids(reaching: to, without: from)
    let commits = try await git.commits(ids.reversed())
    guard let from else { return CommitRange(commits: commits, isForward: true) }
    if try await git.leads(from, to: to) { return CommitRange(commits: commits, isForward: true) }
    return CommitRange(commits: commits, isForward: false, left: try await git.ids(reaching: from, without: to))
  }

  package func changes(of commit: String) async throws(DeliveryFailure) -> [FileChange] {
    try await reading(knowing: [commit]).commits([commit]).first?.changes ?? []
  }

  package func changes(from: String, to: String) async throws(DeliveryFailure) -> [FileChange] {
    let git = try await reading(knowing: [from, to])
    let base = try await git.run(["merge-base", "--end-of-options", from, to])
    return try await git.changes(from: base.status == 0 ? base.line : from, to: to)
  }

  package func paths(at commit: String) async throws(DeliveryFailure) -> [String] {
    try await reading(knowing: [commit]).paths(at: commit)
  }

  package func file(_ path: String, at commit: String) async throws(DeliveryFailure) -> Data? {
    try await reading(knowing: [commit]).file(path, at: commit)
  }

  package func history(of path: String, at head: String) async throws(DeliveryFailure) -> [Commit] {
    try await reading(knowing: [head]).history(of: path, at: head)
  }

  package func write(_ file: FileWrite) async throws(DeliveryFailure) -> String {
    guard try PlainRepository(api).isLocal else {
      throw DeliveryFailure(.settings, answer: "Countersign writes to local repositories only, not over ssh.")
    }
    return try await PlainGitWriting(reading: try await reading()).write(file)
  }

  private func reading(isFresh: Bool = false) async throws(DeliveryFailure) -> PlainGitReading {
    PlainGitReading(directory: try await PlainRepository(api).directory(isFresh: isFresh))
  }

  /// Where a commit is not there yet, the copy is brought up to date; throws 404 where it is nowhere.
  private func reading(knowing commits: [String]) async throws(DeliveryFailure) -> PlainGitReading {
    let git = try await reading()
    guard let unknown = try await first(of: commits, unknownTo: git) else { return git }
    if try !PlainRepository(api).isLocal {
      _ = try await reading(isFresh: true)
      if try await first(of: commits, unknownTo: git) == nil { return git }
    }
    throw DeliveryFailure(.http, status: 404, answer: "The repository has no commit '\(unknown)'.")
  }

  private func first(of commits: [String], unknownTo git: PlainGitReading) async throws(DeliveryFailure) -> String? {
    for commit in commits where try await !git.has(commit) { return commit }
    return nil
  }
}

extension PlainGitHost {
  private var hasNone: DeliveryFailure {
    DeliveryFailure(
      .settings, answer: "Plain git has no change requests, checks or comments: connect the host itself for those.")
  }

  package func changeRequest(_ number: Int) async throws(DeliveryFailure) -> ChangeRequest? { nil }

  package func openChangeRequests(to branch: String) async throws(DeliveryFailure) -> [ChangeRequest] { [] }

  package func reviews(of request: ChangeRequest) async throws(DeliveryFailure) -> [ReviewNews] { [] }

  package func set(_ status: CommitStatus, on commit: String) async throws(DeliveryFailure) { throw hasNone }

  package func comment(
    _ comment: OutgoingComment, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> String { throw hasNone }

  package func comment(
    with sign: String, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> String? { nil }

  package func propose(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest { throw hasNone }
}

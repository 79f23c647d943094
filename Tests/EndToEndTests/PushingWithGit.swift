import Documents
import Foundation
import TestSupport
import Testing

/// A real repository with the ready hook, and the real daemon: what was pushed is what is recorded.
@Suite(.serialized) struct PushingWithGit {
  @Test("a random history of 50 commits ends in the revisions that git log shows")
  func pushed() async throws {
    var pushing = try await Pushing()
    try await pushing.run()
  }

  @Test("and also where every third hook is lost and the daemon is killed, once the branch is compared")
  func lost() async throws {
    var pushing = try await Pushing()
    pushing.losesHooks = true
    try await pushing.run()
  }

  @Test("a repository outside of the operator's directories is refused, and the remedy named")
  func roots() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let repository = try GitRepository()
    let refused = try await TestClient(url: daemon.url, token: daemon.token).send(
      "POST", "connections", ["host": "git", "repository": .string(repository.bare.path)])
    #expect(refused.status == 400 && refused.text.contains("COUNTERSIGN_GIT_ROOTS"))
    #expect(refused.json["errors"]?.items.first?["field"] == "repository")
    #expect(daemon.stop() == 0)
  }
}

/// A daemon, a repository, and a history that one seed gives again.
private struct Pushing {
  private static let commitsMax = 50
  private static let documents = 6

  var losesHooks = false
  private let daemon: TestDaemon
  private let repository: GitRepository
  private let connection: String
  private var random: Seeded
  /// Where each of the files is, by its number; nil where it is not there.
  private var paths: [Int: String] = [:]
  private var pushes = 0
  private var moves = 0

  init() async throws {
    repository = try GitRepository()
    random = Seeded()
    daemon = try TestDaemon(environment: [
      "COUNTERSIGN_ALLOWED_NETWORKS": "127.0.0.0/8", "COUNTERSIGN_GIT_ROOTS": repository.root.path,
    ])
    try daemon.start()
    let made = try await TestClient(url: daemon.url, token: daemon.token).send(
      "POST", "connections",
      [
        "host": "git", "repository": .string(repository.bare.path), "paths": ["docs/*.md"], "template": "design",
      ])
    connection = try #require(made.json["id"]?.string, "\(made.text)")
    let secret = try #require(made.json["secret"]?.string)
    let script = ProjectFolder.url.appending(path: "docs/git-hosting/post-receive")
    let hook = repository.bare.appending(path: "hooks/post-receive")
    try? FileManager.default.removeItem(at: hook)
    try FileManager.default.copyItem(at: script, to: hook)
    try repository.git(["config", "countersign.secret", secret], in: repository.bare)
  }

  private var admin: TestClient { TestClient(url: daemon.url, token: daemon.token) }

  mutating func run() async throws {
    print("seed \(random.seed)")
    for number in 1...Self.documents { try write(number) }
    for step in Self.documents + 1...Self.commitsMax {
      try change(step)
      if Int.random(in: 0..<3, using: &random) == 0 { try push() }
      if step == 20 { try await force() }
      if step == 30 { try await delete() }
      if losesHooks, step == 35 { try await killInTheMiddle() }
    }
    try push()
    try await compare()
    #expect(daemon.stop() == 0)
    try verify()
  }

  private mutating func write(_ number: Int) throws {
    let path = paths[number] ?? "docs/d\(number).md"
    paths[number] = path
    try repository.commit(path, text(number), message: "Change \(number)")
  }

  /// Enough of it stays for git to know a file that was moved.
  private mutating func text(_ number: Int) -> String {
    let stays = (1...30).map { "- Point \($0) of document \(number).\n" }.joined()
    return
      "# Document \(number)\n\n## Overview\n\n\(stays)\n## Open\n\n\(UInt32.random(in: 0 ... .max, using: &random))\n"
  }

  private mutating func change(_ step: Int) throws {
    let number = Int.random(in: 1...Self.documents, using: &random)
    guard let path = paths[number], Int.random(in: 0..<4, using: &random) == 0 else { return try write(number) }
    moves += 1
    let target = "docs/d\(number)-\(moves).md"
    try repository.git(["mv", path, target])
    paths[number] = target
    if Bool.random(using: &random) { try repository.write(target, text(number)) }
    try repository.commit("Move \(number)")
  }

  private mutating func push(force: Bool = false) throws {
    pushes += 1
    let isLost = losesHooks && pushes % 3 == 0
    let url = isLost ? "http://127.0.0.1:1/" : "\(daemon.url)/hooks/\(connection)"
    try repository.git(["config", "countersign.url", url], in: repository.bare)
    try repository.push(force: force)
  }

  /// The last commits are made again in other words, and one of them is left out.
  private mutating func force() async throws {
    try push()
    try await settle()
    let places = paths
    let before = try repository.head()
    for _ in 0..<3 { try change(0) }
    try push()
    try await settle()
    try repository.git(["reset", "--quiet", "--hard", before])
    paths = places
    try change(0)
    try push(force: true)
    try await settle()
  }

  private mutating func delete() async throws {
    try push()
    try await settle()
    try repository.git(["push", "--quiet", "origin", ":main"])
    try change(0)
    try push()
  }

  private mutating func killInTheMiddle() async throws {
    for _ in 0..<4 {
      try change(0)
      try push()
      try await Task.sleep(for: .milliseconds(Int.random(in: 0...60, using: &random)))
      daemon.kill()
      try daemon.start()
    }
  }

  /// Until all that was delivered is worked on; lost deliveries are made good by a comparison.
  private func settle() async throws {
    let (admin, path, head) = (admin, "connections/\(connection)", try repository.head())
    if losesHooks { _ = try await admin.send("POST", path + "/reconciliation", [:]) }
    let isSettled = try await eventually {
      let receipts = try await admin.send("GET", path + "/receipts?limit=200").json["items"]?.items ?? []
      let shown = try await admin.send("GET", path).json
      return receipts.allSatisfy { $0["state"] == "done" } && shown["head"]?.string == head
        && shown["reconciliation"]?["state"] == "idle"
    }
    let shown = try await admin.send("GET", path).text
    let receipts = try await admin.send("GET", path + "/receipts").text
    #expect(isSettled, "\(head) \(shown) \(receipts) seed \(random.seed)")
  }

  /// Each document's revisions that are no orphans are those of git's own log. Where a force left words behind, the document
  /// says again what it said before them: a revision with the same bytes, which the log has once.
  private func compare() async throws {
    try await settle()
    let found = try await admin.send("GET", "documents?limit=200").json["items"]?.items ?? []
    #expect(found.count == Self.documents, "seed \(random.seed)")
    var orphans = 0
    for document in found {
      let id = document["id"]?.string ?? ""
      let revisions = try await admin.send("GET", "documents/\(id)/revisions?limit=200").json["items"]?.items ?? []
      orphans += revisions.count { $0["source"]?["orphaned"] == true }
      let standing = revisions.reversed().filter { $0["source"]?["orphaned"] != true }
      var (commits, blob) = ([String](), "")
      for source in standing.compactMap({ $0["source"] }) where source["blob"]?.string != blob {
        commits.append(source["commit"]?.string ?? "")
        blob = source["blob"]?.string ?? ""
      }
      let title = document["title"]?.string ?? ""
      let number = try #require(Int(title.split(separator: " ").last ?? ""))
      let path = try #require(paths[number])
      let logged = try expected(path)
      #expect(commits == logged, "\(title), seed \(random.seed)")
      let words = try await admin.send("GET", "documents/\(id)/content?form=authored").text
      #expect(try words == repository.git(["show", "HEAD:\(path)"]) + "\n", "\(title), seed \(random.seed)")
    }
    #expect(orphans > 0, "The force left something behind: seed \(random.seed)")
  }

  /// The commits in which the file's words changed, through its renames.
  private func expected(_ path: String) throws -> [String] {
    let log = try repository.git(["log", "--follow", "--name-status", "--format=commit %H", "--", path])
    var (commits, commit) = ([String](), "")
    for line in log.split(separator: "\n") {
      if line.hasPrefix("commit ") {
        commit = String(line.dropFirst(7))
      } else if !line.hasPrefix("R100") {
        commits.append(commit)
      }
    }
    return commits.reversed()
  }

  private func verify() throws {
    let report = try TestDaemon.run(["verify", "--data", daemon.directory.path])
    #expect(!report.isEmpty)
  }
}

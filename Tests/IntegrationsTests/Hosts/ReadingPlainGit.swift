import Crypto
import Documents
import Foundation
import Ledger
import TestSupport
import Testing
import Workflow

@testable import Integrations

/// Plain git: a repository read with the git command, and its hook's deliveries.
@Suite struct ReadingPlainGit {
  private func host(
    _ repository: GitRepository, path: String? = nil, roots: [String]? = nil
  ) throws -> PlainGitHost {
    PlainGitHost(
      HostAPI(
        repository: path ?? repository.bare.path, base: "", token: nil,
        git: GitPlace(roots: roots ?? [repository.root.path], mirror: repository.root.path + "/mirror"),
        client: try LoopbackClient.made()))
  }

  @Test("heads, ranges, changes, files and histories are what git says")
  func reading() async throws {
    let repository = try GitRepository()
    let odd = "docs/ä \"b\"\n*.md"
    let first = try repository.commit(odd, "# A\n\nSome words.\n\nAnd more of them.\n", author: "Zoë")
    try repository.git(["mv", odd, "docs/c.md"])
    let second = try repository.commit("Move")
    try repository.git(["rm", "--quiet", "docs/c.md"])
    try repository.write("docs/d.md", "D")
    try FileManager.default.createSymbolicLink(
      at: repository.copy.appending(path: "docs/link.md"), withDestinationURL: URL(filePath: "/etc/passwd"))
    let third = try repository.commit("Remove")
    try repository.push()
    let git = try host(repository)
    let (head, none) = (try await git.head(of: "main"), try await git.head(of: "--help"))
    #expect(head == third && none == nil)
    let range = try await git.commits(from: first, to: third)
    #expect(range.isForward && range.commits.map(\.id) == [second, third] && range.left.isEmpty)
    #expect(range.commits.first?.changes == [FileChange(.renamed, "docs/c.md", from: odd)])
    let all = try await git.commits(from: nil, to: third)
    #expect(all.commits.first?.author == HostIdentity(name: "Zoë", email: "zoë@example.org"))
    let back = try await git.commits(from: third, to: first)
    #expect(!back.isForward && back.commits.isEmpty && back.left == [third, second])
    let paths = try await git.paths(at: third)
    #expect(paths == ["docs/d.md"], "A link is no file.")
    let (text, gone, link) = (
      try await git.file(odd, at: first), try await git.file(odd, at: second),
      try await git.file("docs/link.md", at: third)
    )
    #expect(text == Data("# A\n\nSome words.\n\nAnd more of them.\n".utf8) && gone == nil && link == nil)
    let outside = try await git.file("../docs/d.md", at: third)
    #expect(outside == nil)
    let history = try await git.history(of: "docs/c.md", at: second)
    #expect(history.map(\.id) == [first, second] && history.first?.changes == [FileChange(.added, odd)])
    let changes = try await git.changes(of: third)
    #expect(Set(changes.map(\.kind)) == [.added, .removed])
    let between = try await git.changes(from: first, to: second)
    #expect(between == [FileChange(.renamed, "docs/c.md", from: odd)])
    let unknown = await #expect(throws: DeliveryFailure.self) {
      try await git.commits(from: first, to: String(repeating: "1", count: 40))
    }
    #expect(unknown?.status == 404)
    let option = await #expect(throws: DeliveryFailure.self) { try await git.changes(of: "--output=/tmp/x") }
    #expect(option?.status == 404)
  }

  @Test("a file is read as far as any host's answer is")
  func bounded() async throws {
    let repository = try GitRepository()
    try repository.write("big.md", Data(repeating: 0x61, count: HostAPI.answerBytesMax + 100_000))
    let commit = try repository.commit("Big")
    try repository.push()
    let file = try await host(repository).file("big.md", at: commit)
    #expect(file?.count == HostAPI.answerBytesMax)
    var slow = GitCommand(directory: repository.bare.path, arguments: ["rev-list", "--stdin"])
    slow.seconds = 0
    let late = await #expect(throws: DeliveryFailure.self) { try await slow.run() }
    #expect(late?.kind == .timeout)
  }

  @Test("what the repository's settings would have git run is not run")
  func hooks() async throws {
    let repository = try GitRepository()
    try repository.commit("docs/a.md", "one")
    try repository.push()
    let sign = repository.root.appending(path: "was-run")
    let script = repository.bare.appending(path: "hooks/reference-transaction")
    try "#!/bin/sh\ntouch '\(sign.path)'\n".write(to: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
    for setting in ["diff.external", "core.fsmonitor", "core.sshCommand", "core.pager", "pager.log"] {
      try repository.git(["config", setting, "touch '\(sign.path)'"], in: repository.bare)
    }
    let git = try host(repository)
    let head = try #require(try await git.head(of: "main"))
    _ = try await git.changes(of: head)
    _ = try await git.write(
      FileWrite(path: "docs/a.md", content: Data("two".utf8), message: "m", branch: "main", base: "main"))
    #expect(!FileManager.default.fileExists(atPath: sign.path))
  }

  @Test("a record is written onto the branch, once, and only where nobody else was first")
  func writing() async throws {
    let repository = try GitRepository()
    let first = try repository.commit("docs/a.md", "one")
    try repository.push()
    let git = try host(repository)
    let file = FileWrite(
      path: "docs/sub/a.md", content: Data("record".utf8), message: "Approved", branch: "main", base: "main")
    let written = try await git.write(file)
    let again = try await git.write(file)
    #expect(written == again)
    let shown = try repository.git(["log", "-1", "--format=%P %an %s", "main"], in: repository.bare)
    #expect(shown == "\(first) Countersign Approved")
    #expect(try repository.git(["show", "main:docs/sub/a.md"], in: repository.bare) == "record")
    #expect(try repository.git(["show", "main:docs/a.md"], in: repository.bare) == "one")
    let side = try await git.write(
      FileWrite(path: "docs/a.md", content: Data("x".utf8), message: "m", branch: "countersign/x", base: "main"))
    #expect(try repository.git(["rev-parse", "countersign/x"], in: repository.bare) == side)
    let bad = await #expect(throws: DeliveryFailure.self) {
      try await git.write(
        FileWrite(path: ".git/hooks/x", content: Data(), message: "m", branch: "main", base: "main"))
    }
    #expect(bad?.kind == .settings)
    let copy = try host(repository, path: repository.copy.path)
    let checkedOut = await #expect(throws: DeliveryFailure.self) { try await copy.write(file) }
    #expect(checkedOut?.answer?.contains("checked out") == true)
  }

  @Test("a path is read only under the operator's directories, by its true place")
  func roots() throws {
    let repository = try GitRepository()
    let allowed = repository.root.appending(path: "allowed")
    try FileManager.default.createDirectory(at: allowed, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: allowed.appending(path: "link.git"), withDestinationURL: repository.bare)
    try PlainGitHost.check(repository: repository.bare.path, roots: [repository.root.path + "/"])
    try PlainGitHost.check(repository: "git@git.example.org:docs.git", roots: [])
    for (path, roots) in [
      (repository.bare.path, []), (repository.bare.path, [allowed.path]),
      (allowed.path + "/link.git", [allowed.path]), (repository.bare.path, [repository.bare.path]),
      (repository.root.path, [repository.root.path]), (repository.bare.path, [repository.root.path + "/doc"]),
    ] as [(String, [String])] {
      let refusal = #expect(throws: Refusal.self, "\(path) under \(roots)") {
        try PlainGitHost.check(repository: path, roots: roots)
      }
      #expect(refusal?.errors.first?.field == "repository" && refusal?.detail.contains("git.roots") == true)
    }
  }

  @Test("what is no path and no ssh address is refused")
  func addresses() {
    for good in ["/srv/git/a.git", "git@host:a.git", "host:a/b.git", "ssh://git@host:2222/a.git", "ssh://host/~/a"] {
      #expect(PlainRepository.address(good) != nil, "\(good)")
    }
    for bad in [
      "", "/", "a", "../a", "/srv/../etc", "https://host/a.git", "ext::sh -c id", "file:///srv/a", "-oProxyCommand=x:y",
      "ssh://-oProxyCommand=x/y", "git@-x:y", "host:-x", "ssh://host:x/y", "a@b@c:d", "host name:x", "host:", "/a\nb",
    ] {
      #expect(PlainRepository.address(bad) == nil, "\(bad)")
    }
  }

  @Test("a copy of a repository elsewhere is fetched when the branch is asked for")
  func copies() async throws {
    let repository = try GitRepository()
    let commit = try repository.commit("docs/a.md", "one")
    try repository.push()
    // What ssh would do, done by git over a path.
    let mirror = repository.root.path + "/mirror"
    for arguments in [
      ["init", "--quiet", "--bare", "--template=", mirror],
      ["--git-dir=\(mirror)", "fetch", "--quiet", repository.bare.path, "+refs/heads/*:refs/heads/*"],
    ] {
      try repository.git(arguments, in: repository.root)
    }
    let reading = PlainGitReading(directory: mirror)
    let head = try await reading.head(of: "main")
    #expect(head == commit)
    let away = try host(repository, path: "ssh://127.0.0.1:1/none.git")
    let refused = await #expect(throws: DeliveryFailure.self) { try await away.head(of: "main") }
    #expect(refused?.kind == .connection)
    let write = await #expect(throws: DeliveryFailure.self) {
      try await away.write(
        FileWrite(path: "a", content: Data(), message: "m", branch: "main", base: "main"))
    }
    #expect(write?.answer?.contains("not over ssh") == true)
  }

  @Test("change requests, checks and comments are plainly not there")
  func absent() async throws {
    let git = try host(try GitRepository())
    let request = ChangeRequest(
      number: 1, title: "", author: HostIdentity(), head: "", sourceBranch: "", targetBranch: "")
    let open = try await git.openChangeRequests(to: "main")
    #expect(open.isEmpty)
    let failure = await #expect(throws: DeliveryFailure.self) {
      try await git.comment(OutgoingComment(body: "x"), on: request)
    }
    #expect(failure?.kind == .settings && failure?.answer?.contains("Plain git has no change requests") == true)
  }

  private static let zeros = String(repeating: "0", count: 40)
  private static let ones = String(repeating: "1", count: 40)

  @Test("a delivery is the hook's where its signature is that of the secret")
  func verifying() {
    let body = Data(#"{"updates": []}"#.utf8)
    let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data("secret".utf8)))
    let right = "sha256=" + Data(code).hexadecimal
    func verify(_ signature: String?, _ body: Data = body, secret: String = "secret") -> DeliveryName? {
      var headers = ["x-countersign-event": "push", "x-countersign-delivery": "d-1"]
      headers["x-countersign-signature"] = signature
      return PlainGitHost.verify(
        RawDelivery(headers: headers, body: body), secret: ConnectionSecret(secret: secret, token: nil))
    }
    #expect(verify(right)?.id == "d-1" && verify(right)?.event == "push")
    for wrong in [
      nil, "", "sha256=", "sha256=zz", String(right.dropFirst(7)), right + "00",
      right.replacing("sha256", with: "sha1"),
    ] {
      #expect(verify(wrong) == nil, "\(wrong ?? "none")")
    }
    #expect(verify(right, body + Data(" ".utf8)) == nil && verify(right, secret: "") == nil)
  }

  @Test("a delivery's updates are pushes; what is no branch is nothing, and what cannot be read says so")
  func facts() throws {
    let body: Value = [
      "updates": [
        ["ref": "refs/heads/main", "before": .string(Self.zeros), "after": .string(Self.ones)],
        ["ref": "refs/heads/old", "before": .string(Self.ones), "after": .string(Self.zeros)],
        ["ref": "refs/tags/v1", "before": .string(Self.zeros), "after": .string(Self.ones)],
      ]
    ]
    let facts = try PlainGitHost.facts(of: "push", body: body)
    #expect(
      facts == [
        .push(Push(repository: "", ref: "refs/heads/main", before: nil, after: Self.ones)),
        .push(Push(repository: "", ref: "refs/heads/old", before: Self.ones, after: nil)),
        .nothing("'refs/tags/v1' is no branch."),
      ])
    #expect(try PlainGitHost.facts(of: "ping", body: [:]) == [.nothing("There is nothing to do for 'ping'.")])
    for bad in [[:], ["updates": []], ["updates": [["ref": 1]]], ["updates": "x"]] as [Value] {
      #expect(throws: UnreadableDelivery.self) { try PlainGitHost.facts(of: "push", body: bad) }
    }
    let option: Value = ["updates": [["ref": "refs/heads/main", "before": .string(Self.zeros), "after": "--all"]]]
    #expect(throws: UnreadableDelivery.self) { try PlainGitHost.facts(of: "push", body: option) }
  }

  @Test("the ready hook signs as the daemon verifies, with secrets of every length, and never fails a push")
  func script() async throws {
    let repository = try GitRepository()
    let receiver = try await LoopbackReceiver()
    let script = ProjectFolder.url.appending(path: "docs/git-hosting/post-receive")
    let hook = repository.bare.appending(path: "hooks/post-receive")
    try? FileManager.default.removeItem(at: hook)
    try FileManager.default.copyItem(at: script, to: hook)
    try repository.git(["config", "countersign.url", receiver.url + "/hooks/con_1"], in: repository.bare)
    for (count, length) in [1, 16, 63, 64, 65, 200].enumerated() {
      let secret = String(repeating: "aZ9%", count: 50).prefix(length)
      try repository.git(["config", "countersign.secret", String(secret)], in: repository.bare)
      let commit = try repository.commit("a.md", "\(length)")
      try repository.push()
      #expect(receiver.requests.count == count + 1)
      guard let request = receiver.requests.last else { continue }
      let delivery = RawDelivery(headers: request.headers, body: request.body)
      let name = PlainGitHost.verify(delivery, secret: ConnectionSecret(secret: String(secret), token: nil))
      #expect(name?.event == "push", "with \(length) bytes")
      let facts = try PlainGitHost.facts(of: "push", body: try PlainGitHost.json(of: request.body))
      guard case .push(let push)? = facts.first else { continue }
      #expect(push.after == commit && push.ref == "refs/heads/main")
    }
    #expect(Set(receiver.requests.compactMap { $0.headers["x-countersign-delivery"] }).count == 6)
    try await receiver.close()
    try repository.commit("a.md", "nobody is there")
    try repository.push()
    #expect(try repository.git(["rev-parse", "main"], in: repository.bare) == repository.head())
  }
}

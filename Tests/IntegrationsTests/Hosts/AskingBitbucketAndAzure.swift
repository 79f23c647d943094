import Documents
import Foundation
import Integrations
import TestSupport
import Testing

@Suite struct AskingBitbucketAndAzure {
  typealias Kind = AtlassianOrAzure

  @Test("a branch's head is found among those that are named alike", arguments: Kind.allCases)
  func head(_ kind: Kind) async throws {
    let double = try await kind.double()
    let host = try kind.asking(double)
    let main = double.repository.commit("One", .write("a.md", "1"))
    for name in ["a", "b", "c", "d"] { double.repository.commit("Work", on: "feature/x-\(name)", .write("a.md", name)) }
    let feature = double.repository.commit("Work", on: "feature/x", .write("a.md", "2"))
    let heads = [
      try await host.head(of: "main"), try await host.head(of: "feature/x"), try await host.head(of: "feature"),
    ]
    #expect(heads == [main, feature, nil])
  }

  @Test("what a branch has more is listed oldest first, with authors and whole messages", arguments: Kind.allCases)
  func range(_ kind: Kind) async throws {
    let double = try await kind.double(pageMax: 40)
    let host = try kind.asking(double)
    let long = "A long message.\n\n" + String(repeating: "It goes on and on. ", count: 20) + "End."
    let first = double.repository.commit("First", by: .ada, .write("a.md", "0"))
    var made = [first]
    for number in 1...230 {
      made.append(
        double.repository.commit(number == 7 ? long : "Number \(number)", by: .grace, .write("a.md", "\(number)")))
    }
    let all = try await host.commits(from: nil, to: made[230])
    #expect(all.commits.map(\.id) == made && all.isForward && all.left.isEmpty)
    #expect(all.commits[7].message == long && all.commits[0].author.name == "Ada Lovelace")
    #expect(all.commits[1].author.email == "grace@example.com")
    let some = try await host.commits(from: made[200], to: made[230])
    #expect(some.commits.map(\.id) == Array(made[201...]) && some.isForward)
    let none = try await host.commits(from: made[230], to: made[230])
    #expect(none == CommitRange(commits: [], isForward: true))
    let back = try await host.commits(from: made[230], to: made[200])
    #expect(back.commits.isEmpty && !back.isForward && back.left == Array(made[201...]))
  }

  @Test("a force shows by what it has left, and by a commit that is gone", arguments: Kind.allCases)
  func forced(_ kind: Kind) async throws {
    let double = try await kind.double()
    let host = try kind.asking(double)
    let root = double.repository.commit("Root", .write("a.md", "0"))
    let lost = double.repository.commit("Lost", .write("a.md", "1"))
    let other = double.repository.loose("Other", after: [root], .write("a.md", "2"))
    double.repository.move("main", to: other)
    let range = try await host.commits(from: lost, to: other)
    #expect(range.commits.map(\.id) == [other] && !range.isForward && range.left == [lost])
    let unknown = try await host.commits(from: String(repeating: "ab", count: 20), to: other)
    #expect(unknown.commits.map(\.id) == [root, other] && !unknown.isForward && unknown.left.isEmpty)
  }

  @Test(
    "a commit's changes are against its parent, and a change request's against where it left", arguments: Kind.allCases)
  func changes(_ kind: Kind) async throws {
    let double = try await kind.double()
    let host = try kind.asking(double)
    let text = (1...4).map { HostedRepository.Change.write("docs/\($0).md", "\($0)") }
    let first = double.repository.push([("First", .ada, text)])
    let second = double.repository.commit(
      "Second", on: "work", .write("docs/1.md", "one"), .remove("docs/2.md"), .rename("docs/3.md", to: "docs/drei.md"),
      .write("docs/new.md", "new"))
    let main = double.repository.commit("Elsewhere", .write("docs/4.md", "four"))
    let expected = [
      FileChange(.modified, "docs/1.md"), FileChange(.removed, "docs/2.md"),
      FileChange(.renamed, "docs/drei.md", from: "docs/3.md"), FileChange(.added, "docs/new.md"),
    ]
    let root = try await host.changes(of: first)
    let own = try await host.changes(of: second)
    let proposed = try await host.changes(from: main, to: second)
    #expect(root == (1...4).map { FileChange(.added, "docs/\($0).md") })
    #expect(own == expected && proposed == expected)
  }

  @Test("files are listed in every folder, and read as they were at a commit", arguments: Kind.allCases)
  func files(_ kind: Kind) async throws {
    let double = try await kind.double()
    let host = try kind.asking(double)
    let deep = "a/b/c/d/e/f/g/h/i/j/k/l/m/deep.md"
    let odd = "docs/Größe & Maß #1?%20.md"
    let names = [deep, odd, "README.md", "docs/one.md", "docs/two/three.md"].sorted()
    let first = double.repository.push([("First", .ada, names.map { .write($0, Data("of \($0)".utf8)) })])
    let second = double.repository.commit("Second", .write(odd, Data([0, 255, 10, 13])), .remove(deep))
    let paths = try await host.paths(at: first).sorted()
    let later = try await host.paths(at: second).sorted()
    #expect(paths == names && later == names.filter { $0 != deep })
    let (old, new) = (try await host.file(odd, at: first), try await host.file(odd, at: second))
    #expect(old == Data("of \(odd)".utf8) && new == Data([0, 255, 10, 13]))
    let (gone, there) = (try await host.file(deep, at: second), try await host.file(deep, at: first))
    #expect(gone == nil && there == Data("of \(deep)".utf8))
    let outside = await failure { () async throws(DeliveryFailure) in
      try await host.file("docs/../../secrets", at: second)
    }
    #expect(outside != nil)
  }

  @Test("a file's history is what changed it, oldest first", arguments: Kind.allCases)
  func history(_ kind: Kind) async throws {
    let double = try await kind.double()
    let host = try kind.asking(double)
    var wanted: [String] = []
    for number in 0..<9 {
      wanted.append(double.repository.commit("Text \(number)", .write("docs/a.md", "\(number)")))
      double.repository.commit("Other \(number)", .write("docs/b.md", "\(number)"))
    }
    let tip = double.repository.tip(of: "main") ?? ""
    let history = try await host.history(of: "docs/a.md", at: tip)
    #expect(history.map(\.id) == wanted && history.first?.message == "Text 0")
    let none = try await host.history(of: "docs/none.md", at: tip)
    #expect(none.isEmpty)
  }

  @Test("a change request has its head in full, and the open ones of a branch are listed", arguments: Kind.allCases)
  func changeRequests(_ kind: Kind) async throws {
    let double = try await kind.double()
    let host = try kind.asking(double)
    double.repository.commit("Root", .write("a.md", "0"))
    double.repository.commit("Release", on: "release", .write("a.md", "r"))
    for number in 1...5 { double.repository.commit("Work", on: "work/\(number)", .write("a.md", "\(number)")) }
    for number in 1...5 { double.repository.open("Work \(number)", from: "work/\(number)", isDraft: number == 2) }
    double.repository.open("To release", from: "work/5", to: "release")
    double.repository.close(4)
    let second = try #require(try await host.changeRequest(2))
    #expect(second.head == double.repository.tip(of: "work/2") && second.title == "Work 2" && second.isDraft)
    #expect(second.sourceBranch == "work/2" && second.targetBranch == "main" && second.author.name == "Ada Lovelace")
    let missing = try await host.changeRequest(77)
    #expect(missing == nil)
    let open = try await host.openChangeRequests(to: "main")
    #expect(open.map(\.number).sorted() == [1, 2, 3, 5] && open.allSatisfy { $0.head.count == 40 })
  }

  @Test(
    "reviews stand on the commit that they were given on, and what was taken back does not stand",
    arguments: Kind.allCases)
  func reviews(_ kind: Kind) async throws {
    let double = try await kind.double()
    let host = try kind.asking(double)
    double.repository.commit("Root", .write("a.md", "0"))
    let old = double.repository.commit("One", on: "work", .write("a.md", "1"))
    double.repository.open("Work", from: "work")
    double.repository.review(1, .approved, by: .grace)
    double.repository.review(1, .approved, by: .ada)
    double.repository.withdraw(1, of: .ada)
    let new = double.repository.commit("Two", on: "work", .write("a.md", "2"))
    double.repository.review(1, .changesRequested, by: .alan)
    let request = try #require(try await host.changeRequest(1))
    let reviews = try await host.reviews(of: request).sorted { ($0.reviewer.name ?? "") < ($1.reviewer.name ?? "") }
    #expect(reviews.map(\.reviewer.name) == ["Alan Turing", "Grace Hopper"])
    #expect(reviews.map(\.outcome) == [.changesRequested, .approved] && reviews.map(\.commit) == [new, old])
    let login = kind == .azure ? "grace@example.com" : "grace"
    #expect(reviews.last?.reviewer.login == login && reviews.last?.repository == double.repositoryName)
  }

  @Test("a check is set on a commit and set again", arguments: Kind.allCases)
  func statuses(_ kind: Kind) async throws {
    let double = try await kind.double()
    let host = try kind.asking(double)
    let root = double.repository.commit("Root", .write("a.md", "0"))
    let head = double.repository.commit("One", on: "work", .write("a.md", "1"))
    double.repository.open("Work", from: "work")
    for (state, word) in [(CommitStatus.State.pending, "Waits."), (.failure, "Refused."), (.success, "Done.")] {
      try await host.set(
        CommitStatus(context: "countersign/review", state: state, description: word, url: "https://cs.example/d/1"),
        on: head)
    }
    let words = kind == .azure ? ["pending", "failed", "succeeded"] : ["INPROGRESS", "FAILED", "SUCCESSFUL"]
    let seen = double.repository.statuses(of: head).filter { $0.context == "countersign/review" }
    #expect(seen.map(\.state) == words && seen.map(\.description) == ["Waits.", "Refused.", "Done."])
    #expect(seen.last?.url == "https://cs.example/d/1")
    if kind == .azure { #expect(double.repository.status("countersign/review of !1", of: head)?.state == "succeeded") }
    try await host.set(
      CommitStatus(
        context: "countersign/" + String(repeating: "ä", count: 60), state: .pending, description: "", url: nil),
      on: root)
    #expect(double.repository.statuses(of: root).count == 1)
  }

  @Test("comments are put on lines, answered and found again", arguments: Kind.allCases)
  func comments(_ kind: Kind) async throws {
    let double = try await kind.double()
    let host = try kind.asking(double)
    double.repository.commit("Root", .write("a.md", "one\ntwo\n"), .write("b.md", "b"))
    double.repository.commit("One", on: "work", .write("a.md", "one\nzwei\nthree\n"))
    double.repository.open("Work", from: "work")
    let request = try #require(try await host.changeRequest(1))
    for number in 1...5 { double.repository.comment(1, "Talk \(number)") }
    let added = try await host.comment(OutgoingComment(body: "On a new line", path: "a.md", line: 2), on: request)
    let old = try await host.comment(OutgoingComment(body: "On an old line", path: "a.md", line: 1), on: request)
    let general = try await host.comment(OutgoingComment(body: "Of all <!-- sign:9 -->"), on: request)
    let answer = try await host.comment(OutgoingComment(body: "Again <!-- sign:10 -->", replyTo: added), on: request)
    #expect(Set([added, old, general, answer]).count == 4)
    let seen = double.repository.comments.suffix(4).map { $0 }
    #expect(seen.map(\.path) == ["a.md", "a.md", nil, nil] && seen.map(\.line) == [2, 1, nil, nil])
    #expect(seen[3].replyTo == seen[0].id && seen.allSatisfy { $0.author == .robot })
    let found = [
      try await host.comment(with: "sign:9 ", on: request), try await host.comment(with: "sign:10 ", on: request),
      try await host.comment(with: "sign:11", on: request),
    ]
    #expect(found == [general, answer, nil])
  }

  @Test("a file is written on a branch, which is made where it is not there", arguments: Kind.allCases)
  func writes(_ kind: Kind) async throws {
    let double = try await kind.double()
    let host = try kind.asking(double)
    let root = double.repository.commit("Root", .write("docs/a.md", "0"))
    let text = Data("Größe & Maß: 100 % + x=y\r\n--form\r\n".utf8)
    var write = FileWrite(
      path: "docs/new file.md", content: text, message: "Record: approved & kept", branch: "record/1", base: "main")
    let first = try await host.write(write)
    #expect(double.repository.tip(of: "record/1") == first && double.repository.tip(of: "main") == root)
    #expect(double.repository.commit(at: first)?.files["docs/new file.md"] == text)
    #expect(double.repository.commit(at: first)?.message == "Record: approved & kept")
    write.content = Data("Other".utf8)
    let second = try await host.write(write)
    #expect(double.repository.commit(at: second)?.parents == [first])
    write.path = "docs/a.md"
    write.branch = "main"
    let third = try await host.write(write)
    #expect(
      double.repository.tip(of: "main") == third
        && double.repository.commit(at: third)?.files["docs/a.md"] == Data("Other".utf8))
    write.branch = "none"
    write.base = "nowhere"
    let refused = await failure { () async throws(DeliveryFailure) in try await host.write(write) }
    #expect(refused != nil)
  }

  @Test("a change request is proposed once", arguments: Kind.allCases)
  func proposes(_ kind: Kind) async throws {
    let double = try await kind.double()
    let host = try kind.asking(double)
    double.repository.commit("Root", .write("a.md", "0"))
    double.repository.commit("Other", on: "record/2", .write("a.md", "2"))
    double.repository.open("Other", from: "record/2")
    let head = double.repository.commit("Record", on: "record/1", .write("a.md", "1"))
    let proposal = Proposal(from: "record/1", to: "main", title: "Record \"1\"", text: "Approved.")
    let (first, again) = (try await host.propose(proposal), try await host.propose(proposal))
    #expect(first == again && first.number == 2 && first.head == head && double.repository.requests.count == 2)
    #expect(first.title == "Record \"1\"" && double.repository.request(2)?.text == "Approved.")
  }

  @Test("a wrong token is told of in the host's words and never shown", arguments: Kind.allCases)
  func wrongToken(_ kind: Kind) async throws {
    let double = try await kind.double()
    double.repository.commit("Root", .write("a.md", "0"))
    let host = try kind.asking(double, token: "wrong-token-of-ours")
    let refused = await failure { () async throws(DeliveryFailure) in try await host.head(of: "main") }
    #expect(refused?.status == 401)
    let words = refused?.answer ?? ""
    #expect(words.contains("oken") || words.contains("credentials"))
    #expect(!words.contains("wrong-token-of-ours"))
  }

  @Test("a host that asks to wait is waited for, and one that fails is told of", arguments: Kind.allCases)
  func waits(_ kind: Kind) async throws {
    let double = try await kind.double()
    double.repository.commit("Root", .write("a.md", "0"))
    let host = try kind.asking(double)
    double.faults.plan(.answer(.json(429, ["message": "Slow down"], headers: ["retry-after": "17"])), at: "GET", "main")
    let slow = await failure { () async throws(DeliveryFailure) in try await host.head(of: "main") }
    #expect(slow?.kind == .rateLimit && slow?.retryAfter == 17)
    let echo = "Upstream says \(double.token)"
    double.faults.plan(.answer(.init(status: 502, body: Data(echo.utf8))), at: "GET", "main")
    let broken = await failure { () async throws(DeliveryFailure) in try await host.head(of: "main") }
    #expect(broken?.status == 502 && broken?.answer == "Upstream says [secret]")
    double.faults.plan(.cut, at: "GET", "main")
    let cut = await failure { () async throws(DeliveryFailure) in try await host.head(of: "main") }
    #expect(cut?.isAmbiguous == true)
    let head = try await host.head(of: "main")
    #expect(head != nil)
  }

  @Test("a repository that is not there is no empty one", arguments: Kind.allCases)
  func unknown(_ kind: Kind) async throws {
    let double = try await kind.double()
    double.repository.commit("Root", .write("a.md", "0"))
    let other = kind.host.init(
      HostAPI(repository: "OTHER/none", base: double.url, token: double.token, client: try LoopbackClient.made()))
    // Bitbucket Cloud answers alike for a branch and for a repository that it does not know.
    if kind == .cloud {
      let head = try await other.head(of: "main")
      #expect(head == nil)
    } else {
      let gone = await failure { () async throws(DeliveryFailure) in try await other.head(of: "main") }
      #expect(gone != nil)
    }
    let none = await failure { () async throws(DeliveryFailure) in
      try await other.paths(at: String(repeating: "a", count: 40))
    }
    #expect(none != nil)
  }

  @Test("repositories are named as each host names them", arguments: Kind.allCases)
  func names(_ kind: Kind) {
    let wrong = ["", "docs", "a/b/c", "/docs", "acme/", "acme/..", "./docs", "acme/do\ncs", "acme//docs"]
    for name in wrong { #expect(throws: (any Error).self, "\(name)") { try kind.host.check(repository: name) } }
    #expect(throws: Never.self) { try kind.host.check(repository: "acme/docs") }
    if kind == .server { #expect(throws: Never.self) { try kind.host.check(repository: "~ada/docs") } }
    if kind == .azure { #expect(throws: Never.self) { try kind.host.check(repository: "Team Documents/my docs") } }
  }

  @Test("commits are listed by Azure DevOps whichever way it reads the versions")
  func swapped() async throws {
    let double = try await AzureDevOpsDouble(isSwapped: true)
    let host = try Kind.azure.asking(double)
    let root = double.repository.commit("Root", .write("a.md", "0"))
    let next = double.repository.commit("Next", .write("a.md", "1"))
    let range = try await host.commits(from: root, to: next)
    #expect(range.commits.map(\.id) == [next] && range.isForward)
  }

  @Test("a line that is nowhere in Bitbucket Data Center's diff is commented on all the same")
  func offDiff() async throws {
    let double = try await Kind.server.double()
    let host = try Kind.server.asking(double)
    double.repository.commit("Root", .write("a.md", "one\n"), .write("b.md", "b\n"))
    double.repository.commit("One", on: "work", .write("a.md", "zwei\n"))
    double.repository.open("Work", from: "work")
    let request = try #require(try await host.changeRequest(1))
    _ = try await host.comment(OutgoingComment(body: "Here", path: "b.md", line: 1), on: request)
    _ = try await host.comment(OutgoingComment(body: "There", path: "a.md", line: 400), on: request)
    let seen = double.repository.comments
    #expect(seen.map(\.path) == [nil, "a.md"] && seen.map(\.line) == [nil, nil])
  }
}

import Documents
import Foundation
import Integrations
import TestSupport
import Testing

// Change requests, checks and comments.
extension HostContract {
  private var repository: HostedRepository { double.repository }

  /// A change request that changes `docs/a.md`.
  func opened() throws -> Int {
    if repository.tip(of: "main") == nil { repository.commit("Root", .write("docs/a.md", "One\nTwo\nThree\n")) }
    repository.commit("Proposal", by: .ada, on: "proposal", .write("docs/a.md", "One\nTwo\nThree, changed\n"))
    return try #require(repository.open("A better plan", from: "proposal", by: .ada))
  }

  func readsRequests() async throws {
    let number = try opened()
    let head = try #require(repository.tip(of: "proposal"))
    let request = try #require(try await host.changeRequest(number))
    #expect(request.number == number && request.title == "A better plan" && request.head == head)
    #expect(request.sourceBranch == "proposal" && request.targetBranch == "main" && !request.isDraft)
    #expect(request.author.login == "ada" && request.url?.hasSuffix("/\(number)") == true)
    let none = try await host.changeRequest(99)
    #expect(none == nil)
    for index in 0..<120 {
      repository.move("b\(index)", to: head)
      repository.open("R\(index)", from: "b\(index)", isDraft: index == 0)
    }
    repository.close(3)
    let open = try await host.openChangeRequests(to: "main")
    #expect(open.count == 120 && !open.contains { $0.number == 3 } && open.contains { $0.isDraft })
    let elsewhere = try await host.openChangeRequests(to: "elsewhere")
    #expect(elsewhere.isEmpty)
  }

  /// `commented` are on everybody's list, and are nobody's say.
  func readsReviews() async throws {
    let number = try opened()
    let request = try #require(try await host.changeRequest(number))
    let empty = try await host.reviews(of: request)
    #expect(empty.isEmpty)
    repository.review(number, .changesRequested, by: .grace, text: "Not yet")
    repository.review(number, .approved, by: .alan)
    for _ in 0..<110 { repository.review(number, .commented, by: .alan, text: "words") }
    let first = try await host.reviews(of: request).sorted { ($0.reviewer.login ?? "") < ($1.reviewer.login ?? "") }
    #expect(first.map(\.reviewer.login) == ["alan", "grace"])
    #expect(first.map(\.outcome) == [.approved, .changesRequested])
    repository.review(number, .approved, by: .grace)
    repository.withdraw(number, of: .alan)
    let then = try await host.reviews(of: request)
    #expect(then.map(\.reviewer.login) == ["grace"] && then.map(\.outcome) == [.approved])
    #expect(then.allSatisfy { $0.commit == nil || $0.commit == request.head })
  }

  /// `words` are the host's own for pending, success and failure.
  func setsStatuses(_ words: [String] = ["pending", "success", "failure"]) async throws {
    let commit = repository.commit("Change", .write("docs/a.md", "A"))
    let context = "countersign/review"
    for (state, word) in zip([CommitStatus.State.pending, .success, .failure], words) {
      try await host.set(
        CommitStatus(context: context, state: state, description: "Now \(word)", url: "https://c.example/d"),
        on: commit)
      let status = repository.status(context, of: commit)
      #expect(status?.state == word && status?.description == "Now \(word)" && status?.url == "https://c.example/d")
    }
    // The same state with other words, and then the very same again.
    for text in ["Waits for Ada", "Waits for Grace", "Waits for Grace"] {
      try await host.set(CommitStatus(context: context, state: .pending, description: text, url: nil), on: commit)
      let status = repository.status(context, of: commit)
      #expect(status?.state == words[0] && status?.description == text)
    }
    let long = String(repeating: "é", count: 200)
    try await host.set(CommitStatus(context: context, state: .success, description: long, url: nil), on: commit)
    #expect(repository.status(context, of: commit)?.description.unicodeScalars.count == CommitStatus.descriptionMax)
    let failure = await Self.failure { () throws(DeliveryFailure) in
      try await host.set(
        CommitStatus(context: context, state: .success, description: "", url: nil),
        on: String(repeating: "4", count: 40))
    }
    #expect(failure?.status.map { (400..<500).contains($0) } == true)
  }

  func commentsInTheList() async throws -> ChangeRequest {
    let number = try opened()
    let head = try #require(repository.tip(of: "proposal"))
    let request = ChangeRequest(
      number: number, title: "", author: HostIdentity(), head: head, sourceBranch: "proposal", targetBranch: "main")
    for index in 0..<110 { repository.comment(number, "Noise \(index)") }
    let sign = "<!-- countersign:msg_1 -->"
    let before = try await host.comment(with: sign, on: request)
    #expect(before == nil)
    let id = try await host.comment(OutgoingComment(body: "Why?\n\(sign)"), on: request)
    #expect(repository.comments.last?.body == "Why?\n\(sign)" && repository.comments.last?.author == .robot)
    for index in 0..<3 { repository.comment(number, "More \(index)") }
    let found = try await host.comment(with: sign, on: request)
    #expect(found == id)
    return request
  }

  func commentsOnLines() async throws {
    let request = try await commentsInTheList()
    let sign = "<!-- countersign:msg_2 -->"
    let id = try await host.comment(
      OutgoingComment(body: "Here \(sign)", path: "docs/a.md", line: 3), on: request)
    let made = try #require(repository.comments.last)
    #expect(made.path == "docs/a.md" && made.line == 3 && made.commit == request.head)
    let found = try await host.comment(with: sign, on: request)
    #expect(found == id)
    let nowhere = try await host.comment(OutgoingComment(body: "There", path: "docs/none.md", line: 9), on: request)
    #expect(repository.comments.last?.path == nil && repository.comments.last?.body == "There")
    #expect(nowhere != id)
  }

  func repliesInThreads() async throws {
    let request = try await commentsInTheList()
    let id = try await host.comment(OutgoingComment(body: "Here", path: "docs/a.md", line: 3), on: request)
    let first = try #require(repository.comments.last)
    _ = try await host.comment(OutgoingComment(body: "Answer", replyTo: id), on: request)
    #expect(repository.comments.last?.replyTo == first.id && repository.comments.last?.body == "Answer")
    _ = try await host.comment(OutgoingComment(body: "Lost", replyTo: "r987654"), on: request)
    #expect(repository.comments.last?.replyTo == nil && repository.comments.last?.body == "Lost")
  }

  func proposes() async throws {
    repository.commit("Change", .write("docs/a.md", "A"))
    repository.commit("Change", on: "record", .write("docs/a.md", "B"))
    let proposal = Proposal(from: "record", to: "main", title: "Record", text: "Approved by Ada")
    let made = try await host.propose(proposal)
    #expect(made.sourceBranch == "record" && made.targetBranch == "main" && made.title == "Record")
    #expect(made.head == repository.tip(of: "record"))
    let again = try await host.propose(proposal)
    #expect(again.number == made.number && repository.requests.count == 1)
    let failure = await Self.failure { () throws(DeliveryFailure) in
      try await host.propose(Proposal(from: "none", to: "main", title: "x", text: ""))
    }
    #expect(failure?.status.map { (400..<500).contains($0) } == true)
  }

  /// A token that is wrong, and one that is told back to us.
  func tellsFailures(wrong: HostContract) async throws {
    repository.commit("Change", .write("docs/a.md", "A"))
    let refused = await Self.failure { () throws(DeliveryFailure) in try await wrong.host.head(of: "main") }
    #expect(refused?.kind == .http && refused?.status == 401)
    double.faults.plan(
      .answer(.json(500, ["message": .string("no \(double.token) for you")])), at: "GET", "branches/main")
    let failure = await Self.failure { () throws(DeliveryFailure) in try await host.head(of: "main") }
    #expect(failure?.status == 500 && failure?.answer == "no [secret] for you")
    double.faults.plan(
      .answer(.json(429, ["message": "Slow down"], headers: ["retry-after": "7"])), at: "GET", "branches/main")
    let limited = await Self.failure { () throws(DeliveryFailure) in try await host.head(of: "main") }
    #expect(limited?.kind == .rateLimit && limited?.retryAfter == 7)
    double.faults.plan(.answer(.init(status: 200, body: Data("<html>".utf8))), at: "GET", "commits")
    let tip = repository.tip(of: "main") ?? ""
    let garbled = await Self.failure { () throws(DeliveryFailure) in try await host.commits(from: nil, to: tip) }
    #expect(garbled?.kind == .answer)
    #expect(double.faults.isDone)
  }
}

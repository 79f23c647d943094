import Documents
import Foundation
import Integrations
import Testing

@Suite struct ReadingBitbucketServer {
  typealias Host = BitbucketServerHost
  private static let gopher = HostIdentity(login: "gopher", name: "Foo Bar", email: "gopher@foo.bar")
  private static let tux = HostIdentity(login: "tux", name: "Cain Piper", email: "cain.piper@foo.bar")
  private static let head = "32a0b8a740c2963c6f56bd8baf3dc05683d299e0"

  private static let recorded = "https://server.bitbucket.local/users/gopher/repos/webhook-test/pull-requests/5"

  private static func request(_ url: String?) -> ChangeRequest {
    ChangeRequest(
      number: 5, title: "Update README", url: url, author: gopher, head: head, sourceBranch: "feature/wip",
      targetBranch: "master")
  }

  @Test("a recorded deletion of a branch", .enabled(if: Recorded.isThere, Comment(rawValue: Recorded.reason)))
  func push() throws {
    let facts = try Recorded.facts(Host.self, "repo:refs_changed", "bitbucket-server/repo_refs_changed.json")
    #expect(
      facts == [
        .push(
          Push(
            repository: "~gopher/webhook-test", ref: "refs/heads/feature/wip", before: Self.head, after: nil,
            pusher: HostIdentity(login: "gopher", name: "Foo Bar", email: "foo@bar.com")))
      ])
  }

  @Test("a recorded merge", .enabled(if: Recorded.isThere, Comment(rawValue: Recorded.reason)))
  func merged() throws {
    let facts = try Recorded.facts(Host.self, "pr:merged", "bitbucket-server/pr_merged.json")
    #expect(
      facts == [
        .changeRequest(
          ChangeRequestNews(
            repository: "~gopher/webhook-test", action: .merged, request: Self.request(Self.recorded),
            mergeCommit: "cbf26be7bfc8394906abbd571498fb8d28888b58", by: Self.gopher))
      ])
  }

  @Test("a recorded approval", .enabled(if: Recorded.isThere, Comment(rawValue: Recorded.reason)))
  func approved() throws {
    let facts = try Recorded.facts(Host.self, "pr:reviewer:approved", "bitbucket-server/pr_reviewer_approved.json")
    #expect(
      facts == [
        .review(
          ReviewNews(
            repository: "~gopher/webhook-test", request: Self.request(Self.recorded), outcome: .approved,
            reviewer: Self.tux, commit: Self.head))
      ])
  }

  @Test("changes may be asked for under either name, and a comment stands in a file")
  func documented() throws {
    let repository: Value = ["slug": "docs", "project": ["key": "DOC"]]
    let request: Value = [
      "id": 2, "title": "T", "fromRef": ["id": "refs/heads/w", "latestCommit": "abcdef0123"],
      "toRef": ["id": "refs/heads/main", "repository": repository],
    ]
    for event in ["pr:reviewer:needs_work", "pr:reviewer:changes_requested"] {
      let body: Value = ["pullRequest": request, "participant": ["user": ["name": "ada"], "status": "NEEDS_WORK"]]
      guard case .review(let review)? = try Host.facts(of: event, body: body).first else {
        Issue.record("no review")
        continue
      }
      #expect(review.outcome == .changesRequested && review.reviewer.login == "ada" && review.commit == nil)
    }
    var comment: [String: Value] = ["id": 9, "text": "Here", "author": ["name": "ada"]]
    for (type, line) in [("ADDED", 4), ("REMOVED", nil)] as [(String, Int?)] {
      comment["anchor"] = ["path": "docs/a.md", "line": 4, "lineType": .string(type), "toHash": "abcdef0123"]
      let facts = try Host.facts(
        of: "pr:comment:added", body: ["pullRequest": request, "comment": .object(comment), "commentParentId": 8])
      #expect(
        facts == [
          .comment(
            CommentNews(
              repository: "DOC/docs", number: 2, id: "9", author: HostIdentity(login: "ada"), body: "Here",
              path: "docs/a.md", line: line, commit: "abcdef0123", replyTo: "8"))
        ])
    }
  }

  @Test("newer versions name commits of a push, which are nobody's where it moved several branches")
  func commits() throws {
    let (old, new) = (String(repeating: "a", count: 40), String(repeating: "b", count: 40))
    let change: Value = ["refId": "refs/heads/main", "fromHash": .string(old), "toHash": .string(new)]
    var body: [String: Value] = [
      "repository": ["slug": "docs", "project": ["key": "DOC"]], "changes": [change],
      "commits": [
        ["id": .string(new), "message": "Two", "author": ["name": "Ada", "emailAddress": "a@example.com"]],
        ["id": "cccccccc", "message": "One", "author": ["name": "ada", "slug": "ada", "displayName": "Ada"]],
      ],
    ]
    let one = try Host.facts(of: "repo:refs_changed", body: .object(body))
    #expect(
      one == [
        .push(
          Push(
            repository: "DOC/docs", ref: "refs/heads/main", before: old, after: new,
            commits: [
              Commit(id: "cccccccc", message: "One", author: HostIdentity(login: "ada", name: "Ada")),
              Commit(id: new, message: "Two", author: HostIdentity(name: "Ada", email: "a@example.com")),
            ]))
      ])
    body["changes"] = [change, change]
    let two = try Host.facts(of: "repo:refs_changed", body: .object(body))
    #expect(two.count == 2 && two.allSatisfy { if case .push(let push) = $0 { push.commits.isEmpty } else { false } })
  }

  @Test("other events say nothing, and a body without its members cannot be read")
  func others() throws {
    let ping = try Host.facts(of: "diagnostics:ping", body: ["test": true])
    #expect(ping == [.nothing("The host tests the webhook.")])
    let other = try Host.facts(of: "pr:reviewer:updated", body: [:])
    #expect(other == [.nothing("Events of the kind 'pr:reviewer:updated' are not followed.")])
    for event in ["repo:refs_changed", "pr:opened", "pr:reviewer:approved", "pr:comment:added"] {
      for body: Value in [.null, [:], [], "x", ["repository": 7, "pullRequest": [], "comment": [:]]] {
        #expect(throws: UnreadableDelivery.self) { try Host.facts(of: event, body: body) }
      }
    }
  }
}

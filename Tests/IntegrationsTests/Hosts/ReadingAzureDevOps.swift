import Documents
import Foundation
import Integrations
import Testing

@Suite struct ReadingAzureDevOps {
  typealias Host = AzureDevOpsHost
  private static let jamal = HostIdentity(
    login: "fabrikamfiber4@hotmail.com", name: "Jamal Hartnett", email: "fabrikamfiber4@hotmail.com")

  @Test("a recorded push", .enabled(if: Recorded.isThere, Comment(rawValue: Recorded.reason)))
  func push() throws {
    let facts = try Recorded.facts(Host.self, "git.push", "azuredevops/git.push.json")
    #expect(
      facts == [
        .push(
          Push(
            repository: "Fabrikam-Fiber-Git/Fabrikam-Fiber-Git", ref: "refs/heads/main",
            before: "aad331d8d3b131fa9ae03cf5e53965b51942618a", after: "33b55f7cb7e7e245323987634f960cf4a6e6bc74",
            commits: [
              Commit(
                id: "33b55f7cb7e7e245323987634f960cf4a6e6bc74", message: "Fixed bug in web.config file",
                author: HostIdentity(name: "Jamal Hartnett", email: "fabrikamfiber4@hotmail.com"))
            ], pusher: Self.jamal))
      ])
  }

  @Test("a recorded merge", .enabled(if: Recorded.isThere, Comment(rawValue: Recorded.reason)))
  func merged() throws {
    let facts = try Recorded.facts(Host.self, "git.pullrequest.merged", "azuredevops/git.pullrequest.merged.json")
    let request = ChangeRequest(
      number: 1, title: "my first pull request", author: Self.jamal, head: "53d54ac915144006c2c9e90d2c7d3880920db49c",
      sourceBranch: "mytopic", targetBranch: "master")
    #expect(
      facts == [
        .changeRequest(
          ChangeRequestNews(
            repository: "Fabrikam/Fabrikam", action: .merged, request: request,
            mergeCommit: "eef717f69257a6333f221566c1c987dc94cc0d72"))
      ])
  }

  private static func resource(_ status: String = "active", reviewers: [Value] = []) -> Value {
    [
      "repository": ["name": "docs", "project": ["name": "Team"]], "pullRequestId": 7, "status": .string(status),
      "title": "approved", "sourceRefName": "refs/heads/work", "targetRefName": "refs/heads/main",
      "lastMergeSourceCommit": ["commitId": "abcdef0123"], "reviewers": .array(reviewers),
      "createdBy": ["uniqueName": "ada@example.com", "displayName": "Ada"],
    ]
  }

  private static func person(_ name: String, _ vote: Int) -> Value {
    ["displayName": .string(name), "uniqueName": .string("ACME\\\(name.lowercased())"), "vote": .int(vote)]
  }

  private static func updated(_ said: String, _ resource: Value) throws -> HostFact? {
    try Host.facts(of: "git.pullrequest.updated", body: ["message": ["text": .string(said)], "resource": resource])
      .first
  }

  @Test(
    "an update says in its message what it is",
    arguments: [
      ("Ada updated the source branch of pull request 7 (approved) in docs", "active", "updated"),
      ("Ada updated the title of pull request 7 (approved) in docs", "active", "edited"),
      ("Ada reactivated pull request 7 (x) in docs", "active", "reopened"),
      ("Ada marked the pull request as completed", "completed", "merged"),
      ("Ada abandoned pull request 7", "abandoned", "closed"), ("", "active", "edited"),
    ])
  func updates(said: String, status: String, action: String) throws {
    guard case .changeRequest(let news)? = try Self.updated(said, Self.resource(status)) else {
      Issue.record("no change request")
      return
    }
    #expect(news.action.rawValue == action && news.request.number == 7 && news.repository == "Team/docs")
  }

  @Test(
    "a vote is read from the reviewer's own number",
    arguments: [
      ("approved", 10, "approved"), ("approved and left suggestions on", 5, "approved"),
      ("is waiting for the author on", -5, "changes_requested"), ("rejected", -10, "changes_requested"),
      ("reset their vote on", 0, "withdrawn"),
    ])
  func votes(did: String, vote: Int, outcome: String) throws {
    let people = [Self.person("Grace", vote), Self.person("Alan", 10)]
    guard
      case .review(let news)? = try Self.updated(
        "Grace \(did) pull request 7 (x) in docs", Self.resource(reviewers: people))
    else {
      Issue.record("no review")
      return
    }
    #expect(
      news.outcome.rawValue == outcome && news.reviewer.login == "ACME\\grace" && news.request.head == "abcdef0123")
  }

  @Test("a standing vote is not given anew by what else is done, nor by one of the same name")
  func standing() throws {
    let one = [Self.person("Grace", 10)]
    let two = one + [Self.person("Grace", -5)]
    let cases: [(String, [Value])] = [
      ("Ada updated the title of pull request 7 (Grace approved) in docs", one),
      ("Grace updated the reviewers of pull request 7 (approved) in docs", one),
      ("Grace approved pull request 7 (x) in docs", two),
    ]
    for (said, people) in cases {
      guard case .changeRequest(let news)? = try Self.updated(said, Self.resource(reviewers: people)) else {
        Issue.record("a review of \(said)")
        continue
      }
      #expect(news.action == .edited)
    }
  }

  @Test("a try at merging merges nothing, and a comment has the number of its thread")
  func others() throws {
    let tried = try Host.facts(of: "git.pullrequest.merged", body: ["resource": Self.resource()])
    #expect(tried == [.nothing("A merge was tried, and nothing merged.")])
    let address = "https://dev.azure.com/acme/_apis/git/repositories/1/pullRequests/7/threads/148"
    var comment: [String: Value] = [
      "id": 2, "parentCommentId": 1, "content": "Yes.", "commentType": "text",
      "author": ["uniqueName": "ada@example.com"],
      "_links": ["threads": ["href": .string(address)]],
    ]
    let event = "ms.vss-code.git-pullrequest-comment-event"
    let said = try Host.facts(
      of: event, body: ["resource": ["comment": .object(comment), "pullRequest": Self.resource()]])
    #expect(
      said == [
        .comment(
          CommentNews(
            repository: "Team/docs", number: 7, id: "148/2",
            author: HostIdentity(login: "ada@example.com", email: "ada@example.com"), body: "Yes.", replyTo: "148/1"))
      ])
    comment["commentType"] = "system"
    let own = try Host.facts(
      of: event, body: ["resource": ["comment": .object(comment), "pullRequest": Self.resource()]])
    #expect(own == [.nothing("The host itself comments.")])
  }

  @Test("other events say nothing, and a body without its members cannot be read")
  func unread() throws {
    let build = try Host.facts(of: "build.complete", body: ["resource": [:]])
    #expect(build == [.nothing("Events of the kind 'build.complete' are not followed.")])
    for event in ["git.push", "git.pullrequest.created", "git.pullrequest.updated"] {
      for body: Value in [.null, [:], [], "x", ["resource": [:]], ["resource": ["repository": 7]]] {
        #expect(throws: UnreadableDelivery.self) { try Host.facts(of: event, body: body) }
      }
    }
  }
}

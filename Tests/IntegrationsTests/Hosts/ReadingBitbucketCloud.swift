import Documents
import Foundation
import Integrations
import Testing

@Suite struct ReadingBitbucketCloud {
  typealias Host = BitbucketCloudHost
  private static let brad = HostIdentity(login: "557058:2a6349dc-4346-4805-bd84-3abdd0812d17", name: "Brad Rydzewski")

  @Test("a recorded push", .enabled(if: Recorded.isThere, Comment(rawValue: Recorded.reason)))
  func push() throws {
    let facts = try Recorded.facts(Host.self, "repo:push", "bitbucket-cloud/repo_push.json")
    let author = HostIdentity(
      login: "557058:2a6349dc-4346-4805-bd84-3abdd0812d17", name: "Brad Rydzewski", email: "brad.rydzewski@gmail.com")
    #expect(
      facts == [
        .push(
          Push(
            repository: "brydzewski/foo", ref: "refs/heads/master", before: "40e7580cf11311d84a6e5e97e2cbba6df1675750",
            after: "141977fedf5cf35aa290ac87d4b5177ac4cd9de1",
            commits: [
              Commit(id: "141977fedf5cf35aa290ac87d4b5177ac4cd9de1", message: "Update README\n", author: author)
            ], pusher: Self.brad))
      ])
  }

  @Test("a recorded merge", .enabled(if: Recorded.isThere, Comment(rawValue: Recorded.reason)))
  func merged() throws {
    let facts = try Recorded.facts(Host.self, "pullrequest:fulfilled", "bitbucket-cloud/pullrequest_fulfilled.json")
    let request = ChangeRequest(
      number: 1, title: "Awesome new feature", url: "https://bitbucket.org/brydzewski/foo/pull-requests/1",
      author: Self.brad, head: "0704fc5beccc", sourceBranch: "develop", targetBranch: "master")
    #expect(
      facts == [
        .changeRequest(
          ChangeRequestNews(
            repository: "brydzewski/foo", action: .merged, request: request, mergeCommit: "4f8f6de9d0ff", by: Self.brad)
        )
      ])
  }

  @Test("a recorded comment", .enabled(if: Recorded.isThere, Comment(rawValue: Recorded.reason)))
  func comment() throws {
    let facts = try Recorded.facts(
      Host.self, "pullrequest:comment_created", "bitbucket-cloud/pullrequest_comment_created.json")
    let url = "https://bitbucket.org/rutvijmehta-harness/spring-cloud-alibaba/pull-requests/1/_/diff#comment-311512047"
    #expect(
      facts == [
        .comment(
          CommentNews(
            repository: "rutvijmehta-harness/spring-cloud-alibaba", number: 1, id: "311512047",
            author: HostIdentity(login: "624de6f6fd5e450070486936", name: "Rutvij Mehta"), body: "test comment",
            url: url))
      ])
  }

  @Test("a push may move several branches and tags, make and delete them")
  func refs() throws {
    let tip: Value = ["hash": .string(String(repeating: "a", count: 40))]
    let body: Value = [
      "repository": ["full_name": "acme/docs"],
      "push": [
        "changes": [
          ["old": .null, "new": ["type": "branch", "name": "work/1", "target": tip], "forced": true, "commits": []],
          ["old": ["type": "tag", "name": "v1", "target": tip], "new": .null], ["old": .null, "new": .null],
        ]
      ],
    ]
    let facts = try Host.facts(of: "repo:push", body: body)
    let id = String(repeating: "a", count: 40)
    #expect(
      facts == [
        .push(Push(repository: "acme/docs", ref: "refs/heads/work/1", before: nil, after: id, isForced: true)),
        .push(Push(repository: "acme/docs", ref: "refs/tags/v1", before: id, after: nil)),
      ])
    let none = try Host.facts(
      of: "repo:push", body: ["repository": ["full_name": "acme/docs"], "push": ["changes": []]])
    #expect(none == [.nothing("The push moved no branch.")])
  }

  @Test("a comment on what was removed has its file and no line")
  func oldLine() throws {
    let body: Value = [
      "repository": ["full_name": "acme/docs"], "pullrequest": ["id": 3],
      "comment": [
        "id": 8, "content": ["raw": "Why?"], "user": ["account_id": "557058:1"], "parent": ["id": 7],
        "inline": ["path": "docs/a.md", "from": 4, "to": .null],
      ],
    ]
    let facts = try Host.facts(of: "pullrequest:comment_created", body: body)
    #expect(
      facts == [
        .comment(
          CommentNews(
            repository: "acme/docs", number: 3, id: "8", author: HostIdentity(login: "557058:1"), body: "Why?",
            path: "docs/a.md", replyTo: "7"))
      ])
  }

  @Test("other events say nothing, and a body without its members cannot be read")
  func others() throws {
    let fork = try Host.facts(of: "repo:fork", body: .null)
    #expect(fork == [.nothing("Events of the kind 'repo:fork' are not followed.")])
    for event in ["repo:push", "pullrequest:created", "pullrequest:approved", "pullrequest:comment_created"] {
      for body: Value in [.null, [:], [], "x", ["repository": 7, "pullrequest": [], "comment": [:]]] {
        #expect(throws: UnreadableDelivery.self) { try Host.facts(of: event, body: body) }
      }
    }
  }
}

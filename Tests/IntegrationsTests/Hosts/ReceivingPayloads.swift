import Documents
import Foundation
import TestSupport
import Testing

/// Every recorded body, delivered to the running daemon with the headers of its host.
@Suite struct ReceivingPayloads {
  /// What each comes to where the connection watches another branch than any of them speaks of, and its host's API answers
  /// nothing.
  private static let golden: [(SignedPayload, outcome: String)] = [
    (
      SignedPayload(kind: "github", file: "ping.json", repository: "Octocoders/Hello-World", event: "ping"),
      "The hook was set up."
    ),
    (
      SignedPayload(kind: "github", file: "push.json", repository: "Codertocat/Hello-World", event: "push"),
      "Nothing to do for refs/tags/simple-tag of Codertocat/Hello-World."
    ),
    (
      SignedPayload(kind: "github", file: "push.new_branch.json", repository: "Codertocat/Hello-World", event: "push"),
      "Nothing to do for refs/heads/master of Codertocat/Hello-World."
    ),
    (
      SignedPayload(
        kind: "github", file: "pull_request.opened.json", repository: "Codertocat/Hello-World", event: "pull_request"),
      "Nothing to do: !2 is towards 'master'."
    ),
    (
      SignedPayload(
        kind: "github", file: "pull_request.synchronize.json", repository: "Codertocat/Hello-World",
        event: "pull_request"), "Nothing to do: !2 is towards 'master'."
    ),
    (
      SignedPayload(
        kind: "github", file: "pull_request.closed.merged.json", repository: "anbraten/test-ready-release-go",
        event: "pull_request"), "Nothing to do: !62 is towards 'main'."
    ),
    (
      SignedPayload(
        kind: "github", file: "pull_request_review.dismissed.json", repository: "Codertocat/Hello-World",
        event: "pull_request_review"), "!2 touches no watched file."
    ),
    (
      SignedPayload(
        kind: "github", file: "pull_request_review.submitted.commented.json", repository: "Codertocat/Hello-World",
        event: "pull_request_review"), "!2 touches no watched file."
    ),
    (
      SignedPayload(
        kind: "github", file: "pull_request_review_comment.created.json", repository: "Codertocat/Hello-World",
        event: "pull_request_review_comment"), "!2 touches no watched file."
    ),
    (
      SignedPayload(
        kind: "github", file: "issue_comment.on_pull_request.json", repository: "chhsia0/knative-route-demo",
        event: "issue_comment"), "!3 touches no watched file."
    ),
    (
      SignedPayload(kind: "gitlab", file: "push.json", repository: "mike/diaspora", event: "Push Hook"),
      "Nothing to do for refs/heads/master of mike/diaspora."
    ),
    (
      SignedPayload(
        kind: "gitlab", file: "merge_request.json", repository: "gitlabhq/gitlab-test", event: "Merge Request Hook"),
      "Nothing to do: !1 is towards 'master'."
    ),
    (
      SignedPayload(
        kind: "gitlab", file: "merge_request.approved.json", repository: "anbraten/woodpecker",
        event: "Merge Request Hook"), "!3 touches no watched file."
    ),
    (
      SignedPayload(
        kind: "gitlab", file: "note.merge_request.diffnote.json", repository: "gitlab-org/hello-world",
        event: "Note Hook"), "!1 touches no watched file."
    ),
    (
      SignedPayload(kind: "gitea", file: "push.json", repository: "example/example", event: "push"),
      "Nothing to do for refs/heads/master of example/example."
    ),
    (
      SignedPayload(kind: "gitea", file: "pull_request.json", repository: "example/example", event: "pull_request"),
      "Nothing to do: !2 is towards 'master'."
    ),
    (
      SignedPayload(
        kind: "gitea", file: "pull_request.synchronized.json", repository: "Test-CI/multi-line-secrets",
        event: "pull_request", eventType: "pull_request_sync"), "Nothing to do: !2 is towards 'main'."
    ),
    (
      SignedPayload(
        kind: "gitea", file: "pull_request_review.approved.json", repository: "a_nice_user/hello_world_ci",
        event: "pull_request_approved", eventType: "pull_request_review_approved"), "!7 touches no watched file."
    ),
    (
      SignedPayload(
        kind: "gitea", file: "issue_comment.on_pull.json", repository: "example/example", event: "issue_comment",
        eventType: "pull_request_comment"), "!2 touches no watched file."
    ),
    (
      SignedPayload(kind: "forgejo", file: "push.json", repository: "gordon/hello-world", event: "push"),
      "Nothing to do for refs/heads/main of gordon/hello-world."
    ),
    (
      SignedPayload(
        kind: "forgejo", file: "pull_request.opened.json", repository: "gordon/hello-world", event: "pull_request"),
      "Nothing to do: !1 is towards 'main'."
    ),
    (
      SignedPayload(kind: "forgejo", file: "create.tag.json", repository: "gordon/hello-world", event: "create"),
      "'create' is nothing that is worked on."
    ),
    (
      SignedPayload(kind: "bitbucket_cloud", file: "repo_push.json", repository: "brydzewski/foo", event: "repo:push"),
      "Nothing to do for refs/heads/master of brydzewski/foo."
    ),
    (
      SignedPayload(
        kind: "bitbucket_cloud", file: "pullrequest_fulfilled.json", repository: "brydzewski/foo",
        event: "pullrequest:fulfilled"), "Nothing to do: !1 is towards 'master'."
    ),
    (
      SignedPayload(
        kind: "bitbucket_cloud", file: "pullrequest_comment_created.json",
        repository: "rutvijmehta-harness/spring-cloud-alibaba", event: "pullrequest:comment_created"),
      "!1 touches no watched file."
    ),
    (
      SignedPayload(
        kind: "bitbucket_server", file: "repo_refs_changed.json", repository: "~gopher/webhook-test",
        event: "repo:refs_changed"), "Nothing to do for refs/heads/feature/wip of ~gopher/webhook-test."
    ),
    (
      SignedPayload(
        kind: "bitbucket_server", file: "pr_merged.json", repository: "~gopher/webhook-test", event: "pr:merged"),
      "Nothing to do: !5 is towards 'master'."
    ),
    (
      SignedPayload(
        kind: "bitbucket_server", file: "pr_reviewer_approved.json", repository: "~gopher/webhook-test",
        event: "pr:reviewer:approved"), "!5 touches no watched file."
    ),
    (
      SignedPayload(
        kind: "azure_devops", file: "git.push.json", repository: "Fabrikam-Fiber-Git/Fabrikam-Fiber-Git",
        event: "git.push"), "Nothing to do for refs/heads/main of Fabrikam-Fiber-Git/Fabrikam-Fiber-Git."
    ),
    (
      SignedPayload(
        kind: "azure_devops", file: "git.pullrequest.merged.json", repository: "Fabrikam/Fabrikam",
        event: "git.pullrequest.merged"), "Nothing to do: !1 is towards 'master'."
    ),
  ]

  @Test(
    "each is taken once, refused without its signature, and ends in what it says",
    .enabled(if: SharedFiles.root != nil, "the recorded bodies are not here"))
  func payloads() async throws {
    let daemon = try TestDaemon(environment: [
      "COUNTERSIGN_ALLOWED_NETWORKS": "127.0.0.0/8", "COUNTERSIGN_RATE_LIMITS_FAILURES": "0",
    ])
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let anonymous = TestClient(url: daemon.url, token: "")
    let host = try await LoopbackReceiver { _ in LoopbackReceiver.Answer(status: 404) }
    for (number, (payload, outcome)) in Self.golden.enumerated() {
      let made = try await admin.send(
        "POST", "connections",
        [
          "host": .string(payload.kind), "repository": .string(payload.repository), "api_url": .string(host.url),
          "token": "a-token-of-the-host", "branch": "trunk", "template": "design",
        ])
      #expect(made.status == 201, "\(payload.kind) \(made.text)")
      let id = try #require(made.json["id"]?.string)
      let secret = try #require(made.json["secret"]?.string)
      let body = try payload.body()
      func post(_ body: Data, _ headers: [String: String]) async throws -> Int {
        try await anonymous.raw("POST", "/hooks/\(id)", body, headers: headers).status
      }
      for signing in [SignedPayload.Signing.wrong, .missing, .empty] {
        let status = try await post(body, payload.headers(of: body, id: "d\(number)", secret: secret, signing))
        #expect(status == 401, "\(payload.kind)/\(payload.file) \(signing)")
      }
      let cut = body.prefix(body.count / 2)
      if payload.kind != "gitlab", payload.kind != "azure_devops" {
        let status = try await post(cut, payload.headers(of: body, id: "d\(number)", secret: secret))
        #expect(status == 401, "\(payload.kind)/\(payload.file) cut under the signature of the whole")
      }
      let none = try await admin.send("GET", "connections/\(id)/receipts").json["items"]?.items.count
      #expect(none == 0)
      let headers = payload.headers(of: body, id: "d\(number)", secret: secret)
      #expect(try await post(body, headers) == 202, "\(payload.kind)/\(payload.file)")
      #expect(try await post(body, headers) == 200, "\(payload.kind)/\(payload.file) again")
      let ended = try await self.ended(id, admin)
      #expect(ended.first?["state"] == "done" && ended.count == 1, "\(payload.kind)/\(payload.file) \(ended)")
      #expect(ended.first?["outcome"]?.string == outcome, "\(payload.kind)/\(payload.file)")
      // Cut on the way and signed so: it is kept, and it is said why nothing comes of it.
      let truncated = payload.headers(of: cut, id: "c\(number)", secret: secret)
      let status = try await post(cut, truncated)
      if payload.kind == "azure_devops" {
        #expect(status == 401, "Its id stands in the body.")
      } else {
        #expect(status == 202)
        let after = try await self.ended(id, admin)
        let dead = after.filter { $0["state"] == "dead" }
        #expect(dead.count == 1 && dead.first?["outcome"]?.string?.hasPrefix("The body cannot be read") == true)
      }
    }
  }

  private func ended(_ connection: String, _ admin: TestClient) async throws -> [Value] {
    let isDone = try await eventually {
      let items = try await admin.send("GET", "connections/\(connection)/receipts").json["items"]?.items ?? []
      return items.allSatisfy { $0["state"] == "done" || $0["state"] == "dead" }
    }
    #expect(isDone)
    return try await admin.send("GET", "connections/\(connection)/receipts").json["items"]?.items ?? []
  }
}

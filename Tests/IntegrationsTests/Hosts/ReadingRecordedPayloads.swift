import Documents
import Foundation
import Integrations
import Testing

/// What recorded deliveries say, read by hand against each of them.
@Suite(.enabled(if: RecordedPayloads.areHere, Comment(rawValue: RecordedPayloads.whyAbsent)))
struct ReadingRecordedPayloads {
  static let octocat = HostIdentity(login: "Codertocat")

  static func codertocat() -> ChangeRequest {
    ChangeRequest(
      number: 2, title: "Update the README with new information.",
      url: "https://github.com/Codertocat/Hello-World/pull/2", author: octocat,
      head: "ec26c3e57ca3a959ca5aad62de7213c562f8c821", sourceBranch: "changes", targetBranch: "master")
  }

  @Test("GitHub's pushes")
  func gitHubPushes() throws {
    let pusher = HostIdentity(
      login: "Codertocat", name: "Codertocat", email: "21031067+Codertocat@users.noreply.github.com")
    let deleted = try RecordedPayloads.facts("github", "push", "github/push.json")
    #expect(
      deleted == [
        .push(
          Push(
            repository: "Codertocat/Hello-World", ref: "refs/tags/simple-tag",
            before: "6113728f27ae82c7b1a177c8d03f9e96e0adf246", after: nil, pusher: pusher))
      ])
    let made = try RecordedPayloads.facts("github", "push", "github/push.new_branch.json")
    let commit = Commit(
      id: "6113728f27ae82c7b1a177c8d03f9e96e0adf246", message: "Initial commit", author: pusher,
      changes: [FileChange(.added, "README.md")])
    #expect(
      made == [
        .push(
          Push(
            repository: "Codertocat/Hello-World", ref: "refs/heads/master", before: nil, after: commit.id,
            commits: [commit], isComplete: false, pusher: pusher))
      ])
  }

  @Test("GitHub's pull requests")
  func gitHubRequests() throws {
    for (file, action) in [("opened", ChangeRequestNews.Action.opened), ("synchronize", .updated)] {
      let facts = try RecordedPayloads.facts("github", "pull_request", "github/pull_request.\(file).json")
      #expect(
        facts == [
          .changeRequest(
            ChangeRequestNews(
              repository: "Codertocat/Hello-World", action: action, request: Self.codertocat(), by: Self.octocat))
        ])
    }
    let merged = try RecordedPayloads.facts("github", "pull_request", "github/pull_request.closed.merged.json")
    let anbraten = HostIdentity(login: "anbraten")
    #expect(
      merged == [
        .changeRequest(
          ChangeRequestNews(
            repository: "anbraten/test-ready-release-go", action: .merged,
            request: ChangeRequest(
              number: 62, title: "Change file", url: "https://github.com/anbraten/test-ready-release-go/pull/62",
              author: anbraten, head: "c88b9ee719285134957cbc698c9b7ef9b78007bf", sourceBranch: "anbraten-patch-3",
              targetBranch: "main"), mergeCommit: "473d70eb7c50a54ae62bf9b124efa1c3eb245be8", by: anbraten))
      ])
  }

  @Test("GitHub's reviews")
  func gitHubReviews() throws {
    for (file, outcome) in [("submitted.commented", ReviewNews.Outcome.commented), ("dismissed", .withdrawn)] {
      let facts = try RecordedPayloads.facts(
        "github", "pull_request_review", "github/pull_request_review.\(file).json")
      var request = Self.codertocat()
      if file == "dismissed" { request.url = "https://github.com/hellomouse/GNS/pull/902" }
      #expect(
        facts == [
          .review(
            ReviewNews(
              repository: "Codertocat/Hello-World", request: request, id: "237895671", outcome: outcome,
              reviewer: Self.octocat, commit: "ec26c3e57ca3a959ca5aad62de7213c562f8c821"))
        ])
    }
  }

  @Test("GitHub's comments, and its ping")
  func gitHubComments() throws {
    let timeline = try RecordedPayloads.facts(
      "github", "issue_comment", "github/issue_comment.on_pull_request.json")
    #expect(
      timeline == [
        .comment(
          CommentNews(
            repository: "chhsia0/knative-route-demo", number: 3, id: "546616131",
            author: HostIdentity(login: "chhsia0"), body: "/build",
            url: "https://github.com/chhsia0/knative-route-demo/pull/3#issuecomment-546616131"))
      ])
    let line = try RecordedPayloads.facts(
      "github", "pull_request_review_comment", "github/pull_request_review_comment.created.json")
    #expect(
      line == [
        .comment(
          CommentNews(
            repository: "Codertocat/Hello-World", number: 2, id: "r284312630", author: Self.octocat,
            body: "Maybe you should use more emoji on this line.",
            url: "https://github.com/Codertocat/Hello-World/pull/2#discussion_r284312630", path: "README.md",
            line: 265, commit: "ec26c3e57ca3a959ca5aad62de7213c562f8c821"))
      ])
    let ping = try RecordedPayloads.facts("github", "ping", "github/ping.json")
    #expect(ping == [.nothing("The hook was set up.")])
  }

  @Test("GitLab's push, and its note on a line")
  func gitLabPush() throws {
    let push = try RecordedPayloads.facts("gitlab", "Push Hook", "gitlab/push.json")
    func commit(_ id: String, _ message: String, _ name: String, _ email: String) -> Commit {
      Commit(
        id: id, message: message, author: HostIdentity(name: name, email: email),
        changes: [FileChange(.added, "CHANGELOG"), FileChange(.modified, "app/controller/application.rb")])
    }
    #expect(
      push == [
        .push(
          Push(
            repository: "mike/diaspora", ref: "refs/heads/master",
            before: "95790bf891e76fee5e1747ab589903a6a1f80f22", after: "da1560886d4f094c3e6c9ef40349f7d38b5d27d7",
            commits: [
              commit(
                "b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327",
                "Update Catalan translation to e38cb41.", "Jordi Mallach", "jordi@softcatala.org"),
              commit(
                "da1560886d4f094c3e6c9ef40349f7d38b5d27d7", "fixed readme", "GitLab dev user",
                "gitlabdev@dv6700.(none)"),
            ], pusher: HostIdentity(name: "John Smith", email: "john@example.com")))
      ])
    let note = try RecordedPayloads.facts("gitlab", "Note Hook", "gitlab/note.merge_request.diffnote.json")
    #expect(
      note == [
        .comment(
          CommentNews(
            repository: "gitlab-org/hello-world", number: 1, id: "50772639",
            author: HostIdentity(login: "sytses", name: "Sid Sijbrandij"), body: "check spelling",
            url: "https://gitlab.com/gitlab-org/hello-world/merge_requests/1#note_50772639", path: "README.md",
            line: 1, commit: "c4c79227ed610f1151f05bbc5be33b4f340d39c8",
            thread: "e2d22c5e7bc2dda3d55f3ddc6d48b65326e2612b"))
      ])
  }

  @Test("GitLab's merge requests")
  func gitLabRequests() throws {
    let root = HostIdentity(login: "root", name: "Administrator", email: "admin@example.com")
    let opened = try RecordedPayloads.facts("gitlab", "Merge Request Hook", "gitlab/merge_request.json")
    #expect(
      opened == [
        .changeRequest(
          ChangeRequestNews(
            repository: "gitlabhq/gitlab-test", action: .opened,
            request: ChangeRequest(
              number: 1, title: "MS-Viewport", url: "http://example.com/diaspora/merge_requests/1",
              author: HostIdentity(), head: "da1560886d4f094c3e6c9ef40349f7d38b5d27d7", sourceBranch: "ms-viewport",
              targetBranch: "master"), by: root))
      ])
    let approved = try RecordedPayloads.facts("gitlab", "Merge Request Hook", "gitlab/merge_request.approved.json")
    let anbraten = HostIdentity(login: "anbraten", name: "Anbraten", email: "some@mail.info")
    #expect(
      approved == [
        .review(
          ReviewNews(
            repository: "anbraten/woodpecker",
            request: ChangeRequest(
              number: 3, title: "Update client.go 🎉", url: "https://gitlab.com/anbraten/woodpecker/-/merge_requests/3",
              author: anbraten, head: "c136499ec574e1034b24c5d306de9acda3005367",
              sourceBranch: "anbraten-main-patch-05373", targetBranch: "main"), outcome: .approved,
            reviewer: anbraten))
      ])
  }

  @Test("pushes of Gitea and Forgejo, and a tag that concerns nobody")
  func giteaPushes() throws {
    let example = HostIdentity(name: "example", email: "example@example.com")
    let push = try RecordedPayloads.facts("gitea", "push", "gitea/push.json")
    #expect(
      push == [
        .push(
          Push(
            repository: "example/example", ref: "refs/heads/master", before: nil,
            after: "67b56589a45103f891bdee7c0546e5d40bc02001",
            commits: [
              Commit(
                id: "67b56589a45103f891bdee7c0546e5d40bc02001", message: "example\n", author: example,
                changes: [FileChange(.added, "example")])
            ], pusher: HostIdentity(login: "example", email: "example@example.com")))
      ])
    let bump = try RecordedPayloads.facts("forgejo", "push", "forgejo/push.json")
    #expect(
      bump == [
        .push(
          Push(
            repository: "gordon/hello-world", ref: "refs/heads/main",
            before: "4b2626259b5a97b6b4eab5e6cca66adb986b672b", after: "ef98532add3b2feb7a137426bba1248724367df5",
            commits: [
              Commit(
                id: "ef98532add3b2feb7a137426bba1248724367df5", message: "bump\n",
                author: HostIdentity(login: "gordon", name: "Gordon the Gopher", email: "gordon@golang.org"),
                changes: [
                  FileChange(.added, "CHANGELOG.md"), FileChange(.modified, "app/controller/application.rb"),
                ])
            ], pusher: HostIdentity(login: "gordon", name: "gordon", email: "gordon@golang.org")))
      ])
    let tag = try RecordedPayloads.facts("forgejo", "create", "forgejo/create.tag.json")
    #expect(tag == [.nothing("'create' is nothing that is worked on.")])
  }

  @Test("pull requests of Gitea and Forgejo")
  func giteaRequests() throws {
    let two = HostIdentity(login: "example2", email: "example2@example2.com")
    let opened = try RecordedPayloads.facts("gitea", "pull_request", "gitea/pull_request.json")
    #expect(
      opened == [
        .changeRequest(
          ChangeRequestNews(
            repository: "example/example", action: .opened,
            request: ChangeRequest(
              number: 2, title: "update", url: "http://localhost:3000/example/example/pulls/2", author: two,
              head: "48e773f892a831faa47c0a160d1b7f0cd369ae2a", sourceBranch: "master", targetBranch: "master"),
            by: two))
      ])
    let test = HostIdentity(login: "test", email: "test@noreply.localhost")
    let updated = try RecordedPayloads.facts("gitea", "pull_request", "gitea/pull_request.synchronized.json")
    #expect(
      updated == [
        .changeRequest(
          ChangeRequestNews(
            repository: "Test-CI/multi-line-secrets", action: .updated,
            request: ChangeRequest(
              number: 2, title: "New Pull", url: "http://127.0.0.1:3000/Test-CI/multi-line-secrets/pulls/2",
              author: test, head: "788ed8d02d3b7fcfcf6386dbcbca696aa1d4dc25", sourceBranch: "test-patch-1",
              targetBranch: "main"), by: test))
      ])
    let gordon = HostIdentity(login: "gordon", name: "Gordon the Gopher", email: "gordon@golang.org")
    let forgejo = try RecordedPayloads.facts("forgejo", "pull_request", "forgejo/pull_request.opened.json")
    #expect(
      forgejo == [
        .changeRequest(
          ChangeRequestNews(
            repository: "gordon/hello-world", action: .opened,
            request: ChangeRequest(
              number: 1, title: "Update the README with new information",
              url: "http://forgejo.golang.org/gordon/hello-world/pull/1", author: gordon,
              head: "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c", sourceBranch: "feature/changes", targetBranch: "main"),
            by: gordon))
      ])
  }

  @Test("Gitea's approval, and its comment")
  func giteaReview() throws {
    let approved = try RecordedPayloads.facts(
      "gitea", "pull_request_approved", "gitea/pull_request_review.approved.json")
    #expect(
      approved == [
        .review(
          ReviewNews(
            repository: "a_nice_user/hello_world_ci",
            request: ChangeRequest(
              number: 7, title: "somepull", url: "https://gitea.com/a_nice_user/hello_world_ci/pulls/7",
              author: HostIdentity(login: "jony", name: "Jony", email: "jony@noreply.example.org"),
              head: "07977177c2cd7d46bad37b8472a9d50e7acb9d1f", sourceBranch: "jony-patch-1", targetBranch: "main"),
            outcome: .approved,
            reviewer: HostIdentity(
              login: "a_nice_user", name: "Nice User", email: "a_nice_user@noreply.example.org"),
            text: "juhu thats a great idea"))
      ])
    let comment = try RecordedPayloads.facts("gitea", "issue_comment", "gitea/issue_comment.on_pull.json")
    #expect(
      comment == [
        .comment(
          CommentNews(
            repository: "example/example", number: 2, id: "6",
            author: HostIdentity(login: "example", email: "example@example.com"), body: "example",
            url: "http://localhost:3000/example/example/pulls/2#issuecomment-6"))
      ])
  }
}

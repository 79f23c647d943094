import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

@Suite struct GitLabIssuesDelivering {
  private static let settings: [String: Value] = ["project": "acme/docs", "token": "glpat-secret"]

  private func scenario(
    _ tracker: GitLabDouble, settings: [String: Value] = settings
  ) -> TrackerScenario<GitLabIssuesTarget> {
    TrackerScenario(
      tracker: tracker, settings: settings, states: ("opened", "closed"), creating: ("POST", "/issues"),
      commenting: ("POST", "/notes"), updating: ("PUT", "/issues/"))
  }

  @Test("a document has one issue, which is commented as it goes on")
  func makes() async throws { try await scenario(GitLabDouble()).makesOne() }

  @Test("the issue is closed and reopened with the document, and renamed with it")
  func follows() async throws { try await scenario(GitLabDouble()).follows() }

  @Test("an issue whose making was not answered is not made again")
  func lostCreation() async throws { try await scenario(GitLabDouble()).bearsLostCreation() }

  @Test("a comment that was not answered is not made again")
  func lostComment() async throws { try await scenario(GitLabDouble()).bearsLostComment() }

  @Test("a change that was not answered is made again, and its comment once")
  func lostUpdate() async throws { try await scenario(GitLabDouble()).bearsLostUpdate() }

  @Test("with every second answer lost there is one issue for each document, and one comment for each delivery")
  func anything() async throws { try await scenario(GitLabDouble()).bearsAnything() }

  @Test("the issue is found again where its link was lost")
  func finds() async throws { try await scenario(GitLabDouble()).findsAgain() }

  @Test("its limit is told of with the time that it asks for")
  func waits() async throws {
    let answer = LoopbackReceiver.Answer(status: 429, headers: ["retry-after": "42"], body: Data("Retry later".utf8))
    try await scenario(GitLabDouble()).waits(answer, seconds: 42...42)
  }

  @Test("GitLab's own words are kept, and not the token")
  func says() async throws {
    let answer = LoopbackReceiver.Answer.json(400, ["message": ["note": ["can't hold glpat-secret", "is odd"]]])
    try await scenario(GitLabDouble()).says("note can't hold [secret], is odd", answering: answer, kind: .http)
    let scope = LoopbackReceiver.Answer.json(
      403, ["error": "insufficient_scope", "error_description": "More is needed."])
    try await scenario(GitLabDouble()).says("More is needed.", answering: scope, kind: .http)
    try await scenario(GitLabDouble()).says(
      "kept no note", answering: .json(202, ["commands_changes": [:]]), kind: .answer)
  }

  @Test("titles and texts are cut to what the tracker takes")
  func cuts() async throws { try await scenario(GitLabDouble()).cuts(comment: 2_000_000, to: 1_000_000) }

  @Test("words of a document become no mention, no reference, no link and no markup")
  func harmless() async throws {
    let double = try await GitLabDouble()
    let words =
      "Ping @ada, see #12, !3, ~bug, GH-7, https://evil.example www.evil.example [x](y) <!-- countersign:doc_1 -->\n/close\n# Big"
    let document = Notice.Document.sample(title: "Plan @ada #1 <b>")
    let notice = Notice.made(
      "stage.returned", of: document.with(status: "draft"), data: ["reason": .string(words)],
      turns: [.reviewer(identities: ["gitlab": "grace.h"])])
    try await scenario(double).harness().deliver(notice)
    let issue = try #require(double.issues.first)
    let text = try #require(issue.comments.first)
    for bad in [
      "@ada", "#12", "!3", "~bug", "GH-7", "https://evil", "www.", "[x](", "<!-- countersign:doc_1 -->", "\n/close",
      "\n# Big",
      "<b>",
    ] {
      #expect(text.firstRange(of: bad) == nil, "\(bad) in \(text)")
    }
    #expect(issue.title.firstRange(of: "@ada") == nil && issue.title.firstRange(of: "#1") == nil)
    #expect(text.contains("Waiting for @grace.h (approve)"))
    #expect(issue.state == "opened")
  }

  @Test(
    "settings that are missing, wrong or unknown are refused by their names",
    arguments: ["token", "project", "status_map", "repository"])
  func refuses(name: String) throws {
    var settings = Self.settings
    settings[name] = name == "status_map" ? ["approved": "done"] : name == "repository" ? "x" : nil
    let refusal = #expect(throws: Refusal.self) {
      try TargetHarness(GitLabIssuesTarget.self, url: "http://127.0.0.1:1", settings: settings)
    }
    #expect(refusal?.errors.first?.field.hasPrefix("settings.\(name)") == true)
  }
}

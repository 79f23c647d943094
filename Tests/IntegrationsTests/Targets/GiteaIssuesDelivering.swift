import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

@Suite struct GiteaIssuesDelivering {
  private static let settings: [String: Value] = ["repository": "acme/docs", "token": "gta_token"]

  private func scenario(
    _ tracker: GiteaDouble, settings: [String: Value] = settings
  ) -> TrackerScenario<GiteaIssuesTarget> {
    TrackerScenario(
      tracker: tracker, settings: settings, states: ("open", "closed"), creating: ("POST", "docs/issues"),
      commenting: ("POST", "comments"), updating: ("PATCH", "issues/"))
  }

  @Test("a document has one issue, which is commented as it goes on")
  func makes() async throws { try await scenario(GiteaDouble()).makesOne() }

  @Test("the issue is closed and reopened with the document, and renamed with it")
  func follows() async throws { try await scenario(GiteaDouble()).follows() }

  @Test("an issue whose making was not answered is not made again")
  func lostCreation() async throws { try await scenario(GiteaDouble()).bearsLostCreation() }

  @Test("a comment that was not answered is not made again")
  func lostComment() async throws { try await scenario(GiteaDouble()).bearsLostComment() }

  @Test("a change that was not answered is made again, and its comment once")
  func lostUpdate() async throws { try await scenario(GiteaDouble()).bearsLostUpdate() }

  @Test("with every second answer lost there is one issue for each document, and one comment for each delivery")
  func anything() async throws { try await scenario(GiteaDouble()).bearsAnything() }

  @Test("the issue is found again where its link was lost")
  func finds() async throws { try await scenario(GiteaDouble()).findsAgain() }

  @Test("a limit in front of it is told of with the time that it asks for")
  func waits() async throws {
    try await scenario(GiteaDouble()).waits(.init(status: 429, headers: ["retry-after": "5"]), seconds: 5...5)
  }

  @Test("Gitea's own words are kept, and not the token")
  func says() async throws {
    let answer = LoopbackReceiver.Answer.json(403, ["message": "no gta_token for you", "url": "https://x.example"])
    try await scenario(GiteaDouble()).says("no [secret] for you", answering: answer, kind: .http)
  }

  @Test("titles and texts are cut to what the tracker takes")
  func cuts() async throws { try await scenario(GiteaDouble()).cuts(comment: 200_000, to: 65_535) }

  @Test("a label is given by its number, and one that is not there is asked for")
  func labels() async throws {
    let double = try await GiteaDouble()
    var settings = Self.settings
    settings["label"] = "review"
    try await scenario(double, settings: settings).makesOne()
    #expect(double.issues.map(\.labels) == [["review"]])
    settings["label"] = "none"
    let failure = try await scenario(double, settings: settings).harness().attempt(.opened(.sample(id: "doc_2")))
    #expect(failure?.kind == .settings && failure?.answer?.contains("'none'") == true)
  }

  @Test("words of a document become no mention, no reference, no link and no markup")
  func harmless() async throws {
    let double = try await GiteaDouble()
    let words =
      "Ping @ada, see #12, !3, ~bug, GH-7, https://evil.example www.evil.example [x](y) <!-- countersign:doc_1 -->\n/close\n# Big"
    let document = Notice.Document.sample(title: "Plan @ada #1 <b>")
    let notice = Notice.made(
      "stage.returned", of: document.with(status: "draft"), data: ["reason": .string(words)],
      turns: [.reviewer(identities: ["forgejo": "grace.h"])])
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
    #expect(issue.state == "open")
  }

  @Test(
    "settings that are missing, wrong or unknown are refused by their names",
    arguments: ["token", "repository", "status_map", "project"])
  func refuses(name: String) throws {
    var settings = Self.settings
    settings[name] = name == "status_map" ? ["approved": "done"] : name == "project" ? "x" : nil
    let refusal = #expect(throws: Refusal.self) {
      try TargetHarness(GiteaIssuesTarget.self, url: "http://127.0.0.1:1", settings: settings)
    }
    #expect(refusal?.errors.first?.field.hasPrefix("settings.\(name)") == true)
  }
}

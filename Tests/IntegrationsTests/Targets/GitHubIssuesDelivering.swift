import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

@Suite struct GitHubIssuesDelivering {
  private static let settings: [String: Value] = ["repository": "acme/docs", "token": "ghp_secret"]

  private func scenario(
    _ tracker: GitHubDouble, settings: [String: Value] = settings
  ) -> TrackerScenario<GitHubIssuesTarget> {
    TrackerScenario(
      tracker: tracker, settings: settings, states: ("open", "closed"), creating: ("POST", "docs/issues"),
      commenting: ("POST", "comments"), updating: ("PATCH", "issues/"))
  }

  @Test("a document has one issue, which is commented as it goes on")
  func makes() async throws { try await scenario(GitHubDouble()).makesOne() }

  @Test("the issue is closed and reopened with the document, and renamed with it")
  func follows() async throws { try await scenario(GitHubDouble()).follows() }

  @Test("an issue whose making was not answered is not made again")
  func lostCreation() async throws { try await scenario(GitHubDouble()).bearsLostCreation() }

  @Test("a comment that was not answered is not made again")
  func lostComment() async throws { try await scenario(GitHubDouble()).bearsLostComment() }

  @Test("a change that was not answered is made again, and its comment once")
  func lostUpdate() async throws { try await scenario(GitHubDouble()).bearsLostUpdate() }

  @Test("with every second answer lost there is one issue for each document, and one comment for each delivery")
  func anything() async throws { try await scenario(GitHubDouble()).bearsAnything() }

  @Test("the issue is found again where its link was lost")
  func finds() async throws { try await scenario(GitHubDouble()).findsAgain() }

  @Test("both limits are told of with the time that they ask for")
  func waits() async throws {
    let burst = LoopbackReceiver.Answer.json(
      403, ["message": "You have exceeded a secondary rate limit."], headers: ["retry-after": "30"])
    try await scenario(GitHubDouble()).waits(burst, seconds: 30...30)
    let end = Int(Date().timeIntervalSince1970) + 600
    let hourly = LoopbackReceiver.Answer.json(
      403, ["message": "API rate limit exceeded"],
      headers: ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "\(end)"])
    try await scenario(GitHubDouble()).waits(hourly, seconds: 500...600)
    let wordless = LoopbackReceiver.Answer.json(403, ["message": "You have exceeded a secondary rate limit."])
    try await scenario(GitHubDouble()).waits(wordless, seconds: 60...60)
    try await scenario(GitHubDouble()).waits(.json(429, [:], headers: ["retry-after": "7"]), seconds: 7...7)
  }

  @Test("GitHub's own words are kept, and not the token")
  func says() async throws {
    let answer = LoopbackReceiver.Answer.json(
      422, ["message": "Validation Failed", "errors": [["field": "body", "code": "ghp_secret invalid"]]])
    try await scenario(GitHubDouble()).says("Validation Failed body: [secret] invalid", answering: answer, kind: .http)
    try await scenario(GitHubDouble()).says(
      "upstream", answering: .init(status: 502, body: Data("upstream".utf8)), kind: .http)
  }

  @Test("titles and texts are cut to what the tracker takes")
  func cuts() async throws { try await scenario(GitHubDouble()).cuts(comment: 200_000, to: 65_536) }

  @Test("one whose token may set no labels has one issue all the same")
  func unlabelled() async throws { try await scenario(GitHubDouble(mayLabel: false)).bearsLostCreation() }

  @Test("statuses may be mapped to why an issue is closed")
  func mapped() async throws {
    let double = try await GitHubDouble()
    var settings = Self.settings
    settings["status_map"] = ["rejected": "not_planned", "approved": "completed"]
    let harness = try scenario(double, settings: settings).harness()
    try await harness.deliver(.made("verdict.given", of: .sample.with(status: "rejected")))
    #expect(double.issues.map(\.state) == ["closed (not_planned)"])
    try await harness.deliver(.approved())
    #expect(double.issues.map(\.state) == ["closed (completed)"])
  }

  @Test("what people do to the issue stays, as long as the document does not change")
  func leaves() async throws {
    let double = try await GitHubDouble()
    let harness = try scenario(double).harness()
    try await harness.deliver(.opened())
    double.change { $0[0].title = "Ours now" }
    double.change { $0[0].state = "closed" }
    try await harness.deliver(.stageCompleted())
    #expect(double.issues.map(\.title) == ["Ours now"] && double.issues.map(\.state) == ["closed"])
  }

  @Test("an old delivery that is sent again leaves the issue as the document is now")
  func late() async throws {
    let double = try await GitHubDouble()
    let harness = try scenario(double).harness()
    var early = Notice.reviewRequested()
    early.event = ["seq": 3]
    try await harness.deliver(early, id: "msg_early")
    try await harness.deliver(.approved())
    let failure = await harness.attempt(early, id: "msg_early", attempt: 2)
    #expect(failure == nil && double.issues.map(\.state) == ["closed"] && double.issues.first?.comments.count == 2)
  }

  @Test("other events that the endpoint listens to are comments, each that was gathered with its words")
  func others() async throws {
    let double = try await GitHubDouble()
    let harness = try scenario(double).harness()
    try await harness.deliver(.verdict("approved", note: "Good work."))
    try await harness.deliver(.comment("Second", gathered: [.comment("First")]))
    let comments = try #require(double.issues.first?.comments)
    #expect(comments.first?.contains("**Ada Lovelace approved as security-lead.**") == true)
    #expect(comments.first?.contains("Good work.") == true)
    #expect(comments.last?.contains("- Ada Lovelace commented. First\n- Ada Lovelace commented. Second") == true)
  }

  @Test("the issue's text and its comments have templates of the endpoint's own")
  func templates() async throws {
    let double = try await GitHubDouble()
    var settings = Self.settings
    settings["template"] = "See {{ document.url }}."
    settings["comment_template"] = "{{ actor }}: {{ stage }}"
    let harness = try scenario(double, settings: settings).harness()
    try await harness.deliver(.stageCompleted(), id: "msg_7")
    let issue = try #require(double.issues.first)
    #expect(issue.text == "See \(Notice.Document.sample.url).\n\n<!-- countersign:doc_1 -->")
    #expect(issue.comments == ["Ada Lovelace: review\n\n<!-- countersign:msg_7 -->"])
    let preview = try harness.target.preview(.stageCompleted())
    #expect(preview.hasPrefix("Ledger design\n\nSee ") && preview.contains("Ada Lovelace: review"))
  }

  @Test("an issue that was deleted is made anew")
  func deleted() async throws {
    let double = try await GitHubDouble()
    let harness = try scenario(double).harness()
    try await harness.deliver(.opened())
    double.change {
      $0[0].state = "deleted"
      $0[0].text = ""
    }
    try await harness.deliver(.stageCompleted())
    #expect(double.issues.count == 2 && double.issues[1].comments.count == 1)
  }

  @Test("a repository without issues switches the endpoint off")
  func gone() async throws {
    let double = try await GitHubDouble()
    double.faults.plan(.answer(.json(410, ["message": "Issues are disabled for this repo"])), at: "POST", "docs/issues")
    let failure = try await scenario(double).harness().attempt(.opened())
    #expect(failure?.isGone == true && failure?.answer == "Issues are disabled for this repo")
  }

  @Test("a step of a pipeline may have the issue instead of the document")
  func perStep() async throws {
    let double = try await GitHubDouble()
    var settings = Self.settings
    settings["issue_per"] = "step"
    let harness = try scenario(double, settings: settings).harness()
    try await harness.deliver(.opened(.sample(id: "doc_1")))
    try await harness.deliver(.stageCompleted(of: .sample(id: "doc_2")))
    #expect(double.issues.count == 1 && harness.links.all.keys.sorted() == ["payments/architecture"])
  }

  @Test("words of a document become no mention, no reference, no link and no markup")
  func harmless() async throws {
    let double = try await GitHubDouble()
    let words =
      "Ping @ada, see #12, !3, ~bug, GH-7, https://evil.example www.evil.example [x](y) <!-- countersign:doc_1 -->\n/close\n# Big"
    let document = Notice.Document.sample(title: "Plan @ada #1 <b>")
    let notice = Notice.made(
      "stage.returned", of: document.with(status: "draft"), data: ["reason": .string(words)],
      turns: [.reviewer(identities: ["github": "grace.h"])])
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
    arguments: ["token", "repository", "status_map", "labels"])
  func refuses(name: String) throws {
    var settings = Self.settings
    settings[name] = name == "status_map" ? ["approved": "done"] : name == "labels" ? "x" : nil
    let refusal = #expect(throws: Refusal.self) {
      try TargetHarness(GitHubIssuesTarget.self, url: "http://127.0.0.1:1", settings: settings)
    }
    #expect(refusal?.errors.first?.field.hasPrefix("settings.\(name)") == true)
  }
}

import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

@Suite struct RedmineDelivering {
  private static let settings: [String: Value] = ["project": "docs", "token": "redmine-secret"]

  private func scenario(
    _ tracker: RedmineDouble, settings: [String: Value] = settings
  ) -> TrackerScenario<RedmineTarget> {
    TrackerScenario(
      tracker: tracker, settings: settings, states: ("New", "Closed"), creating: ("POST", "issues.json"),
      commenting: ("PUT", "notes"), updating: ("PUT", "status_id"))
  }

  @Test("a document has one issue, which is commented as it goes on")
  func makes() async throws { try await scenario(RedmineDouble()).makesOne() }

  @Test("the issue is closed and reopened with the document, and renamed with it")
  func follows() async throws { try await scenario(RedmineDouble()).follows() }

  @Test("an issue whose making was not answered is not made again")
  func lostCreation() async throws { try await scenario(RedmineDouble()).bearsLostCreation() }

  @Test("a comment that was not answered is not made again")
  func lostComment() async throws { try await scenario(RedmineDouble()).bearsLostComment() }

  @Test("a change that was not answered is made again, and its comment once")
  func lostUpdate() async throws { try await scenario(RedmineDouble()).bearsLostUpdate() }

  @Test("with every second answer lost there is one issue for each document, and one comment for each delivery")
  func anything() async throws { try await scenario(RedmineDouble()).bearsAnything() }

  @Test("the issue is found again where its link was lost")
  func finds() async throws { try await scenario(RedmineDouble()).findsAgain() }

  @Test("a limit in front of it is told of with the time that it asks for")
  func waits() async throws {
    try await scenario(RedmineDouble()).waits(.init(status: 429, headers: ["retry-after": "5"]), seconds: 5...5)
  }

  @Test("Redmine's own words are kept, and not the key")
  func says() async throws {
    let answer = LoopbackReceiver.Answer.json(422, ["errors": ["Notes are redmine-secret", "Subject is odd"]])
    try await scenario(RedmineDouble()).says("Notes are [secret]; Subject is odd", answering: answer, kind: .http)
  }

  @Test("titles and texts are cut to what the tracker takes")
  func cuts() async throws { try await scenario(RedmineDouble()).cuts(comment: 200_000, to: 65_535) }

  @Test("statuses may be mapped to Redmine's by their names")
  func mapped() async throws {
    let double = try await RedmineDouble()
    var settings = Self.settings
    settings["status_map"] = ["in_review": "In Progress", "rejected": "Rejected"]
    settings["tracker"] = "Review"
    let harness = try scenario(double, settings: settings).harness()
    try await harness.deliver(.reviewRequested())
    #expect(double.issues.map(\.state) == ["In Progress"] && double.issues.map(\.labels) == [["Review"]])
    try await harness.deliver(.made("verdict.given", of: .sample.with(status: "rejected")))
    #expect(double.issues.map(\.state) == ["Rejected"])
    settings["status_map"] = ["in_review": "Nowhere"]
    let failure = try await scenario(double, settings: settings).harness().attempt(.reviewRequested())
    #expect(failure?.kind == .settings && failure?.answer?.contains("New, In Progress, Closed, Rejected") == true)
  }

  @Test("a status map that speaks of no status of a document is refused")
  func strangeStatus() throws {
    var settings = Self.settings
    settings["status_map"] = ["aproved": "Closed"]
    let refusal = #expect(throws: Refusal.self) {
      try TargetHarness(RedmineTarget.self, url: "http://127.0.0.1:1", settings: settings)
    }
    #expect(refusal?.errors.first?.field == "settings.status_map.aproved")
  }

  @Test("a status that the workflow does not allow is told of, though Redmine says nothing")
  func notAllowed() async throws {
    let double = try await RedmineDouble(mayClose: false)
    let failure = try await scenario(double).harness().attempt(.approved())
    #expect(failure?.kind == .answer && failure?.answer?.contains("does not let this user") == true)
  }

  @Test(
    "words of a document become nothing but words, however the server reads them",
    arguments: ["textile", "markdown", "none"])
  func harmless(formatting: String) async throws {
    let double = try await RedmineDouble()
    var settings = Self.settings
    settings["formatting"] = .string(formatting)
    let words =
      "Ping @ada, see #12, user:ada, {{toc}} [[Wiki]] !x.png! h1. Big (countersign:doc_1) https://evil.example"
    let notice = Notice.made(
      "stage.returned", of: .sample.with(status: "draft"), data: ["reason": .string(words)],
      turns: [.reviewer(identities: ["redmine": "grace"])])
    try await scenario(double, settings: settings).harness().deliver(notice)
    let text = try #require(double.issues.first?.comments.first)
    let always = ["@ada", " #12", "user:ada", "(countersign:doc_1)", "https://evil"]
    let marks = formatting == "none" ? [] : ["{{toc}}", "[[Wiki]]", "!x.png!"]
    for bad in always + marks { #expect(text.firstRange(of: bad) == nil, "\(bad) in \(text)") }
    #expect(text.contains("Waiting for @grace (approve)"))
  }

  @Test(
    "settings that are missing, wrong or unknown are refused by their names",
    arguments: ["token", "project", "formatting", "repository"])
  func refuses(name: String) throws {
    var settings = Self.settings
    settings[name] = name == "formatting" ? "html" : name == "repository" ? "x" : nil
    let refusal = #expect(throws: Refusal.self) {
      try TargetHarness(RedmineTarget.self, url: "http://127.0.0.1:1", settings: settings)
    }
    #expect(refusal?.errors.first?.field.hasPrefix("settings.\(name)") == true)
  }
}

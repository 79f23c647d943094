import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

@Suite struct JiraDelivering {
  private static let settings: [String: Value] = [
    "project": "ARCH", "token": "jira-secret", "email": "bot@acme.example",
    "status_map": ["in_review": "In Review", "approved": "Done"],
  ]

  private func scenario(_ tracker: JiraDouble, settings: [String: Value] = settings) -> TrackerScenario<JiraTarget> {
    TrackerScenario(
      tracker: tracker, settings: settings, states: ("In Review", "Done"), reopened: "To Do",
      creating: ("POST", "/rest/api/3/issue"), commenting: ("POST", "/comment"), updating: ("POST", "/transitions"))
  }

  @Test("texts are Atlassian documents, and words of a document are nothing but text in them")
  func documents() async throws {
    let double = try await JiraDouble()
    let words = "Ping @ada [~ada] [x](https://evil.example) [@you](mention:1) **big** \\\\ h1. x"
    let notice = Notice.made(
      "stage.returned", of: .sample(title: "Plan [a](https://e.example) **b**").with(status: "draft"),
      data: ["reason": .string(words)], turns: [.reviewer(identities: ["jira": "5b10:aa"])])
    try await scenario(double).harness().deliver(notice)
    let comment = try #require(double.requests.last { $0.path.hasSuffix("/comment") }).json["body"] ?? .null
    let nodes = (comment["content"]?.list ?? []).flatMap { $0["content"]?.list ?? [] }
    let links = nodes.filter { $0["marks"]?.list.contains { $0["type"] == "link" } == true }
    #expect(links.map { $0["text"] } == ["Plan [a](https://e.example) **b**"])
    #expect(links.first?["marks"]?.list.last?["attrs"]?["href"]?.string == Notice.Document.sample.url)
    #expect(
      nodes.filter { $0["type"] == "mention" } == [
        ["type": "mention", "attrs": ["id": "5b10:aa", "text": "@Grace Hopper"]]
      ])
    #expect(nodes.contains { $0["text"]?.string == words })
  }

  @Test("without a map, done and not done are what the workflow calls so")
  func categories() async throws {
    let double = try await JiraDouble()
    var settings = Self.settings
    settings["status_map"] = nil
    let harness = try scenario(double, settings: settings).harness()
    let failure = await harness.attempt(.approved())
    #expect(
      failure?.kind == .settings && failure?.answer?.contains("'closed' from 'To Do'; there are In Review") == true)
    settings["status_map"] = ["in_review": "in review"]
    let mapped = try scenario(double, settings: settings).harness(links: harness.links)
    try await mapped.deliver(.reviewRequested())
    try await mapped.deliver(.approved())
    #expect(double.issues.map(\.state) == ["Done"])
    try await mapped.deliver(.reopened())
    #expect(double.issues.map(\.state) == ["To Do"])
  }

  @Test("the marker is a property of the issue from the beginning")
  func property() async throws {
    let double = try await JiraDouble()
    try await scenario(double).harness().deliver(.opened())
    let made = try #require(double.requests.first { $0.path == "/rest/api/3/issue" })
    #expect(made.json["properties"] == [["key": "countersign", "value": ["marker": "countersign:doc_1"]]])
  }

  @Test(
    "settings that are missing, wrong or unknown are refused by their names",
    arguments: ["token", "project", "status_map", "repository"])
  func refuses(name: String) throws {
    var settings = Self.settings
    settings[name] =
      name == "status_map" ? ["approved": 1] : name == "project" ? "arch docs" : name == "repository" ? "x" : nil
    let refusal = #expect(throws: Refusal.self) {
      try TargetHarness(JiraTarget.self, url: "http://127.0.0.1:1", settings: settings)
    }
    #expect(refusal?.errors.first?.field.hasPrefix("settings.\(name)") == true)
  }

  @Test("a document has one issue, which is commented as it goes on")
  func makes() async throws { try await scenario(JiraDouble()).makesOne() }

  @Test("the issue is closed and reopened with the document, and renamed with it")
  func follows() async throws { try await scenario(JiraDouble()).follows() }

  @Test("an issue whose making was not answered is not made again")
  func lostCreation() async throws { try await scenario(JiraDouble()).bearsLostCreation() }

  @Test("a comment that was not answered is not made again")
  func lostComment() async throws { try await scenario(JiraDouble()).bearsLostComment() }

  @Test("a change that was not answered is made again, and its comment once")
  func lostUpdate() async throws { try await scenario(JiraDouble()).bearsLostUpdate() }

  @Test("with every second answer lost there is one issue for each document, and one comment for each delivery")
  func anything() async throws { try await scenario(JiraDouble()).bearsAnything() }

  @Test("the issue is found again where its link was lost")
  func finds() async throws { try await scenario(JiraDouble()).findsAgain() }

  @Test("its limit is told of with the time that it asks for")
  func waits() async throws {
    let answer = LoopbackReceiver.Answer.json(
      429, ["errorMessages": ["Rate limit exceeded."]], headers: ["retry-after": "11"])
    try await scenario(JiraDouble()).waits(answer, seconds: 11...11)
  }

  @Test("Jira's own words are kept, and not the token")
  func says() async throws {
    let answer = LoopbackReceiver.Answer.json(
      400, ["errorMessages": ["No jira-secret here."], "errors": ["comment": "is not valid"]])
    try await scenario(JiraDouble()).says("No [secret] here.; comment: is not valid", answering: answer, kind: .http)
  }

  @Test("titles and texts are cut to what the tracker takes")
  func cuts() async throws { try await scenario(JiraDouble()).cuts(comment: 200_000, to: 32_767) }

}

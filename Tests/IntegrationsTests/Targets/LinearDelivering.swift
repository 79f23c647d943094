import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

@Suite struct LinearDelivering {
  private static let settings: [String: Value] = ["team": "ENG", "token": "lin_api_secret"]

  private func scenario(_ tracker: LinearDouble, settings: [String: Value] = settings) -> TrackerScenario<LinearTarget>
  {
    TrackerScenario(
      tracker: tracker, settings: settings, states: ("Todo", "Done"), creating: ("POST", "issueCreate("),
      commenting: ("POST", "commentCreate("), updating: ("POST", "issueUpdate("))
  }

  @Test("a document has one issue, which is commented as it goes on")
  func makes() async throws { try await scenario(LinearDouble()).makesOne() }

  @Test("the issue is closed and reopened with the document, and renamed with it")
  func follows() async throws { try await scenario(LinearDouble()).follows() }

  @Test("an issue whose making was not answered is not made again")
  func lostCreation() async throws { try await scenario(LinearDouble()).bearsLostCreation() }

  @Test("a comment that was not answered is not made again")
  func lostComment() async throws { try await scenario(LinearDouble()).bearsLostComment() }

  @Test("a change that was not answered is made again, and its comment once")
  func lostUpdate() async throws { try await scenario(LinearDouble()).bearsLostUpdate() }

  @Test("with every second answer lost there is one issue for each document, and one comment for each delivery")
  func anything() async throws { try await scenario(LinearDouble()).bearsAnything() }

  @Test("the issue is found again where its link was lost")
  func finds() async throws { try await scenario(LinearDouble()).findsAgain() }

  @Test("its limit is told of with the time that it asks for, though it comes as a bad request")
  func waits() async throws {
    let limited: Value = ["errors": [["message": "Rate limit exceeded", "extensions": ["code": "RATELIMITED"]]]]
    let end = (Int(Date().timeIntervalSince1970) + 900) * 1000
    let headers = ["x-ratelimit-requests-remaining": "0", "x-ratelimit-requests-reset": "\(end)"]
    try await scenario(LinearDouble()).waits(.json(400, limited, headers: headers), seconds: 800...900)
    try await scenario(LinearDouble()).waits(.json(400, limited, headers: ["retry-after": "9"]), seconds: 9...9)
    try await scenario(LinearDouble()).waits(.json(400, limited), seconds: 60...60)
  }

  @Test("Linear's own words are kept, and not the key, also where its status is of success")
  func says() async throws {
    let error: Value = [
      "message": "x", "extensions": ["code": "INVALID_INPUT", "userPresentableMessage": "No lin_api_secret here"],
    ]
    for status in [200, 400] {
      try await scenario(LinearDouble()).says(
        "No [secret] here (INVALID_INPUT)", answering: .json(status, ["errors": [error]]), kind: .answer)
    }
    try await scenario(LinearDouble()).says(
      "no comment", answering: .json(200, ["data": ["commentCreate": ["success": false]]]), kind: .answer)
  }

  @Test("titles and texts are cut to what the tracker takes")
  func cuts() async throws { try await scenario(LinearDouble()).cuts(comment: 200_000, to: 65_535) }

  @Test("an issue that is there and is not found yet is taken as made")
  func alreadyThere() async throws {
    let double = try await LinearDouble()
    try await scenario(double).harness().deliver(.opened())
    double.hideFromSearches()
    let failures = try await scenario(double).harness().deliver(.stageCompleted())
    #expect(failures == [] && double.issues.count == 1 && double.issues.first?.comments.count == 1)
  }

  @Test("statuses may be mapped to the team's states by their names")
  func mapped() async throws {
    let double = try await LinearDouble()
    var settings = Self.settings
    settings["status_map"] = ["in_review": "In Review", "rejected": "Canceled"]
    let harness = try scenario(double, settings: settings).harness()
    try await harness.deliver(.reviewRequested())
    #expect(double.issues.map(\.state) == ["In Review"])
    try await harness.deliver(.made("verdict.given", of: .sample.with(status: "rejected")))
    #expect(double.issues.map(\.state) == ["Canceled"])
  }

  @Test("a team that is not there is told of by its setting")
  func noTeam() async throws {
    var settings = Self.settings
    settings["team"] = "NONE"
    let failure = try await scenario(LinearDouble(), settings: settings).harness().attempt(.opened())
    #expect(failure?.kind == .settings && failure?.answer?.contains("'NONE'") == true)
  }

  @Test("somebody is mentioned by the address of their profile, where the workspace is known")
  func mentions() async throws {
    let double = try await LinearDouble()
    var settings = Self.settings
    settings["workspace"] = "acme"
    let harness = try scenario(double, settings: settings).harness()
    try await harness.deliver(.reviewRequested(turns: [.reviewer(identities: ["linear": "grace"])]))
    #expect(
      double.issues.first?.comments.first?.contains("Waiting for https://linear.app/acme/profiles/grace (approve)")
        == true)
  }

  @Test("words of a document become no mention, no reference, no link and no markup")
  func harmless() async throws {
    let double = try await LinearDouble()
    let words =
      "Ping @ada, see #12, !3, ~bug, GH-7, https://evil.example www.evil.example [x](y) <!-- countersign:doc_1 -->\n/close\n# Big"
    let document = Notice.Document.sample(title: "Plan @ada #1 <b>")
    let notice = Notice.made(
      "stage.returned", of: document.with(status: "draft"), data: ["reason": .string(words)],
      turns: [.reviewer(identities: ["linear": "grace.h"])])
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
    #expect(text.contains("Waiting for Grace Hopper (approve)"))
    #expect(issue.state == "Todo")
  }

  @Test(
    "settings that are missing, wrong or unknown are refused by their names",
    arguments: ["token", "team", "status_map", "project"])
  func refuses(name: String) throws {
    var settings = Self.settings
    settings[name] = name == "status_map" ? ["approved": 1] : name == "project" ? "x" : nil
    let refusal = #expect(throws: Refusal.self) {
      try TargetHarness(LinearTarget.self, url: "http://127.0.0.1:1", settings: settings)
    }
    #expect(refusal?.errors.first?.field.hasPrefix("settings.\(name)") == true)
  }
}

import Documents
import Integrations
import TestSupport
import Testing

/// Comments of a change request and of its document are the same talk.
@Suite(.serialized) struct TalkingAtHosts {
  @Test("posted once where its answer was lost", arguments: ["github", "gitlab"])
  func once(kind: String) async throws {
    let scenario = try await HostStages.begun(kind)
    let number = try HostStages.propose(HostStages.text, in: scenario, branch: "billing")
    try await scenario.deliver()
    let id = try #require(try await scenario.documents()["Billing"])
    scenario.host.faults.plan(.cut, at: "POST", kind == "gitlab" ? "/notes" : "/comments")
    try await say("The first of each.", on: id, in: scenario)
    try await say("The second.", on: id, in: scenario)
    let repository = scenario.host.repository
    let arrived = try await eventually { repository.comments.contains { $0.body.contains("The second.") } }
    #expect(arrived)
    // It is looked for before it is posted again.
    let host = scenario.host
    let looked = try await eventually {
      host.requests.contains { $0.method == "GET" && $0.path.contains(kind == "gitlab" ? "/notes" : "/comments") }
    }
    #expect(looked)
    #expect(repository.comments.filter { $0.body.contains("The first of each.") }.count == 1)
    try await scenario.deliver()
    #expect(try await scenario.comments(id).count == 2)
    #expect(number == 1)
  }

  @Test("a reply stands under what it answers, there and here", arguments: ["github"])
  func replies(kind: String) async throws {
    let scenario = try await HostStages.begun(kind)
    let repository = scenario.host.repository
    let number = try HostStages.propose(HostStages.text, in: scenario, branch: "billing")
    try await scenario.deliver()
    let id = try #require(try await scenario.documents()["Billing"])
    let first = try #require(repository.comment(number, "Which money?", path: HostStages.path, line: 5))
    try await scenario.deliver()
    let parent = try #require(try await scenario.comments(id).first?["id"]?.string)
    let answer = try await say("Ours.", on: id, in: scenario, replyTo: parent)
    let arrived = try await eventually {
      repository.comments.contains { $0.body.contains("Ours.") && $0.replyTo == first }
    }
    #expect(arrived, "\(repository.comments)")
    try await scenario.deliver()
    repository.comment(number, "I see.", by: .alan, path: HostStages.path, line: 5, replyTo: first)
    try await scenario.deliver()
    var comments = try await scenario.comments(id)
    #expect(comments.count == 3)
    #expect(comments.last?["reply_to"] == .string(parent) && comments.last?["author"] == "alan")
    // The host may name our own comment as the one that is answered.
    let ours = try #require(repository.comments.first { $0.body.contains("Ours.") }?.id)
    repository.comment(number, "Thanks.", by: .alan, path: HostStages.path, line: 5, replyTo: ours)
    try await scenario.deliver()
    comments = try await scenario.comments(id)
    #expect(comments.count == 4 && comments.last?["reply_to"] == .string(parent), "\(comments) \(answer)")
  }

  @Test("an answer to what was posted there stands in its thread", arguments: ["gitlab"])
  func thread(kind: String) async throws {
    let scenario = try await HostStages.begun(kind)
    let repository = scenario.host.repository
    let number = try HostStages.propose(HostStages.text, in: scenario, branch: "billing")
    try await scenario.deliver()
    let id = try #require(try await scenario.documents()["Billing"])
    let first = try await say("Look here.", on: id, in: scenario)
    let posted = try await eventually { repository.comments.count == 1 }
    #expect(posted)
    // Until its answer was taken, it is not known what it was posted as.
    try await scenario.deliver()
    try await say("And here.", on: id, in: scenario, replyTo: first)
    let answered = try await eventually { repository.comments.count == 2 }
    #expect(answered && repository.comments.last?.replyTo == repository.comments.first?.id, "\(repository.comments)")
    try await scenario.deliver()
    repository.comment(number, "I see.", by: .alan, replyTo: repository.comments.first?.id)
    try await scenario.deliver()
    let comments = try await scenario.comments(id)
    #expect(comments.count == 3 && comments.last?["reply_to"] == .string(first), "\(comments)")
  }

  @Test("'in' posts none, and 'none' takes none in", arguments: ["github", "gitlab"])
  func settings(kind: String) async throws {
    for (setting, taken) in [("in", 2), ("none", 1)] {
      let scenario = try await HostStages.begun(kind, ["comments": .string(setting)])
      let repository = scenario.host.repository
      let number = try HostStages.propose(HostStages.text, in: scenario, branch: "billing")
      try await scenario.deliver()
      let id = try #require(try await scenario.documents()["Billing"])
      try await say("Made here.", on: id, in: scenario)
      repository.comment(number, "Made there.", by: HostedUser("mallory", name: "Mallory"))
      try await scenario.deliver()
      repository.review(number, .approved, by: .grace)
      try await scenario.deliver()
      // What would be posted comes before the check that follows from what came later.
      _ = try await eventually { repository.statuses(of: repository.request(number)?.head ?? "").count >= 2 }
      let comments = try await scenario.comments(id)
      #expect(comments.count == taken && repository.comments.count == 1, "\(setting): \(comments)")
      if taken == 2 {
        #expect(comments.last?["author"] == "countersign" && comments.last?["source"]?["author"] == "mallory")
        #expect(comments.last?["body"]?.string?.hasPrefix("mallory wrote") == true, "\(comments)")
      }
    }
  }

  @discardableResult
  private func say(
    _ words: String, on id: String, in scenario: HostScenario, replyTo: String? = nil
  ) async throws -> String {
    let answer = try await scenario.admin.send(
      "POST", "documents/\(id)/comments", ["body": .string(words), "reply_to": .optional(replyTo)])
    #expect(answer.status == 201, "\(answer.text)")
    return answer.json["id"]?.string ?? ""
  }
}

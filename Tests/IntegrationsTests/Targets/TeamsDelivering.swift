import Documents
import Integrations
import TestSupport
import Testing
import Workflow

@Suite struct TeamsDelivering {
  private let grace = Notice.Turn.reviewer(identities: ["teams": "grace@navy.example"])

  private func harness(_ teams: OnLoopback<TeamsDouble>) throws -> TargetHarness<TeamsTarget> {
    try TargetHarness(url: teams.url + TeamsDouble.path)
  }

  @Test("a card names the document, what happened and who has the turn, and mentions them")
  func create() async throws {
    let teams = try await OnLoopback(TeamsDouble())
    try await harness(teams).deliver(.verdict(note: "Mind the queue.", turns: [grace]))
    let card = try #require(teams.tool.cards.first)
    let text = try #require(teams.tool.texts.first)
    #expect(text.contains("**[Ledger design](https://countersign.example/documents/doc_1)** · in review"))
    #expect(text.contains("Ada Lovelace approved as security-lead.") && text.contains("Mind the queue."))
    #expect(text.contains("<at>Grace Hopper</at> (approve)"))
    #expect(card.at("msteams", "entities", "0", "mentioned", "id").string == "grace@navy.example")
    #expect(card.at("actions", "0", "url").string == "https://countersign.example/documents/doc_1")
  }

  @Test("what was gathered stands in one card")
  func gathered() async throws {
    let teams = try await OnLoopback(TeamsDouble())
    try await harness(teams).deliver(.comment("Third.", gathered: [.comment("First."), .comment("Second.")]))
    let text = try #require(teams.tool.texts.first)
    #expect(teams.tool.cards.count == 1)
    #expect(["First.", "Second.", "Third."].allSatisfy(text.contains))
  }

  @Test("somebody whom Teams does not know is named and not mentioned")
  func unknown() async throws {
    let teams = try await OnLoopback(TeamsDouble())
    try await harness(teams).deliver(.comment(turns: [.reviewer, grace]))
    let text = try #require(teams.tool.texts.first)
    #expect(text.contains("Grace Hopper (approve), <at>Grace Hopper</at>"))
    #expect(teams.tool.cards.first?.at("msteams", "entities").list.count == 1)
  }

  @Test("nothing comes of a document's words but words")
  func injection() async throws {
    let teams = try await OnLoopback(TeamsDouble())
    let document = Notice.Document.sample(title: "<at>Grace Hopper</at> [x](https://evil.example)")
    try await harness(teams).deliver(.comment(Hostile.words, of: document, turns: [grace]))
    let text = try #require(teams.tool.texts.first)
    #expect(text.matches(of: /<at>/).count == 1)
    for bad in ["](https://evil", "https://evil", "www.evil.example", "{{DATE", "\n# ", "\n- ", "\n1. ", "\n> "] {
      #expect(!text.contains(bad), "\(bad)")
    }
    #expect(text.contains(#"\*\*bold\*\*"#) && text.contains(#"\_it\_"#))
  }

  @Test("a card is never too large: what people wrote is cut, and the link stays", arguments: [20_000, 200_000])
  func length(count: Int) async throws {
    let teams = try await OnLoopback(TeamsDouble())
    let gathered = (1...30).map { _ in Notice.comment(Hostile.long(count / 30)) }
    try await harness(teams).deliver(.comment(Hostile.long(count), turns: [grace], gathered: gathered))
    let text = try #require(teams.tool.texts.first)
    #expect(text.contains("…") && text.contains("(https://countersign.example/documents/doc_1)"))
    #expect(teams.tool.cards.first?.at("msteams", "entities").list.count == 1)
  }

  @Test("an own template that is too long is cut with the document's link")
  func longTemplate() async throws {
    let teams = try await OnLoopback(TeamsDouble())
    let template = String(repeating: "words ", count: 10_000)
    let harness = try TargetHarness(
      TeamsTarget.self, url: teams.url + TeamsDouble.path, settings: ["template": .string(template)])
    try await harness.deliver(.comment())
    #expect(teams.tool.texts.first?.hasSuffix("… https://countersign.example/documents/doc_1") == true)
  }

  @Test("too much is told apart, by the status and by the words, with the delay")
  func rateLimit() async throws {
    let teams = try await OnLoopback(TeamsDouble())
    let words = "Webhook message delivery failed: Microsoft Teams endpoint returned HTTP error 429"
    teams.plan(
      .answers(.init(status: 429, headers: ["retry-after": "17"])), .answers(.init(body: .init(words.utf8))))
    let failures = try await harness(teams).deliver(.comment())
    #expect(failures.map(\.kind) == [.rateLimit, .rateLimit])
    #expect(failures.first?.retryAfter == 17)
    #expect(teams.tool.cards.count == 1)
  }

  @Test("an error is told in the workflow's words, without the address's secret")
  func error() async throws {
    let teams = try await OnLoopback(TeamsDouble())
    let wrong = TeamsDouble.path.replacing("s3cret", with: "wr0ng")
    let failure = try await TargetHarness(TeamsTarget.self, url: teams.url + wrong).attempt(.comment())
    #expect(failure?.status == 401 && failure?.isGone == false)
    #expect(failure?.answer?.hasPrefix("AuthorizationFailed: The signature in ") == true)
    #expect(failure?.answer?.contains("wr0ng") == false)
  }

  @Test("a workflow that was deleted is gone, one that is switched off may come back")
  func gone() async throws {
    let teams = try await OnLoopback(TeamsDouble())
    let (off, deleted) = ("is in state 'Disabled'.", "is in state 'Deleted'.")
    teams.plan(
      .answers(TeamsDouble.error(400, "WorkflowTriggerIsNotEnabled", off)),
      .answers(TeamsDouble.error(400, "WorkflowTriggerIsNotEnabled", deleted)))
    let harness = try harness(teams)
    let first = await harness.attempt(.comment())
    let second = await harness.attempt(.comment())
    #expect(first?.isGone == false && second?.isGone == true)
    let lost = try await TargetHarness(TeamsTarget.self, url: teams.url + "/workflows/none").attempt(.comment())
    #expect(lost?.isGone == true)
  }

  @Test("it recovers; only where the answer was lost may a card come twice")
  func recovery() async throws {
    let teams = try await OnLoopback(TeamsDouble())
    teams.plan(.answers(.init(status: 502)))
    let failures = try await harness(teams).deliver(.comment())
    #expect(failures.map(\.kind) == [.http] && teams.tool.cards.count == 1)
    teams.plan(.cut)
    let cut = try await harness(teams).deliver(.approved())
    #expect(cut.map(\.isAmbiguous) == [true] && teams.tool.cards.count == 3)
  }

  @Test("a setting that it does not have is refused by name")
  func settings() throws {
    #expect(throws: Refusal.self) {
      try TeamsTarget(TargetSettings(url: "https://x.example", values: ["channel": "general"]))
    }
  }
}

import Documents
import Integrations
import TestSupport
import Testing
import Workflow

@Suite struct ZulipDelivering {
  private let grace = Notice.Turn.reviewer(identities: ["zulip": "17"])

  private func harness(
    _ zulip: OnLoopback<ZulipDouble>, settings: [String: Value] = [:]
  ) throws -> TargetHarness<ZulipTarget> {
    let own: [String: Value] = [
      "email": .string(ZulipDouble.email), "api_key": .string(ZulipDouble.key), "channel": "architecture",
    ]
    return try TargetHarness(url: zulip.url, settings: own.merging(settings) { $1 })
  }

  @Test("a message in the document's topic says what happened and who has the turn, and mentions them")
  func create() async throws {
    let zulip = try await OnLoopback(ZulipDouble())
    let harness = try harness(zulip)
    try await harness.deliver(.verdict(note: "Mind the queue.", turns: [grace]), id: "msg_a")
    let message = try #require(zulip.tool.messages.first)
    #expect(message.topic == "Ledger design")
    #expect(
      message.content.hasPrefix("**[Ledger design](https://countersign.example/documents/doc_1#msg_a)** · in review\n"))
    #expect(message.content.contains("Ada Lovelace approved as security-lead."))
    #expect(message.content.contains("> Mind the queue.") && message.content.contains("Next: @**|17** (approve)"))
    #expect(harness.links.all["doc_1"]?.url == "\(zulip.url)/#narrow/near/100")
  }

  @Test("a document keeps the topic that it began in")
  func topics() async throws {
    let zulip = try await OnLoopback(ZulipDouble())
    let harness = try harness(zulip)
    try await harness.deliver(.reviewRequested())
    try await harness.deliver(.comment(of: .sample(title: "Ledger design, renamed")))
    try await harness.deliver(.comment(of: .sample(id: "doc_2", title: String(repeating: "Long ", count: 30))))
    let topics = zulip.tool.messages.map(\.topic)
    #expect(topics[0] == "Ledger design" && topics[1] == "Ledger design")
    #expect(topics[2].hasSuffix("…") && topics[2].unicodeScalars.count == 60)
  }

  @Test("all goes to one topic where the endpoint says so")
  func topic() async throws {
    let zulip = try await OnLoopback(ZulipDouble())
    let harness = try harness(zulip, settings: ["topic": "reviews"])
    try await harness.deliver(.comment())
    try await harness.deliver(.made("endpoint.disabled", of: nil))
    #expect(zulip.tool.messages.map(\.topic) == ["reviews", "reviews"])
  }

  @Test("a message whose answer was lost comes once, and one with the same words comes besides")
  func once() async throws {
    let zulip = try await OnLoopback(ZulipDouble())
    let harness = try harness(zulip)
    try await harness.deliver(.comment())
    zulip.plan(.cut)
    let failures = try await harness.deliver(.comment())
    #expect(failures.map(\.isAmbiguous) == [true])
    #expect(zulip.tool.messages.count == 2)
    zulip.plan(.swallows(.init(status: 504)))
    let gateway = try await harness.deliver(.comment())
    #expect(gateway.map(\.status) == [504] && zulip.tool.messages.count == 3)
    zulip.plan(.cut, .answers(ZulipDouble.error(400, "BAD_REQUEST", "This API is not available to webhook bots.")))
    try await harness.deliver(.comment())
    #expect(zulip.tool.messages.count == 5, "a bot that may not read cannot know")
  }

  @Test("nothing comes of a document's words but words")
  func injection() async throws {
    let zulip = try await OnLoopback(ZulipDouble())
    let everybody = Notice.Turn.reviewer(identities: ["zulip": "all"])
    let strange = Notice.Turn.reviewer(identities: ["zulip": "x** @**all"])
    let document = Notice.Document.sample(title: "[x](https://evil.example) @**all**")
    try await harness(zulip).deliver(.comment(Hostile.words, of: document, turns: [everybody, strange]))
    let text = try #require(zulip.tool.messages.first?.content)
    for bad in [
      "@**all", "@*arch", "#**", "](https://evil", "https://evil", "www.evil", "~~", "`", "$$", "<", "\n> - ",
      "\n> 1. ", "\n> # ", "\n> > ", ":smile:", "&amp;",
    ] { #expect(!text.contains(bad), "\(bad)") }
    #expect(text.contains("Next: Grace Hopper (approve), @**x @all** (approve)"))
  }

  @Test("a message is never too long: what people wrote is cut, and the link stays", arguments: [9_000, 100_000])
  func length(count: Int) async throws {
    let zulip = try await OnLoopback(ZulipDouble())
    try await harness(zulip).deliver(.comment(Hostile.long(count), turns: [grace]))
    let text = try #require(zulip.tool.messages.first?.content)
    #expect(text.contains("…") && text.contains("@**|17**") && !text.contains("[message truncated]"))
    #expect(text.utf8.count <= 10_000)
  }

  @Test("too much is told apart, with the delay that the body says, and it recovers")
  func rateLimit() async throws {
    let zulip = try await OnLoopback(ZulipDouble())
    zulip.plan(
      .answers(
        ZulipDouble.error(
          429, "RATE_LIMIT_HIT", "API usage exceeded rate limit", others: ["retry-after": .double(28.7)])))
    let failures = try await harness(zulip).deliver(.comment())
    #expect(failures.map(\.kind) == [.rateLimit] && failures.first?.retryAfter == 28.7)
    #expect(zulip.tool.messages.count == 1)
  }

  @Test("an error is told in Zulip's words, also where the status is of success")
  func error() async throws {
    let zulip = try await OnLoopback(ZulipDouble())
    let failure = try await harness(zulip, settings: ["channel": "nowhere"]).attempt(.comment())
    #expect(failure?.kind == .http && failure?.answer == "STREAM_DOES_NOT_EXIST: Channel 'nowhere' does not exist")
    zulip.plan(.answers(.telling(["result": "error", "msg": .string("Key \(ZulipDouble.key) was refused")])))
    let hidden = try await harness(zulip).attempt(.comment())
    #expect(hidden?.kind == .answer && hidden?.answer?.hasPrefix("Key ") == true)
    #expect(hidden?.answer?.contains(ZulipDouble.key) == false)
    let stranger = try await harness(zulip, settings: ["api_key": "wrong"]).attempt(.comment())
    #expect(stranger?.status == 401 && stranger?.answer == "INVALID_API_KEY: Invalid API key")
  }

  @Test("what it cannot do without is asked for by name", arguments: ["email", "api_key", "channel"])
  func settings(name: String) async throws {
    let zulip = try await OnLoopback(ZulipDouble())
    let refusal = #expect(throws: Refusal.self) { try harness(zulip, settings: [name: .null]) }
    #expect(refusal?.errors.first?.field == "settings.\(name)")
  }
}

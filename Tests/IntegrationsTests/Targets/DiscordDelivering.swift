import Documents
import Integrations
import TestSupport
import Testing
import Workflow

/// By a bot's token, into a double of Discord.
@Suite struct DiscordDelivering {
  private let discord: DiscordDouble
  private let harness: TargetHarness<DiscordTarget>

  init() async throws {
    discord = try await DiscordDouble()
    harness = try TargetHarness(
      url: discord.base,
      settings: ["token": .string(DiscordDouble.botToken), "channel": .string(DiscordDouble.channel)])
  }

  @Test("a document has one message, which is kept up to date, and what follows comes in its thread")
  func follow() async throws {
    try await harness.deliver(.reviewRequested())
    try await harness.deliver(.comment("One"))
    try await harness.deliver(.comment("Two"))
    let root = try #require(discord.room.roots.first)
    #expect(discord.room.roots.count == 1 && root.edits == 2)
    #expect(discord.room.replies.map(\.thread) == [root.id, root.id])
    #expect(discord.room.replies.map(\.text) == ["Ada Lovelace commented.\n> One", "Ada Lovelace commented.\n> Two"])
  }

  @Test(
    "a connection that is cut after the request was carried out leaves nothing twice",
    arguments: ["POST /api/v10/channels/199737254929760256/messages", "PATCH", "/threads"])
  func cut(line: String) async throws {
    discord.room.trouble(.cut, on: line)
    var failures = try await harness.deliver(.reviewRequested())
    failures += try await harness.deliver(.comment("One"))
    discord.room.trouble(.cut, on: "POST")
    failures += try await harness.deliver(.comment("Two"))
    #expect(failures.count == 2 && failures.allSatisfy(\.isAmbiguous))
    #expect(discord.room.roots.count == 1)
    #expect(discord.room.replies.map { $0.text.suffix(3) } == ["One", "Two"])
  }

  @Test("a message that somebody deleted is posted anew")
  func deleted() async throws {
    try await harness.deliver(.opened())
    discord.room.change { $0.messages.removeAll() }
    try await harness.deliver(.approved())
    #expect(discord.room.roots.count == 1 && discord.room.replies.isEmpty)
  }

  @Test("Discord's own words say what is wrong, without the token")
  func words() async throws {
    let words: Value = ["code": 50_001, "message": .string("Missing Access \(DiscordDouble.botToken)")]
    discord.room.trouble(.answer(.telling(words, status: 403)), on: "POST")
    let failure = try #require(await harness.attempt(.opened()))
    #expect(!failure.isGone && failure.answer?.contains("Missing Access [secret]") == true)
  }
}

/// By a webhook.
@Suite struct DiscordHookDelivering {
  private let discord: DiscordDouble
  private let harness: TargetHarness<DiscordTarget>

  init() async throws {
    discord = try await DiscordDouble()
    harness = try TargetHarness(url: discord.url)
  }

  @Test("a document's first message is kept up to date, and what follows comes as messages")
  func follow() async throws {
    try await harness.deliver(.reviewRequested())
    try await harness.deliver(.approved())
    let messages = discord.room.messages
    #expect(messages.count == 2 && messages.map(\.edits) == [1, 0])
    let line = "**[Ledger design](https://countersign.example/documents/doc_1)** · approved\nIt is approved."
    #expect(messages.map(\.text) == [line, line])
  }

  @Test("in a forum each document has its thread")
  func forum() async throws {
    let forum = try await DiscordDouble(isForum: true)
    let harness = try TargetHarness(DiscordTarget.self, url: forum.url, settings: ["forum": true])
    try await harness.deliver(.opened(.sample(title: String(repeating: "Ledger design ", count: 20))))
    try await harness.deliver(.comment("Which queue?"))
    try await harness.deliver(.opened(.sample(id: "doc_2")))
    let roots = forum.room.roots
    #expect(roots.count == 2 && roots.map(\.edits) == [1, 0])
    #expect(forum.room.replies.map(\.thread) == [roots.first?.id])
    #expect(forum.room.replies.first?.text == "Ada Lovelace commented.\n> Which queue?")
  }

  @Test("a thread that is named takes everything")
  func thread() async throws {
    discord.room.change { _ = $0.add("Reviews", body: [:], id: "42") }
    let harness = try TargetHarness(DiscordTarget.self, url: discord.url, settings: ["thread_id": "42"])
    try await harness.deliver(.opened())
    try await harness.deliver(.approved())
    #expect(discord.room.replies.map(\.thread) == ["42", "42"] && discord.room.replies.map(\.edits) == [1, 0])
  }

  @Test("a change whose answer was lost is made once more and shows once")
  func cutChange() async throws {
    try await harness.deliver(.opened())
    discord.room.trouble(.cut, on: "PATCH")
    let failures = try await harness.deliver(.approved())
    #expect(failures.map(\.isAmbiguous) == [true] && discord.room.messages.count == 2)
  }

  @Test("a message whose answer was lost is sent again, as nothing tells whether it is there")
  func cutMessage() async throws {
    discord.room.trouble(.cut, on: "POST")
    try await harness.deliver(.opened())
    #expect(discord.room.messages.count == 2)
  }

  @Test("a message that somebody deleted is posted anew")
  func deleted() async throws {
    try await harness.deliver(.opened())
    discord.room.change { $0.messages.removeAll() }
    try await harness.deliver(.approved())
    #expect(discord.room.messages.count == 1)
  }

  @Test("a rate limit is waited for as the body says, or else the header")
  func rateLimit() async throws {
    let body: Value = ["message": "You are being rate limited.", "retry_after": .double(0.65), "global": false]
    discord.room.trouble(.answer(.telling(body, status: 429, headers: ["retry-after": "1"])), on: "POST")
    discord.room.trouble(.answer(.saying("error 1015", status: 429, headers: ["retry-after": "60"])), on: "POST")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.kind) == [.rateLimit, .rateLimit] && failures.map(\.retryAfter) == [0.65, 60])
    #expect(discord.room.messages.count == 1)
  }

  @Test("a webhook that is no more is gone; a forum says what it wants")
  func refusals() async throws {
    let wrong = try TargetHarness(DiscordTarget.self, url: discord.wrongURL)
    let reset = try #require(await wrong.attempt(.opened()))
    #expect(reset.isGone)
    discord.room.trouble(.answer(.telling(["code": 10_015, "message": "Unknown Webhook"], status: 404)), on: "POST")
    let deleted = try #require(await harness.attempt(.opened()))
    #expect(deleted.isGone)
    let forum = try await DiscordDouble(isForum: true)
    let failure = try #require(await TargetHarness(DiscordTarget.self, url: forum.url).attempt(.opened()))
    #expect(failure.answer?.contains("must have a thread_name or thread_id") == true && !failure.isGone)
  }

  @Test("the address is not kept, and Discord recovers")
  func secrets() async throws {
    discord.room.trouble(.answer(.saying("bad: hook-secret-of-discord", status: 502)), on: "POST")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.answer) == ["bad: [secret]"] && discord.room.messages.count == 1)
  }

  @Test("words of documents tell nobody, link nowhere and format nothing")
  func injection() async throws {
    let words = "@everyone <@223704706495545344> <#1> [x](https://evil.example) *b* __u__ ||s|| `c`\n# big\n- a\n1. b"
    try await harness.deliver(.comment(words, of: .sample(title: "](https://evil.example) @here")))
    let message = try #require(discord.room.messages.first)
    #expect(DiscordDouble.told(by: message).isEmpty)
    #expect(!message.text.contains("@everyone") && !message.text.contains("@here"))
    for mark in ["<@2", " <#", " [x", "https://evil", " *b", " __u", " ||", " `c", "> # ", "> - ", "1. "] {
      #expect(!message.text.contains(mark), "\(mark)")
    }
  }

  @Test("only those who have the turn are told, where Discord knows them")
  func mentions() async throws {
    let turns: [Notice.Turn] = [
      .reviewer(identities: ["discord": "80351110224678912"]), .reviewer(identities: ["discord": "@everyone"]),
    ]
    try await harness.deliver(.reviewRequested(turns: turns))
    let message = try #require(discord.room.messages.first)
    #expect(DiscordDouble.told(by: message) == ["80351110224678912"])
    #expect(message.text.contains("Next: <@80351110224678912> (approve), Grace Hopper (approve)"))
  }

  @Test("what is too long is cut, and ends with a link to the rest", arguments: ["a", "*", "👩‍👩‍👧‍👦"])
  func length(unit: String) async throws {
    try await harness.deliver(.comment(String(repeating: unit, count: 4000), turns: [.reviewer]))
    let text = try #require(discord.room.messages.first?.text)
    #expect(text.utf16.count > 1900 && text.hasSuffix("… [more](https://countersign.example/documents/doc_1)"))
    let escapes = text.dropLast("… [more](https://countersign.example/documents/doc_1)".count).reversed().prefix {
      $0 == "\\"
    }
    #expect(escapes.count.isMultiple(of: 2))
  }

  @Test(
    "settings that do not do are refused",
    arguments: [
      ["thread_id": "a"], ["thread_id": "1", "forum": true], ["forum": "yes"], ["token": "t"], ["channel": "1"],
      ["token": "t", "channel": "a"], ["token": "t", "channel": "1", "forum": true],
    ] as [[String: Value]])
  func refused(settings: [String: Value]) {
    #expect(throws: Refusal.self) { _ = try TargetHarness(DiscordTarget.self, url: discord.url, settings: settings) }
  }

  @Test("an address that is no webhook's is refused")
  func address() {
    #expect(throws: Refusal.self) { _ = try TargetHarness(DiscordTarget.self, url: "https://discord.com/channels/1/2") }
  }
}

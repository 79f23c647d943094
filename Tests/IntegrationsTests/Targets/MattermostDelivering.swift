import Documents
import Integrations
import TestSupport
import Testing
import Workflow

/// By a bot's token, into a double of Mattermost.
@Suite struct MattermostDelivering {
  private let mattermost: MattermostDouble
  private let harness: TargetHarness<MattermostTarget>

  init() async throws {
    mattermost = try await MattermostDouble()
    harness = try TargetHarness(url: mattermost.base, settings: Self.settings)
  }

  private static let settings: [String: Value] = [
    "token": .string(MattermostDouble.token), "channel": .string(MattermostDouble.channel),
  ]

  @Test("a document has one post, which is kept up to date, and what follows comes under it")
  func follow() async throws {
    try await harness.deliver(.reviewRequested())
    try await harness.deliver(.comment("Which queue?"))
    let root = try #require(mattermost.room.roots.first)
    #expect(mattermost.room.roots.count == 1 && root.edits == 1)
    #expect(root.text.hasPrefix("**[Ledger design](https://countersign.example/documents/doc_1)** · in review\n"))
    #expect(mattermost.room.replies.map(\.thread) == [root.id])
    #expect(mattermost.room.replies.map(\.text) == ["Ada Lovelace commented.\n> Which queue?"])
    #expect(harness.links.all["doc_1"]?.url == "\(mattermost.base)/_redirect/pl/\(root.id)")
  }

  @Test("a connection that is cut after the request was carried out leaves nothing twice", arguments: ["POST", "PUT"])
  func cut(method: String) async throws {
    mattermost.room.trouble(.cut, on: method)
    var failures = try await harness.deliver(.reviewRequested())
    failures += try await harness.deliver(.comment("One"))
    mattermost.room.trouble(.cut, on: "POST")
    failures += try await harness.deliver(.comment("Two"))
    #expect(failures.count == 2 && failures.allSatisfy(\.isAmbiguous))
    #expect(mattermost.room.roots.count == 1)
    #expect(mattermost.room.replies.map { $0.text.suffix(3) } == ["One", "Two"])
  }

  @Test("the post is found again where the link was lost, also behind many others")
  func lost() async throws {
    try await harness.deliver(.opened())
    mattermost.room.change { state in
      for number in 0..<450 { _ = state.add("Lunch \(number)?", body: [:]) }
    }
    let restored = try TargetHarness(MattermostTarget.self, url: mattermost.base, settings: Self.settings)
    try await restored.deliver(.reviewRequested())
    #expect(mattermost.room.roots.filter { $0.text.contains("Ledger design") }.count == 1)
    #expect(mattermost.room.replies.count == 1)
  }

  @Test("a post that somebody deleted is made anew, one that may not be changed is still answered")
  func unchangeable() async throws {
    try await harness.deliver(.opened())
    let late = MattermostDouble.refusal(
      400, "api.post.update_post.permissions_time_limit.app_error", "Post edit is only allowed for 60 seconds.")
    mattermost.room.trouble(.answer(late), on: "PUT")
    try await harness.deliver(.reviewRequested())
    #expect(mattermost.room.roots.map(\.edits) == [0] && mattermost.room.replies.count == 1)
    mattermost.room.change { $0.messages.removeAll() }
    try await harness.deliver(.approved())
    #expect(mattermost.room.roots.count == 1 && mattermost.room.replies.isEmpty)
  }

  @Test("a rate limit is waited for as the headers say")
  func rateLimit() async throws {
    let limited = LoopbackReceiver.Answer.saying(
      "limit exceeded", status: 429, headers: ["x-ratelimit-limit": "10", "x-ratelimit-reset": "3"])
    mattermost.room.trouble(.answer(limited), on: "POST")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.kind) == [.rateLimit] && failures.map(\.retryAfter) == [3])
    #expect(mattermost.room.roots.count == 1)
  }

  @Test("Mattermost's own words say what is wrong, without the token, and it recovers")
  func words() async throws {
    mattermost.room.trouble(
      .answer(MattermostDouble.refusal(500, "store.sql", "\(MattermostDouble.token)!")), on: "POST")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.answer) == ["[secret]! [store.sql]"] && mattermost.room.roots.count == 1)
    let wrong = try TargetHarness(
      MattermostTarget.self, url: mattermost.base,
      settings: ["token": "wrong", "channel": .string(MattermostDouble.channel)])
    let failure = try #require(await wrong.attempt(.opened()))
    #expect(failure.status == 401 && failure.answer?.hasPrefix("Invalid or expired session") == true)
  }

  @Test(
    "settings that do not do are refused",
    arguments: [["token": "t"], ["token": "t", "channel": "town-square"], ["chanel": "a"]] as [[String: Value]])
  func refused(settings: [String: Value]) {
    #expect(throws: Refusal.self) {
      _ = try MattermostTarget(TargetSettings(url: "https://chat.example", values: settings))
    }
  }
}

/// By an incoming webhook.
@Suite struct MattermostHookDelivering {
  private let mattermost: MattermostDouble
  private let harness: TargetHarness<MattermostTarget>

  init() async throws {
    mattermost = try await MattermostDouble()
    harness = try TargetHarness(url: mattermost.hookURL, settings: ["channel": "town-square"])
  }

  @Test("each notice is a post, with the document as a link, in the channel that is named")
  func post() async throws {
    try await harness.deliver(.reviewRequested())
    try await harness.deliver(.verdict(note: "Good."))
    let posts = mattermost.room.roots
    #expect(posts.count == 2 && posts.allSatisfy { $0.text.hasPrefix("**[Ledger design](") })
    #expect(posts.allSatisfy { $0.body["channel"] == "town-square" })
  }

  @Test("a post whose answer was lost is sent again, as nothing tells whether it is there")
  func cut() async throws {
    mattermost.room.trouble(.cut, on: "POST")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.isAmbiguous) == [true] && mattermost.room.roots.count == 2)
  }

  @Test("success is what the body says, and a webhook that is no more is gone")
  func body() async throws {
    mattermost.room.trouble(.answer(.saying("<html>Sign in</html>")), on: "POST")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.kind) == [.answer] && mattermost.room.roots.count == 1)
    let deleted = try TargetHarness(MattermostTarget.self, url: "\(mattermost.base)/hooks/anotherkeyofahookdeleted")
    let failure = try #require(await deleted.attempt(.opened()))
    #expect(failure.isGone && failure.answer == "Invalid webhook. [web.incoming_webhook.invalid.app_error]")
  }

  @Test("words of documents mention nobody, link nowhere and format nothing")
  func injection() async throws {
    let words = """
      @channel @all @ada &commat;channel ~town-square #tag [x](https://evil.example) www.evil.example evil.example/a
      mailto:a@evil.example <https://evil.example> *b* `c` C:\\temp \\_
      # big
      - a
      1. b
          code
      ===
      """
    try await harness.deliver(.comment(words, of: .sample(title: "](https://evil.example) @here")))
    let text = try #require(mattermost.room.roots.first?.text)
    for mark in [
      "@channel", "@all", "@ada", "@here", "&commat;", "~t", "#t", " [x", "s://evil", "www.", "evil.example",
      "mailto:a",
      "<", " *b", " `c", "> # ", "> - ", "1. ", "> =", ">     ",
    ] { #expect(!text.contains(mark), "\(mark)") }
    #expect(text.contains(#"\temp \\_"#))
  }

  @Test("only those who have the turn are mentioned, where Mattermost knows them")
  func mentions() async throws {
    let turns: [Notice.Turn] = [
      .reviewer(identities: ["mattermost": "grace.hopper"]), .reviewer(identities: ["mattermost": "a @channel"]),
    ]
    try await harness.deliver(.reviewRequested(turns: turns))
    let text = try #require(mattermost.room.roots.first?.text)
    #expect(text.contains("Next: @grace.hopper (approve), Grace Hopper (approve)"))
  }

  @Test("what is too long is cut into one post that ends with a link", arguments: ["a", "*", "👩‍👩‍👧‍👦"])
  func length(unit: String) async throws {
    try await harness.deliver(.comment(String(repeating: unit, count: 20_000)))
    let texts = mattermost.room.roots.map(\.text)
    #expect(texts.count == 1)
    #expect(texts.allSatisfy { $0.hasSuffix("… [more](https://countersign.example/documents/doc_1)") })
  }
}

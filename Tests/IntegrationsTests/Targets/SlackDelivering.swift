import Documents
import Integrations
import TestSupport
import Testing
import Workflow

/// By an app's token, into a double of Slack.
@Suite struct SlackDelivering {
  private let slack: SlackDouble
  private let harness: TargetHarness<SlackTarget>

  init() async throws {
    slack = try await SlackDouble()
    harness = try TargetHarness(url: slack.base, settings: Self.settings)
  }

  private static let settings: [String: Value] = [
    "token": .string(SlackDouble.token), "channel": .string(SlackDouble.channel),
  ]

  @Test("a document has one message, which is kept up to date, and what follows comes under it")
  func follow() async throws {
    try await harness.deliver(.reviewRequested())
    try await harness.deliver(.comment("Which queue?"))
    try await harness.deliver(.approved())
    let root = try #require(slack.room.roots.first)
    #expect(slack.room.roots.count == 1 && root.edits == 2)
    #expect(root.text.contains("*<https://countersign.example/documents/doc_1|Ledger design>* · approved"))
    #expect(root.text.contains("It is approved."))
    #expect(slack.room.replies.map(\.thread) == [root.id, root.id])
    #expect(harness.links.all["doc_1"]?.url == SlackDouble.link(to: root))
    #expect(slack.room.replies.map(\.text) == ["Ada Lovelace commented.\n> Which queue?", "It is approved."])
  }

  @Test("documents do not share messages")
  func others() async throws {
    try await harness.deliver(.opened(.sample(id: "doc_1")))
    try await harness.deliver(.opened(.sample(id: "doc_2")))
    #expect(slack.room.roots.count == 2 && slack.room.replies.isEmpty)
  }

  @Test(
    "a connection that is cut after the request was carried out leaves nothing twice",
    arguments: ["chat.postMessage", "chat.update", "conversations.history"])
  func cut(method: String) async throws {
    slack.room.trouble(.cut, on: method)
    var failures = try await harness.deliver(.reviewRequested())
    failures += try await harness.deliver(.comment("One"))
    slack.room.trouble(.cut, on: "chat.postMessage")
    failures += try await harness.deliver(.comment("Two"))
    #expect(failures.count == 2 && failures.allSatisfy(\.isAmbiguous))
    #expect(slack.room.roots.count == 1)
    #expect(slack.room.replies.map { $0.text.suffix(3) } == ["One", "Two"])
  }

  @Test("the message is found again where the link was lost, also behind many others")
  func lost() async throws {
    try await harness.deliver(.opened())
    slack.room.change { state in
      for number in 0..<450 { _ = state.add("Lunch \(number)?", body: [:]) }
    }
    let restored = try TargetHarness(SlackTarget.self, url: slack.base, settings: Self.settings)
    slack.room.trouble(.answer(.saying("upstream", status: 503)), on: "chat.getPermalink")
    try await restored.deliver(.reviewRequested())
    #expect(slack.room.roots.filter { $0.text.contains("Ledger design") }.count == 1)
    #expect(slack.room.replies.count == 1)
  }

  @Test("a message that somebody deleted is posted anew")
  func deleted() async throws {
    try await harness.deliver(.opened())
    slack.room.change { $0.messages.removeAll() }
    slack.room.trouble(.cut, on: "chat.postMessage")
    try await harness.deliver(.reviewRequested())
    #expect(slack.room.roots.count == 1 && slack.room.replies.isEmpty)
    try await harness.deliver(.approved())
    #expect(slack.room.roots.count == 1 && slack.room.replies.count == 1)
  }

  @Test("a message that may not be changed any more is still answered")
  func fixed() async throws {
    try await harness.deliver(.opened())
    slack.room.trouble(.answer(.telling(["ok": false, "error": "edit_window_closed"])), on: "chat.update")
    try await harness.deliver(.reviewRequested())
    #expect(slack.room.roots.map(\.edits) == [0] && slack.room.replies.count == 1)
  }

  @Test("what is about no document is told once")
  func undocumented() async throws {
    slack.room.trouble(.cut, on: "chat.postMessage")
    try await harness.deliver(.made("endpoint.disabled", of: nil))
    try await harness.deliver(.made("endpoint.disabled", of: nil))
    #expect(slack.room.roots.map(\.text) == ["An endpoint was switched off.", "An endpoint was switched off."])
  }

  @Test("a rate limit is waited for, in either of its forms")
  func rateLimit() async throws {
    let busy = LoopbackReceiver.Answer.telling(
      ["ok": false, "error": "ratelimited"], status: 429, headers: ["retry-after": "30"])
    let quiet = LoopbackReceiver.Answer.telling(["ok": false, "error": "ratelimited"])
    slack.room.trouble(.answer(busy), on: "chat.postMessage")
    slack.room.trouble(.answer(quiet), on: "chat.postMessage")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.kind) == [.rateLimit, .rateLimit])
    #expect(failures.map(\.retryAfter) == [30, nil])
    #expect(slack.room.roots.count == 1)
  }

  @Test("Slack's own words say what is wrong, and it recovers")
  func words() async throws {
    let missing: Value = ["ok": false, "error": "missing_scope", "needed": "channels:history"]
    slack.room.trouble(.answer(.telling(missing)), on: "conversations.history")
    slack.room.trouble(.answer(.saying("upstream", status: 503)), on: "chat.postMessage")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.kind) == [.answer, .http])
    #expect(failures.first?.answer == "missing_scope (the token needs channels:history)")
    #expect(slack.room.roots.count == 1)
  }

  @Test("an archived channel ends the endpoint, an unknown one does not")
  func gone() async throws {
    for (error, isGone) in [("is_archived", true), ("token_revoked", true), ("channel_not_found", false)] {
      slack.room.trouble(.answer(.telling(["ok": false, "error": .string(error)])), on: "chat.postMessage")
      let failure = try #require(await harness.attempt(.opened()))
      #expect(failure.isGone == isGone && failure.answer == error)
    }
  }

  @Test("a token never comes into what is kept")
  func secrets() async throws {
    slack.room.trouble(.answer(.saying("no: \(SlackDouble.token)", status: 500)), on: "chat.postMessage")
    let failure = try #require(await harness.attempt(.opened()))
    #expect(failure.answer == "no: [secret]")
    let wrong = try TargetHarness(
      SlackTarget.self, url: slack.base, settings: ["token": "xoxb-wrong", "channel": .string(SlackDouble.channel)])
    let refusal = try #require(await wrong.attempt(.opened()))
    #expect(refusal.answer == "invalid_auth")
  }

  @Test("words of documents mention nobody, link nowhere and format nothing")
  func injection() async throws {
    let words = "<!channel> <@U999> <https://evil.example|here> *bold* _it_ ~no~ `code` &amp; a_b\n> quote\n>>> all"
    var notice = Notice.comment(words, of: .sample(title: "A <!here> *plan*"))
    notice.actorName = "<@U998>"
    try await harness.deliver(notice)
    let root = try #require(slack.room.roots.first)
    let open = root.text.replacing("*<https://countersign.example/documents/doc_1|", with: "")
    #expect(open.split(separator: ">*", maxSplits: 1).allSatisfy { !$0.contains("<") })
    #expect(root.text.contains("&lt;!channel&gt;") && root.text.contains("&amp;amp;") && root.text.contains("a_b"))
    for mark in ["*bold", "_it", "~no", "`code", "> quote\n", "> &gt;"] { #expect(!root.text.contains(mark)) }
    let sections = root.body["blocks"].map { $0.members } ?? []
    #expect(sections.map { $0["text"]?["verbatim"] } == [true])
    #expect(root.body["parse"] == "none" && root.body["link_names"] == false)
  }

  @Test("only those who have the turn are mentioned, where Slack knows them")
  func mentions() async throws {
    let turns: [Notice.Turn] = [
      .reviewer(identities: ["slack": "U024BE7LH"]), .reviewer(identities: ["slack": "U1> <!channel"]),
      .reviewer(identities: ["discord": "12"]),
    ]
    try await harness.deliver(.reviewRequested(turns: turns))
    let root = try #require(slack.room.roots.first)
    #expect(root.text.contains("Next: <@U024BE7LH> (approve), Grace Hopper (approve), Grace Hopper (approve)"))
  }

  @Test("what is too long is cut, and ends with a link to the rest", arguments: ["a", "&", "é", "👩‍👩‍👧‍👦", "*x "])
  func length(unit: String) async throws {
    let long = String(repeating: unit, count: 12_000 / unit.unicodeScalars.count)
    try await harness.deliver(.comment(long, turns: [.reviewer]))
    try await harness.deliver(.comment(long))
    let texts = slack.room.messages.map(\.text)
    #expect(texts.count == 2)
    for text in texts {
      #expect(text.utf16.count > 2800 && text.hasSuffix("… <https://countersign.example/documents/doc_1|more>"))
      #expect(!text.contains("&…") && !text.contains("&a…"))
    }
    try await harness.deliver(.opened(.sample(id: "doc_2", title: long)))
    #expect(slack.room.roots.count == 2)
  }

  @Test("comments that were gathered come in order, in one message")
  func gathered() async throws {
    try await harness.deliver(.opened())
    try await harness.deliver(.comment("Third", gathered: [.comment("First"), .comment("Second", replyTo: "cmt_1")]))
    let text = try #require(slack.room.replies.first?.text)
    #expect(
      text == "Ada Lovelace commented.\n> First\nAda Lovelace replied.\n> Second\nAda Lovelace commented.\n> Third")
  }

  @Test("templates of the endpoint's own take the place of ours")
  func templates() async throws {
    let own: [String: Value] = ["template": "{{ document.title }}!", "thread_template": "{{ type }}"]
    let harness = try TargetHarness(SlackTarget.self, url: slack.base, settings: Self.settings.merging(own) { $1 })
    try await harness.deliver(.opened())
    try await harness.deliver(.approved())
    #expect(slack.room.messages.map(\.text) == ["Ledger design!", "document.approved"])
  }

  @Test("a preview sends nothing")
  func preview() throws {
    let preview = try harness.target.preview(.comment("Which queue?"))
    #expect(preview.contains("|Ledger design>*") && preview.contains("\n---\n") && slack.requests.isEmpty)
  }

  @Test(
    "settings that do not do are refused",
    arguments: [
      ["token": "xoxb-1"], ["channel": "C1"], ["token": "xoxb-1", "channel": "#general"],
      ["token": "xoxb-1", "channel": "C1", "chanel": "C2"], ["token": 1, "channel": "C1"], ["thread_template": 1],
      ["thread_template": "{% if %}"],
    ] as [[String: Value]])
  func refused(settings: [String: Value]) {
    #expect(throws: Refusal.self) {
      _ = try SlackTarget(TargetSettings(url: "https://slack.com/api", values: settings))
    }
  }
}

/// By an incoming webhook.
@Suite struct SlackHookDelivering {
  private let slack: SlackDouble
  private let harness: TargetHarness<SlackTarget>

  init() async throws {
    slack = try await SlackDouble()
    harness = try TargetHarness(url: slack.hookURL)
  }

  @Test("each notice is a message, with the document as a link")
  func post() async throws {
    try await harness.deliver(.reviewRequested())
    try await harness.deliver(.verdict(note: "Good."))
    #expect(slack.room.roots.count == 2)
    #expect(slack.room.roots.allSatisfy { $0.text.contains("|Ledger design>*") })
    #expect(slack.room.roots.last?.text.hasSuffix("Ada Lovelace approved as security-lead.\n> Good.") == true)
  }

  @Test("a message whose answer was lost is sent again, as nothing tells whether it is there")
  func cut() async throws {
    slack.room.trouble(.cut, on: "POST")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.isAmbiguous) == [true])
    #expect(slack.room.roots.count == 2)
  }

  @Test("success is what the body says")
  func body() async throws {
    slack.room.trouble(.answer(.saying("<html>Sign in</html>")), on: "POST")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.kind) == [.answer] && slack.room.roots.count == 1)
  }

  @Test("a webhook that is no more is gone, and what it does not like it says")
  func refusals() async throws {
    let refusals = [
      ("no_service", 404, true), ("channel_is_archived", 410, true), ("invalid_token", 403, true),
      ("action_prohibited", 403, false), ("invalid_payload", 400, false),
    ]
    for (words, status, isGone) in refusals {
      slack.room.trouble(.answer(.saying(words, status: status)), on: "POST")
      let failure = try #require(await harness.attempt(.opened()))
      #expect(failure.isGone == isGone && failure.answer == words && failure.status == status)
    }
  }

  @Test("a rate limit is waited for, and the secret address is not kept")
  func limits() async throws {
    let answer = LoopbackReceiver.Answer.saying("hook-secret-of-slack", status: 429, headers: ["retry-after": "7"])
    slack.room.trouble(.answer(answer), on: "POST")
    let failures = try await harness.deliver(.comment(String(repeating: "long ", count: 5000)))
    #expect(failures.map(\.retryAfter) == [7] && failures.map(\.kind) == [.rateLimit])
    #expect(failures.first?.answer == "[secret]")
    #expect(slack.room.roots.count == 1)
  }
}

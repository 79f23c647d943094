import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

/// By a user's token, into a double of Rocket.Chat.
@Suite struct RocketChatDelivering {
  private let rocket: RocketChatDouble
  private let harness: TargetHarness<RocketChatTarget>

  init() async throws {
    rocket = try await RocketChatDouble()
    harness = try TargetHarness(url: rocket.base, settings: Self.settings)
  }

  private static let settings: [String: Value] = [
    "token": .string(RocketChatDouble.token), "user": .string(RocketChatDouble.user),
    "channel": .string(RocketChatDouble.roomID),
  ]

  @Test("a document has one message, which is kept up to date, and what follows comes under it")
  func follow() async throws {
    try await harness.deliver(.reviewRequested())
    try await harness.deliver(.comment("Which queue?"))
    let root = try #require(rocket.room.roots.first)
    #expect(rocket.room.roots.count == 1 && root.edits == 1)
    #expect(root.text.hasPrefix("**[Ledger design](https://countersign.example/documents/doc_1)** · in review\n"))
    #expect(rocket.room.replies.map(\.thread) == [root.id])
    #expect(rocket.room.replies.map(\.text) == ["Ada Lovelace commented.\n> Which queue?"])
  }

  @Test(
    "a connection that is cut after the request was carried out leaves nothing twice",
    arguments: ["chat.sendMessage", "chat.update", "chat.getMessage"])
  func cut(method: String) async throws {
    rocket.room.trouble(.cut, on: method)
    var failures = try await harness.deliver(.reviewRequested())
    failures += try await harness.deliver(.comment("One"))
    rocket.room.trouble(.cut, on: "chat.sendMessage")
    failures += try await harness.deliver(.comment("Two"))
    #expect(failures.count == 2 && failures.allSatisfy(\.isAmbiguous))
    #expect(rocket.room.roots.count == 1)
    #expect(rocket.room.replies.map { $0.text.suffix(3) } == ["One", "Two"])
  }

  @Test("the message is found again where the link was lost")
  func lost() async throws {
    try await harness.deliver(.opened())
    let restored = try TargetHarness(RocketChatTarget.self, url: rocket.base, settings: Self.settings)
    try await restored.deliver(.reviewRequested())
    #expect(rocket.room.roots.count == 1 && rocket.room.replies.count == 1)
  }

  @Test("a message that somebody deleted is posted anew, also where the server shows that it was deleted")
  func deleted() async throws {
    try await harness.deliver(.opened())
    rocket.room.change { $0.messages.removeAll() }
    try await harness.deliver(.reviewRequested())
    #expect(rocket.room.roots.count == 1 && rocket.room.replies.isEmpty)
    rocket.room.change { state in
      state.messages = state.messages.map {
        var removed = $0
        removed.isRemoved = true
        return removed
      }
    }
    rocket.room.trouble(.cut, on: "chat.sendMessage")
    try await harness.deliver(.approved())
    #expect(rocket.room.roots.map(\.isRemoved) == [true, false] && rocket.room.replies.isEmpty)
    try await harness.deliver(.reopened())
    #expect(rocket.room.roots.count == 2 && rocket.room.replies.count == 1)
  }

  @Test("a message that may not be changed any more is still answered")
  func fixed() async throws {
    try await harness.deliver(.opened())
    let late = RocketChatDouble.failure("Message editing is blocked [error-message-editing-blocked]")
    rocket.room.trouble(.answer(late), on: "chat.update")
    try await harness.deliver(.reviewRequested())
    #expect(rocket.room.roots.map(\.edits) == [0] && rocket.room.replies.count == 1)
  }

  @Test("a rate limit is waited for as its words say, whatever its status")
  func rateLimit() async throws {
    let words =
      "Error, too many requests. Please slow down. You must wait 12 seconds before trying this endpoint again. "
      + "[error-too-many-requests]"
    rocket.room.trouble(.answer(RocketChatDouble.failure(words, status: 429)), on: "chat.getMessage")
    rocket.room.trouble(.answer(RocketChatDouble.failure(words, status: 400)), on: "chat.sendMessage")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.kind) == [.rateLimit, .rateLimit] && failures.map(\.retryAfter) == [12, 12])
    #expect(rocket.room.roots.count == 1)
  }

  @Test("Rocket.Chat's own words say what is wrong, without the token, and it recovers")
  func words() async throws {
    rocket.room.trouble(.answer(RocketChatDouble.failure("no \(RocketChatDouble.token)")), on: "chat.sendMessage")
    rocket.room.trouble(.answer(.telling(["success": false, "error": "odd"])), on: "chat.sendMessage")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.answer) == ["no [secret]", "odd"] && failures.map(\.kind) == [.http, .answer])
    #expect(rocket.room.roots.count == 1)
    let wrong = try TargetHarness(
      RocketChatTarget.self, url: rocket.base, settings: Self.settings.merging(["token": "wrong"]) { $1 })
    let refusal = try #require(await wrong.attempt(.opened()))
    #expect(refusal.answer == "You must be logged in to do this.")
  }

  @Test(
    "settings that do not do are refused",
    arguments: [
      ["token": "t"], ["token": "t", "channel": "r"], ["token": "t", "channel": "#general", "user": "u"],
      ["user": "u"], ["text_max": 10], ["rome": "r"],
    ] as [[String: Value]])
  func refused(settings: [String: Value]) {
    #expect(throws: Refusal.self) {
      _ = try RocketChatTarget(TargetSettings(url: "https://chat.example", values: settings))
    }
  }
}

/// By an incoming webhook.
@Suite struct RocketChatHookDelivering {
  private let rocket: RocketChatDouble
  private let harness: TargetHarness<RocketChatTarget>

  init() async throws {
    rocket = try await RocketChatDouble()
    harness = try TargetHarness(url: rocket.hookURL)
  }

  @Test("each notice is a message, with the document as a link")
  func post() async throws {
    try await harness.deliver(.reviewRequested())
    try await harness.deliver(.verdict(note: "Good."))
    #expect(rocket.room.roots.count == 2 && rocket.room.roots.allSatisfy { $0.text.hasPrefix("**[Ledger design](") })
  }

  @Test("a message whose answer was lost is sent again, as nothing tells whether it is there")
  func cut() async throws {
    rocket.room.trouble(.cut, on: "POST")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.isAmbiguous) == [true] && rocket.room.roots.count == 2)
  }

  @Test("a webhook that is no more is gone, one that is switched off is not, and success is what the body says")
  func refusals() async throws {
    let deleted = try TargetHarness(RocketChatTarget.self, url: "\(rocket.base)/hooks/5a3b2c1d/another-secret")
    let failure = try #require(await deleted.attempt(.opened()))
    #expect(failure.isGone && failure.answer == "Invalid integration id or token provided.")
    rocket.room.trouble(.answer(.saying("Service Unavailable", status: 503)), on: "POST")
    rocket.room.trouble(.answer(.telling(["success": false, "error": "hook-secret-of-rocket"])), on: "POST")
    let failures = try await harness.deliver(.opened())
    #expect(failures.map(\.isGone) == [false, false] && failures.map(\.kind) == [.http, .answer])
    #expect(failures.last?.answer == "[secret]" && rocket.room.roots.count == 1)
  }

  @Test("words of documents mention nobody, link nowhere and format nothing")
  func injection() async throws {
    let words =
      "@all @here @ada #general [x](https://evil.example) evil.example <evil.example|x> *b* ~s~ `c` ||p||\n> q\n- a\n1. b"
    try await harness.deliver(.comment(words, of: .sample(title: "](https://evil.example) @here")))
    let text = try #require(rocket.room.roots.first?.text)
    for mark in [
      "@all", "@here", "@ada", "#general", "[x](", "://evil", "evil.example", "<evil", "*b", "~", "`", "||", "> > ",
      "> - ",
      "1. ",
    ] { #expect(!text.contains(mark), "\(mark)") }
    #expect(text.components(separatedBy: "](").count == 2)
  }

  @Test("only those who have the turn are mentioned, where Rocket.Chat knows them")
  func mentions() async throws {
    let turns: [Notice.Turn] = [
      .reviewer(identities: ["rocket_chat": "grace.hopper"]), .reviewer(identities: ["rocket_chat": "a @all"]),
    ]
    try await harness.deliver(.reviewRequested(turns: turns))
    let text = try #require(rocket.room.roots.first?.text)
    #expect(text.contains("Next: @grace.hopper (approve), Grace Hopper (approve)"))
  }

  @Test("what is too long is cut, and ends with a link to the rest", arguments: ["a", "*", "👩‍👩‍👧‍👦"])
  func length(unit: String) async throws {
    try await harness.deliver(.comment(String(repeating: unit, count: 8000)))
    let text = try #require(rocket.room.roots.first?.text)
    #expect(text.utf16.count > 4900 && text.hasSuffix("… [more](https://countersign.example/documents/doc_1)"))
  }

  @Test("the server's limit is the operator's to say")
  func ownLimit() async throws {
    let harness = try TargetHarness(RocketChatTarget.self, url: rocket.hookURL, settings: ["text_max": 600])
    try await harness.deliver(.comment(String(repeating: "long ", count: 1000)))
    let text = try #require(rocket.room.roots.first?.text)
    #expect(text.utf16.count <= 600)
  }
}

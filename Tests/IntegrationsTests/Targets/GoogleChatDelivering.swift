import Documents
import Integrations
import TestSupport
import Testing
import Workflow

@Suite struct GoogleChatDelivering {
  private let grace = Notice.Turn.reviewer(identities: ["google_chat": "users/123456789"])

  private func harness(_ chat: OnLoopback<GoogleChatDouble>) throws -> TargetHarness<GoogleChatTarget> {
    try TargetHarness(url: chat.url + GoogleChatDouble.path)
  }

  @Test("a message names the document, what happened and who has the turn, and mentions them")
  func create() async throws {
    let chat = try await OnLoopback(GoogleChatDouble())
    let harness = try harness(chat)
    try await harness.deliver(.verdict(note: "Mind the queue.", turns: [grace]))
    let text = try #require(chat.tool.messages.first?.text)
    #expect(text.hasPrefix("*<https://countersign.example/documents/doc_1|Ledger design>* · in review\n"))
    #expect(text.contains("Ada Lovelace approved as security-lead.") && text.contains("> Mind the queue."))
    #expect(text.contains("Next: <users/123456789> (approve)"))
    #expect(harness.links.all["doc_1"]?.key == "spaces/AAAA/messages/M1")
  }

  @Test("each document has one thread")
  func threads() async throws {
    let chat = try await OnLoopback(GoogleChatDouble())
    let harness = try harness(chat)
    try await harness.deliver(.reviewRequested())
    try await harness.deliver(.comment(of: .sample(id: "doc_2")))
    try await harness.deliver(.comment())
    let threads = chat.tool.messages.map(\.thread)
    #expect(threads.count == 3 && threads[0] == threads[2] && threads[0] != threads[1])
  }

  @Test("a message whose answer was lost comes once")
  func once() async throws {
    let chat = try await OnLoopback(GoogleChatDouble())
    chat.plan(.cut, .cut)
    let failures = try await harness(chat).deliver(.comment())
    #expect(failures.map(\.isAmbiguous) == [true, true])
    #expect(chat.tool.messages.count == 1)
    try await harness(chat).deliver(.comment())
    #expect(chat.tool.messages.count == 2)
  }

  @Test("nothing comes of a document's words but words")
  func injection() async throws {
    let chat = try await OnLoopback(GoogleChatDouble())
    let everybody = Notice.Turn.reviewer(identities: ["google_chat": "users/all"])
    let strange = Notice.Turn.reviewer(identities: ["google_chat": "1> <users/all"])
    let document = Notice.Document.sample(title: "A|B> <users/all>")
    try await harness(chat).deliver(.comment(Hostile.words, of: document, turns: [everybody, strange]))
    let text = try #require(chat.tool.messages.first?.text)
    for bad in ["<users", "<https://evil", "https://evil", "www.evil.example", "*bold", "_it_", "~gone", "`"] {
      #expect(!text.contains(bad), "\(bad)")
    }
    #expect(text.hasPrefix("*<https://countersign.example/documents/doc_1|A¦B› ‹users/all›>*"))
    #expect(text.contains("Next: Grace Hopper (approve), Grace Hopper (approve)"))
  }

  @Test("a message is never too long: what people wrote is cut, and the link stays", arguments: [30_000, 300_000])
  func length(count: Int) async throws {
    let chat = try await OnLoopback(GoogleChatDouble())
    try await harness(chat).deliver(.comment(Hostile.long(count), turns: [grace]))
    let text = try #require(chat.tool.messages.first?.text)
    #expect(text.contains("…") && text.hasPrefix("*<https://countersign.example/documents/doc_1|"))
    #expect(text.contains("<users/123456789>"))
  }

  @Test("too much is told apart, with the delay, and it recovers")
  func rateLimit() async throws {
    let chat = try await OnLoopback(GoogleChatDouble())
    let exhausted = GoogleChatDouble.error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).")
    chat.plan(.answers(.init(status: 429, headers: ["retry-after": "9"], body: exhausted.body)), .answers(exhausted))
    let failures = try await harness(chat).deliver(.comment())
    #expect(failures.map(\.kind) == [.rateLimit, .rateLimit])
    #expect(failures.map(\.retryAfter) == [9, nil])
    #expect(failures.first?.answer == "RESOURCE_EXHAUSTED: Resource has been exhausted (e.g. check quota).")
    #expect(chat.tool.messages.count == 1)
  }

  @Test("an error is told in its own words, without the token; a webhook that was deleted is gone")
  func error() async throws {
    let chat = try await OnLoopback(GoogleChatDouble())
    let wrong = chat.url + GoogleChatDouble.path.replacing("s3cret", with: "wr0ng")
    let failure = try await TargetHarness(GoogleChatTarget.self, url: wrong).attempt(.comment())
    #expect(failure?.status == 401 && failure?.isGone == false)
    #expect(failure?.answer?.hasPrefix("UNAUTHENTICATED: The token ") == true)
    #expect(failure?.answer?.contains("wr0ng") == false)
    let lost = chat.url + GoogleChatDouble.path.replacing("AAAA", with: "BBBB")
    let gone = try await TargetHarness(GoogleChatTarget.self, url: lost).attempt(.comment())
    #expect(gone?.isGone == true)
  }

  @Test("success without a message is none")
  func empty() async throws {
    let chat = try await OnLoopback(GoogleChatDouble())
    chat.plan(.answers(.telling([:])))
    let failures = try await harness(chat).deliver(.comment())
    #expect(failures.map(\.kind) == [.answer])
  }

  @Test(
    "an address that is no webhook's is refused", arguments: ["https://chat.googleapis.com/v1/spaces/A/messages", ""])
  func settings(url: String) throws {
    #expect(throws: Refusal.self) { try GoogleChatTarget(TargetSettings(url: url)) }
  }
}

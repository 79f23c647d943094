import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

@Suite struct MatrixDelivering {
  private let grace = Notice.Turn.reviewer(identities: ["matrix": "@grace:example.org"])

  private func harness(
    _ matrix: OnLoopback<MatrixDouble>, settings: [String: Value] = [:], links: MemoryLinks = MemoryLinks()
  ) throws -> TargetHarness<MatrixTarget> {
    let own: [String: Value] = ["token": .string(MatrixDouble.token), "room": .string(MatrixDouble.room)]
    return try TargetHarness(url: matrix.url, settings: own.merging(settings) { $1 }, links: links)
  }

  @Test("a document's first notice is its message, in HTML and in plain words, and mentions who has the turn")
  func create() async throws {
    let matrix = try await OnLoopback(MatrixDouble())
    let harness = try harness(matrix)
    try await harness.deliver(.verdict(note: "Mind the <queue>.", turns: [grace]))
    let event = try #require(matrix.tool.events.first)
    let html = try #require(event.content["formatted_body"]?.string)
    #expect(matrix.tool.events.count == 1)
    let link = #"<a href="https://countersign.example/documents/doc_1"><strong>Ledger design</strong></a>"#
    #expect(html.hasPrefix(link))
    #expect(html.contains("<blockquote>Mind the &lt;queue&gt;.</blockquote>"))
    #expect(
      event.content["body"]?.string == """
        Ledger design (https://countersign.example/documents/doc_1) · in review
        Ada Lovelace approved as security-lead.
        Next: Grace Hopper (approve)

        Mind the <queue>.
        """)
    #expect(event.content["m.mentions"] == ["user_ids": ["@grace:example.org"]])
    #expect(harness.links.all["doc_1"]?.url == "https://matrix.to/#/%21architecture%3Aexample.org/%24event1")
  }

  @Test("what follows replaces the document's message, and stands in a thread under it")
  func update() async throws {
    let matrix = try await OnLoopback(MatrixDouble())
    let harness = try harness(matrix)
    try await harness.deliver(.reviewRequested(turns: []))
    try await harness.deliver(.comment("Which queue?", turns: [grace]))
    try await harness.deliver(.approved())
    let root = try #require(matrix.tool.roots.first?.id)
    #expect(matrix.tool.roots.count == 1)
    #expect(matrix.tool.shown(root)["body"]?.string?.contains("· approved") == true)
    let thread = matrix.tool.thread(under: root)
    #expect(thread.map { $0["body"]?.string?.contains("Which queue?") } == [true, false])
    #expect(thread.first?["m.mentions"] == ["user_ids": ["@grace:example.org"]])
    let changes = matrix.tool.events.filter { $0.relates("m.replace", to: root) }
    #expect(changes.count == 2 && changes.allSatisfy { $0.content["m.mentions"] == [:] })
  }

  @Test("what is about no document is a message of its own")
  func other() async throws {
    let matrix = try await OnLoopback(MatrixDouble())
    try await harness(matrix).deliver(.made("endpoint.disabled", of: nil))
    #expect(matrix.tool.roots.map { $0.content["body"]?.string } == ["An endpoint was switched off."])
  }

  @Test(
    "answers that were lost make nothing twice, whether the server still knows the transaction or not",
    arguments: [false, true])
  func once(forgets: Bool) async throws {
    let matrix = try await OnLoopback(MatrixDouble())
    let harness = try harness(matrix)
    // The looking (whoami, messages) goes well; the sending is cut.
    matrix.plan(.none, .none, .cut)
    let first = await harness.attempt(.reviewRequested(), id: "msg_first")
    #expect(first?.isAmbiguous == true)
    if forgets { matrix.tool.forgetTransactions() }
    let again = await harness.attempt(.reviewRequested(), id: "msg_first", attempt: 2, mayHaveArrived: true)
    #expect(again == nil && matrix.tool.events.count == 1)

    // The event is looked at, and changed; then the answer in the thread is cut.
    matrix.plan(.none, .none, .cut)
    let second = await harness.attempt(.comment(), id: "msg_second")
    #expect(second?.isAmbiguous == true)
    if forgets { matrix.tool.forgetTransactions() }
    let repeated = await harness.attempt(.comment(), id: "msg_second", attempt: 2, mayHaveArrived: true)
    let root = try #require(matrix.tool.roots.first?.id)
    #expect(repeated == nil && matrix.tool.roots.count == 1 && matrix.tool.thread(under: root).count == 1)
  }

  @Test("a message is found again where its link was lost, and made again where somebody took it away")
  func lost() async throws {
    let matrix = try await OnLoopback(MatrixDouble())
    try await harness(matrix).deliver(.reviewRequested())
    let harness = try harness(matrix)
    try await harness.deliver(.comment())
    let root = try #require(matrix.tool.roots.first?.id)
    #expect(matrix.tool.roots.count == 1 && matrix.tool.thread(under: root).count == 1)
    matrix.tool.redact(root)
    try await harness.deliver(.approved())
    let made = try #require(matrix.tool.roots.last)
    #expect(made.id != root && harness.links.all["doc_1"]?.key == made.id)
    #expect(made.content["body"]?.string?.contains("approved") == true)
  }

  @Test("nothing comes of a document's words but words")
  func injection() async throws {
    let matrix = try await OnLoopback(MatrixDouble())
    let strange = Notice.Turn.reviewer(identities: ["matrix": "grace"])
    let document = Notice.Document.sample(title: #"</a><script>"x"</script>"#)
    try await harness(matrix).deliver(.comment(Hostile.words, of: document, turns: [strange]))
    let content = try #require(matrix.tool.events.first?.content)
    let html = try #require(content["formatted_body"]?.string)
    let body = try #require(content["body"]?.string)
    #expect(content["m.mentions"] == [:])
    for bad in ["<script", "<at>", "evil.example/d\">", "https://evil", "www.evil", "@room", "@grace"] {
      #expect(!html.contains(bad) && (bad.hasPrefix("<") || !body.contains(bad)), "\(bad)")
    }
    #expect(html.components(separatedBy: "<a ").count == 2)
  }

  @Test("a message is never too long: it is cut between tags, with the link", arguments: [7_000, 9_000, 300_000])
  func length(count: Int) async throws {
    let matrix = try await OnLoopback(MatrixDouble())
    let harness = try harness(matrix)
    for notice in [Notice.reviewRequested(turns: [grace]), .comment(Hostile.long(count), turns: [grace])] {
      try await harness.deliver(notice)
    }
    let root = try #require(matrix.tool.roots.first?.id)
    let html = try #require(matrix.tool.shown(root)["formatted_body"]?.string)
    #expect(html.contains("… <a href=\"https://countersign.example/documents/doc_1\">"))
    for tag in ["a", "blockquote", "strong"] {
      #expect(html.components(separatedBy: "<\(tag)").count == html.components(separatedBy: "</\(tag)>").count)
    }
    #expect(matrix.tool.thread(under: root).count == 1)
  }

  @Test("wherever a message is cut, what is open is closed")
  func cutting() async throws {
    var random = Seeded()
    let pieces = [
      "<b>&\"'\\", "\\\\\\\\", "word ", "ünïcødé 🙂", "\n", "\u{1}", "a.b:c@d ", "&amp;</blockquote>", "\u{301}",
    ]
    let target = try MatrixTarget(
      TargetSettings(url: "https://m.example", values: ["token": "t", "room": .string(MatrixDouble.room)]))
    for _ in 1...20 {
      let words = (1...Int.random(in: 700...2500, using: &random)).compactMap { _ in
        pieces.randomElement(using: &random)
      }
      let html = try target.preview(.comment(words.joined(), turns: [grace])).components(separatedBy: "\n\n---\n\n")[0]
      #expect(html.utf8.count <= 7500, "seed \(random.seed)")
      for tag in ["a", "blockquote", "strong"] {
        let (opened, closed) = (html.components(separatedBy: "<\(tag)"), html.components(separatedBy: "</\(tag)>"))
        #expect(opened.count == closed.count, "seed \(random.seed)")
      }
      let opened = html.unicodeScalars.count { $0 == "<" }
      #expect(opened == html.unicodeScalars.count { $0 == ">" }, "seed \(random.seed)")
      let cut = /&(?!amp;|lt;|gt;|quot;|#39;)/.matchingSemantics(.unicodeScalar)
      let isWhole = html.matches(of: cut).isEmpty
      #expect(isWhole, "seed \(random.seed)")
    }
  }

  @Test("what JSON makes the most of still is no event that is too large")
  func backslashes() async throws {
    let matrix = try await OnLoopback(MatrixDouble())
    let harness = try harness(matrix)
    try await harness.deliver(.reviewRequested())
    let failures = try await harness.deliver(.comment(String(repeating: "\\", count: 20_000)))
    #expect(failures.isEmpty)
  }

  @Test("an endpoint's own templates are HTML, for the message and for the thread")
  func templates() async throws {
    let matrix = try await OnLoopback(MatrixDouble())
    let harness = try harness(
      matrix,
      settings: [
        "template": "<h1>{{ document.title }}</h1>", "thread_template": "<em>{{ text }}</em>{{ turns[0].mention }}",
      ])
    for _ in 1...2 { try await harness.deliver(.comment("a < b", turns: [grace])) }
    let root = try #require(matrix.tool.roots.first?.id)
    #expect(matrix.tool.shown(root)["formatted_body"] == "<h1>Ledger design</h1>")
    #expect(matrix.tool.shown(root)["m.mentions"] == [:])
    let reply = try #require(matrix.tool.thread(under: root).first)
    #expect(
      reply["formatted_body"]
        == #"<em>a &lt; b</em><a href="https://matrix.to/#/%40grace%3Aexample.org">Grace Hopper</a>"#)
    #expect(reply["body"] == "a < bGrace Hopper" && reply["m.mentions"] == ["user_ids": ["@grace:example.org"]])
  }

  @Test("too much is told apart, by the header or by the body, and it recovers")
  func rateLimit() async throws {
    let matrix = try await OnLoopback(MatrixDouble())
    let limit = MatrixDouble.error(429, "M_LIMIT_EXCEEDED", "Too Many Requests", others: ["retry_after_ms": 2500])
    matrix.plan(
      .none, .none, .answers(limit), .none, .none,
      .answers(.init(status: 429, headers: ["retry-after": "4"], body: limit.body)))
    let failures = try await harness(matrix).deliver(.comment())
    #expect(failures.map(\.kind) == [.rateLimit, .rateLimit] && failures.map(\.retryAfter) == [2.5, 4])
    #expect(matrix.tool.events.count == 1)
  }

  @Test("an error is told in the server's words, without the token")
  func error() async throws {
    let matrix = try await OnLoopback(MatrixDouble())
    let outside = try await harness(matrix, settings: ["room": "!other:example.org"]).attempt(.comment())
    #expect(outside?.status == 403 && outside?.isGone == false)
    #expect(outside?.answer?.hasPrefix("M_FORBIDDEN: User @countersign:example.org not in room") == true)
    let stranger = try await harness(matrix, settings: ["token": "syt_wrong_token"]).attempt(.comment())
    #expect(stranger?.status == 401 && stranger?.answer?.hasPrefix("M_UNKNOWN_TOKEN: ") == true)
    #expect(stranger?.answer?.contains("syt_wrong_token") == false)
  }

  @Test("what it cannot do without is asked for by name, and a room's alias is refused")
  func settings() async throws {
    let matrix = try await OnLoopback(MatrixDouble())
    for (name, value) in [("token", Value.null), ("room", .null), ("room", "#architecture:example.org")] {
      let refusal = #expect(throws: Refusal.self) { try harness(matrix, settings: [name: value]) }
      #expect(refusal?.errors.first?.field == "settings.\(name)")
    }
  }
}

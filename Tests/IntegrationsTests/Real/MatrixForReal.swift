import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

/// The scenario of `MatrixDelivering` with a real server: `Tests/Real/synapse.sh` starts one and says where it is.
@Suite(.enabled(if: RealMatrix.here != nil, "no Matrix server was started: run make test-real"), .serialized)
struct MatrixForReal {
  private let grace = Notice.Turn.reviewer(identities: ["matrix": "@grace:synapse.test"])

  @Test("a document's message is replaced, and what follows stands in a thread under it")
  func scenario() async throws {
    let matrix = try #require(RealMatrix.here)
    let (harness, document) = (try matrix.harness(), Notice.Document.unused())
    try await harness.deliver(.reviewRequested(document, turns: []))
    try await harness.deliver(.comment("Which queue?", of: document, turns: [grace]))
    try await harness.deliver(.approved(document))
    let root = try #require(harness.links.all[document.id]?.key)
    let event = try await matrix.get("v3/rooms/\(matrix.roomPath)/event/\(root.percentEncoded)")
    let relations = event.at("unsigned", "m.relations")
    let change = relations.at("m.replace", "content", "m.new_content", "body").string
    #expect(change?.contains("· approved") == true)
    #expect(relations.at("m.thread", "count") == 2)
  }

  @Test("answers that were lost make nothing twice, also where the link was lost with them")
  func once() async throws {
    let matrix = try #require(RealMatrix.here)
    let (document, links) = (Notice.Document.unused(), MemoryLinks())
    let lost = await (try matrix.harness(losing: ".message")).attempt(.reviewRequested(document), id: "\(document.id)a")
    #expect(lost?.isAmbiguous == true)
    let found = await (try matrix.harness(links: links)).attempt(
      .reviewRequested(document), id: "\(document.id)a", attempt: 2, mayHaveArrived: true)
    #expect(found == nil)
    // The change goes well, and the answer to what is written in the thread is lost.
    let unheard = await (try matrix.harness(links: links, losing: ".reply")).attempt(
      .comment(of: document), id: "\(document.id)b")
    let repeated = await (try matrix.harness(links: links)).attempt(
      .comment(of: document), id: "\(document.id)b", attempt: 2, mayHaveArrived: true)
    #expect(unheard?.isAmbiguous == true && repeated == nil)
    let roots = try await matrix.roots(of: document.id)
    #expect(roots.count == 1)
    let thread = try await matrix.thread(under: roots.first?["event_id"]?.string ?? "")
    #expect(thread.count == 1)
  }

  @Test("a message that somebody took away is made again")
  func redacted() async throws {
    let matrix = try #require(RealMatrix.here)
    let (harness, document) = (try matrix.harness(), Notice.Document.unused())
    try await harness.deliver(.reviewRequested(document))
    let root = try #require(harness.links.all[document.id]?.key)
    try await matrix.redact(root)
    try await harness.deliver(.approved(document))
    let made = try #require(harness.links.all[document.id]?.key)
    #expect(made != root)
  }

  @Test("who has the turn is told, and nobody else by whatever stands in a document")
  func mentions() async throws {
    let matrix = try #require(RealMatrix.here)
    let (harness, document) = (try matrix.harness(), Notice.Document.unused())
    let before = try await matrix.highlights()
    try await harness.deliver(.comment("@room @grace:synapse.test grace " + Hostile.words, of: document))
    let hostile = try await matrix.highlights()
    #expect(hostile == before)
    try await harness.deliver(.comment("For you.", of: document, turns: [grace]))
    let told = try await matrix.highlights()
    #expect(told == before + 1)
  }

  @Test("a message is never too long for the server", arguments: [9_000, 300_000])
  func length(count: Int) async throws {
    let matrix = try #require(RealMatrix.here)
    let (harness, document) = (try matrix.harness(), Notice.Document.unused())
    try await harness.deliver(.comment(Hostile.long(count), of: document))
    let failures = try await harness.deliver(.comment(Hostile.long(count), of: document, turns: [grace]))
    #expect(failures.isEmpty)
  }

  @Test("the server's limit is told apart, with its delay")
  func rateLimit() async throws {
    let matrix = try #require(RealMatrix.here)
    let harness = try matrix.harness(token: matrix.hasty)
    var limit: DeliveryFailure?
    for _ in 1...20 where limit == nil { limit = await harness.attempt(.comment(of: .unused())) }
    #expect(limit?.kind == .rateLimit && limit?.answer?.hasPrefix("M_LIMIT_EXCEEDED") == true)
    #expect((limit?.retryAfter ?? 0) > 0)
  }

  @Test("an error is told in the server's words")
  func error() async throws {
    let matrix = try #require(RealMatrix.here)
    let stranger = await (try matrix.harness(token: "syt_wrong")).attempt(.comment(of: .unused()))
    #expect(stranger?.status == 401 && stranger?.answer?.hasPrefix("M_UNKNOWN_TOKEN") == true)
    let outside = await (try matrix.harness(room: "!none:synapse.test")).attempt(.comment(of: .unused()))
    #expect(outside?.status == 403 && outside?.answer?.hasPrefix("M_FORBIDDEN") == true)
  }
}

/// Where the server is, and what is needed to look at it as somebody else in the room does.
private struct RealMatrix: Sendable {
  static let here = RealMatrix(ProcessInfo.processInfo.environment)

  let url: String
  let room: String
  let token: String
  let hasty: String
  private let reader: String
  private let client: TargetClient

  private init?(_ environment: [String: String]) {
    func setting(_ name: String) -> String? { environment["COUNTERSIGN_MATRIX_\(name)"] }
    guard environment["COUNTERSIGN_REAL"] == "1", let url = setting("URL"), let room = setting("ROOM"),
      let token = setting("TOKEN"), let hasty = setting("HASTY"), let reader = setting("READER"),
      let policy = try? AddressPolicy(allowedNetworks: ["127.0.0.0/8"])
    else { return nil }
    (self.url, self.room, self.token, self.hasty, self.reader) = (url, room, token, hasty, reader)
    client = TargetClient(clients: HTTPClients(), policy: policy)
  }

  var roomPath: String { room.percentEncoded }

  /// `losing` is the end of a request's address whose answer is lost, after the server has carried it out.
  func harness(
    token: String? = nil, room: String? = nil, links: MemoryLinks = MemoryLinks(), losing: String? = nil
  ) throws -> TargetHarness<MatrixTarget> {
    let settings: [String: Value] = ["token": .string(token ?? self.token), "room": .string(room ?? self.room)]
    return try TargetHarness(url: url, settings: settings, links: links) { request in
      losing.map(request.url.hasSuffix) ?? false
    }
  }

  /// As the account that posts.
  func redact(_ event: String) async throws {
    try await send("PUT", "v3/rooms/\(roomPath)/redact/\(event.percentEncoded)/r\(event.percentEncoded)", token)
  }

  /// As somebody who reads.
  func get(_ path: String) async throws -> Value { try await send("GET", path, reader) }

  func roots(of document: String) async throws -> [Value] {
    try await get("v3/rooms/\(roomPath)/messages?dir=b&limit=200").at("chunk").list
      .filter { $0.at("content", "app.countersign.key").string == document }
  }

  func thread(under event: String) async throws -> [Value] {
    try await get("v1/rooms/\(roomPath)/relations/\(event.percentEncoded)/m.thread").at("chunk").list
  }

  /// How often somebody who reads was told that a message is for them.
  func highlights() async throws -> Int {
    try await get("v3/notifications?only=highlight&limit=100").at("notifications").list.count
  }

  @discardableResult
  private func send(_ method: String, _ path: String, _ token: String) async throws -> Value {
    let headers = [(name: "authorization", value: "Bearer \(token)")]
    let url = "\(url)/_matrix/client/\(path)"
    let request =
      method == "GET"
      ? TargetRequest(method, url, headers: headers) : TargetRequest(method, url, headers: headers, json: [:])
    let answer = try await client.send(request)
    guard answer.isSuccess else { throw answer.failure }
    return answer.json
  }
}

extension Notice.Document {
  /// One that the server has not seen: it outlives a test.
  fileprivate static func unused() -> Notice.Document { .sample(id: "doc_\(UUID().uuidString)") }
}

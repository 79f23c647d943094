import Documents
import Foundation
import GRDB
import Ledger
import NIOConcurrencyHelpers
import TestSupport
import Testing
import Workflow

/// A ledger in a temporary directory, with a clock that a test sets.
final class TemporaryLedger {
  let directory: URL
  let ledger: Ledger
  let clock: Clock

  final class Clock: Sendable {
    private let time = NIOLockedValueBox(Timestamp(milliseconds: 1_000_000))
    var now: Timestamp { time.withLockedValue { $0 } }
    func set(_ milliseconds: Int64) { time.withLockedValue { $0 = Timestamp(milliseconds: milliseconds) } }
  }

  init(documentBytesMax: Int? = nil) throws {
    let clock = Clock()
    self.clock = clock
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    ledger = try Self.open(directory, clock: clock, documentBytesMax: documentBytesMax)
  }

  static func open(_ directory: URL, clock: Clock, documentBytesMax: Int? = nil) throws -> Ledger {
    let sources = SystemSources(
      now: { clock.now }, randomBytes: { count in (0..<count).map { _ in .random(in: 0...255) } })
    return try Ledger(
      path: directory.path + "/test.sqlite", sources: sources, box: try SecretBox(key: Data(repeating: 7, count: 32)),
      documentBytesMax: documentBytesMax)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  @discardableResult
  func perform(
    _ target: WriteRequest.Target, as actor: String = "ada", key: IdempotencyKey? = nil, version: Int? = nil,
    texts: [StoredText] = []
  ) async throws -> (answer: Answer, outcome: Outcome?) {
    try await ledger.perform(
      WriteRequest(
        target: target, actor: actor == "daemon" ? .daemon : Actor(id: actor, kind: .person),
        metadata: EventMetadata(source: "test"), expectedVersion: version, idempotency: key, texts: texts
      ) { outcome in Answer(status: 200, body: Data("\(outcome.seq)".utf8)) })
  }

  func register(_ user: String) async throws {
    try await perform(
      .registry(.registerUser(UserRegistered(user: user, kind: .person), grants: [])), as: "daemon")
  }

  func open(_ id: String) async throws {
    let draft = DraftBuilding(
      markdown: "# Title\n\nWords.\n\n## Part\n\nMore.\n", previous: [], message: nil, source: DraftSource(kind: "api"))
    let policy = Policy(
      name: "p", version: 1, stages: [Stage(name: "review", gate: [Rule(id: "r", requires: .comments)])])
    let opened = DocumentOpened(
      title: "Title", slug: id, project: nil, template: "t", templateVersion: 1, policy: policy, signOffRoles: [],
      owner: "ada", reviewers: [], links: [:])
    try await perform(.document(id: id, .open(opened, firstDraft: draft.content)), texts: draft.texts)
  }
}

@Suite struct Keeping {
  private func comment(_ id: String, on document: String = "doc") -> WriteRequest.Target {
    .document(id: document, .addComment(CommentAdded(comment: id, body: "Hm", anchor: nil, revision: 1)))
  }

  @Test("the log is gapless, and every commit is fsynced before it is answered")
  func gapless() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.open("doc")
    for number in 0..<20 { try await store.perform(comment("c\(number)")) }
    try DatabaseOpening.assertDurable(store.ledger.pool)
    let (count, most, least) = try await store.ledger.pool.read { db in
      let row = try Row.fetchOne(db, sql: "SELECT COUNT(*) AS n, MAX(seq) AS most, MIN(seq) AS least FROM event")
      return (row?["n"] ?? 0, row?["most"] ?? 0, row?["least"] ?? 0) as (Int, Int, Int)
    }
    #expect(count == most - least + 1 && least == 1)
  }

  @Test("no event is changed, deleted or put in with a gap")
  func appendOnly() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    for sql in [
      "UPDATE event SET actor = 'mallory' WHERE seq = 1", "DELETE FROM event WHERE seq = 1",
      """
      INSERT INTO event SELECT seq + 10, 'x', 'y', 1, type, 1, recorded_at, NULL, NULL, actor, actor_kind, NULL, NULL,
        body, metadata, leaf_hash, salt FROM event WHERE seq = 1
      """,
    ] {
      await #expect(throws: DatabaseError.self) { try await store.ledger.pool.write { try $0.execute(sql: sql) } }
    }
  }

  @Test("read tables made again from the log are equal to those kept while writing")
  func rebuild() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.register("tess")
    try await store.open("doc")
    try await store.open("other")
    try await store.perform(comment("c"))
    try await store.perform(.document(id: "doc", .requestReview))
    try await store.perform(.document(id: "doc", .resolveComment(id: "c")))
    try await store.perform(
      .registry(.openProject(ProjectOpened(slug: "p", title: "P", configuration: [:], links: [:]))))
    let live = try await dump(store.ledger)
    try await store.ledger.rebuild()
    #expect(try await dump(store.ledger) == live)
    #expect(live.contains { $0.hasPrefix("document|") })
  }

  private func dump(_ ledger: Ledger) async throws -> [String] {
    try await ledger.pool.read { db in
      try ["document", "document_reviewer", "revision", "project", "template", "user", "user_role"]
        .flatMap { table in
          try Row.fetchAll(db, sql: "SELECT * FROM \(table) ORDER BY 1, 2").map { row in
            table + "|" + row.databaseValues.map(\.description).joined(separator: "|")
          }
        } + SearchedRows.all(in: db)
    }
  }

  @Test("a document held in memory is what a replay would give")
  func cacheIsReplay() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.open("doc")
    try await store.perform(comment("c"))
    let held = try await store.ledger.document("doc")
    let replayed = try await store.ledger.document("doc", at: store.ledger.position)
    #expect(held == replayed && held != nil)
    let earlier = try await store.ledger.document("doc", at: store.ledger.position - 1)
    #expect(earlier?.comments.isEmpty == true)
  }

  @Test("the same key and request give the first answer for ever, another request is refused")
  func idempotency() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.open("doc")
    let key = IdempotencyKey(key: "k", fingerprint: "f")
    let first = try await store.perform(comment("c"), key: key)
    let second = try await store.perform(comment("c2"), key: key)
    #expect(second.answer.isReplayed && second.answer.body == first.answer.body)
    #expect(try await store.ledger.document("doc")?.comments.count == 1)
    await #expect(throws: Refusal.self) {
      try await store.perform(comment("c"), key: IdempotencyKey(key: "k", fingerprint: "g"))
    }
  }

  @Test("a refused command leaves nothing behind")
  func refusedLeavesNothing() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.open("doc")
    let before = store.ledger.position
    await #expect(throws: Refusal.self) { try await store.perform(comment("c"), version: 1) }
    await #expect(throws: Refusal.self) { try await store.perform(comment("c"), as: "nobody") }
    #expect(store.ledger.position == before)
    #expect(try await store.ledger.document("doc")?.comments.isEmpty == true)
  }

  @Test("twenty saves of one revision at once have one winner")
  func race() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.open("doc")
    let ledger = store.ledger
    let winners = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<20 {
        group.addTask {
          let draft = DraftBuilding(
            markdown: "# Title\n\nWords \(number).\n", previous: [], message: nil, source: DraftSource(kind: "api"))
          let request = WriteRequest(
            target: .document(id: "doc", .saveDraft(draft.content, baseRevision: 1)),
            actor: Actor(id: "ada", kind: .person), metadata: EventMetadata(source: "test"), texts: draft.texts)
          return (try? await ledger.perform(request)) != nil
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(winners == 1)
    #expect(try await store.ledger.document("doc")?.revision == 2)
  }

  @Test("the log's time does not go back when the clock does")
  func clockGoesBack() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    store.clock.set(5)
    try await store.register("tess")
    let events = try await store.ledger.events(limit: 10)
    #expect(events.map(\.position.timestamp) == events.map(\.position.timestamp).sorted())
  }

  @Test("an unknown event stops the opening, with its position")
  func unknownEvent() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.ledger.pool.write { db in
      try db.execute(
        sql: """
          INSERT INTO event SELECT 3, 'e3', 's3', 1, 'document.teleported', 1, recorded_at, NULL, NULL, actor, actor_kind,
            NULL, NULL, body, metadata, leaf_hash, salt FROM event WHERE seq = 1
          """)
    }
    try store.ledger.close()
    let failure = #expect(throws: LogFailure.self) {
      try TemporaryLedger.open(store.directory, clock: store.clock)
    }
    #expect(failure?.seq == 3 && failure?.description.contains("document.teleported") == true)
  }

  @Test("a database of a newer version is refused, naming what is unknown")
  func newerDatabase() async throws {
    let store = try TemporaryLedger()
    try await store.ledger.pool.write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9999_future')")
    }
    try store.ledger.close()
    let failure = #expect(throws: OpeningFailure.self) {
      try TemporaryLedger.open(store.directory, clock: store.clock)
    }
    #expect(failure?.description.contains("9999_future") == true)
  }

  @Test("the migrations compiled in are the files of the folder, in their order")
  func migrations() throws {
    let folder = ProjectFolder.url.appending(path: "Migrations")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".sql") }
      .sorted()
    let compiled = DatabaseOpening.allMigrations()
    #expect(compiled.map { $0.name + ".sql" } == files)
    for migration in compiled {
      let file = folder.appendingPathComponent(migration.name + ".sql")
      #expect(try String(contentsOf: file, encoding: .utf8) == migration.sql)
    }
  }

  @Test("a full queue turns a write away")
  func queueFull() async throws {
    let store = try TemporaryLedger()
    let full = try Ledger(
      path: store.directory.path + "/full.sqlite", sources: store.ledger.sources,
      box: try SecretBox(key: Data(repeating: 7, count: 32)), waitingMax: 0)
    await #expect(throws: LedgerFailure.self) {
      try await full.perform(
        WriteRequest(
          target: .registry(.registerUser(UserRegistered(user: "ada", kind: .person), grants: [])), actor: .daemon,
          metadata: EventMetadata(source: "test")))
    }
  }

  @Test("what is sealed opens under its own purpose alone")
  func seal() throws {
    let box = try SecretBox(key: Data(repeating: 1, count: 32))
    let sealed = try box.seal(Data("secret".utf8), purpose: "a")
    #expect(try box.open(sealed, purpose: "a") == Data("secret".utf8))
    #expect(throws: (any Error).self) { try box.open(sealed, purpose: "b") }
    #expect(!sealed.contains(Data("secret".utf8)))
  }
}

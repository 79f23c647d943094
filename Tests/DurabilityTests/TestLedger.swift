import Documents
import Foundation
import Ledger
import NIOConcurrencyHelpers
import Workflow

/// Opens ledgers with a clock that a test may set.
enum TestLedger {
  final class Clock: Sendable {
    private let time: NIOLockedValueBox<Int64>

    init(_ milliseconds: Int64 = 1_700_000_000_000) { time = NIOLockedValueBox(milliseconds) }

    var now: Timestamp { time.withLockedValue { Timestamp(milliseconds: $0) } }
    func move(by milliseconds: Int64) { time.withLockedValue { $0 += milliseconds } }
  }

  static func open(_ path: String, clock: Clock = Clock(), faults: WriterFaults = []) throws -> Ledger {
    let sources = SystemSources(
      now: { clock.now }, randomBytes: { count in (0..<count).map { _ in .random(in: 0...255) } })
    return try Ledger(
      path: path, sources: sources, box: try SecretBox(key: Data(repeating: 7, count: SecretBox.keyBytes)),
      faults: faults)
  }
}

/// What the tests of durability write.
enum Requests {
  private static let policy = Policy(
    name: "p", version: 1, stages: [Stage(name: "review", gate: [Rule(id: "r", requires: .comments)])])

  static func register(_ user: String) -> WriteRequest {
    request(
      .registry(.registerUser(UserRegistered(user: user, kind: .person), grants: [RoleGrant(role: "member")])),
      actor: .daemon, privateWrites: [.profile(user: user, Profile(name: user.capitalized))])
  }

  static func project(_ slug: String) -> WriteRequest {
    request(.registry(.openProject(ProjectOpened(slug: slug, title: slug, configuration: [:], links: [:]))))
  }

  static func endpoint(_ id: String) -> WriteRequest {
    request(
      .registry(
        .createEndpoint(
          EndpointCreated(endpoint: id, name: id, kind: "webhook", eventTypes: ["comment.added"], projects: []))))
  }

  static func open(_ id: String, words: String = "Words.") -> WriteRequest {
    let draft = draft(words)
    let opened = DocumentOpened(
      title: "Title of \(id)", slug: id, project: nil, template: "t", templateVersion: 1, policy: policy,
      signOffRoles: [], owner: "ada", reviewers: ["ada"], links: [:])
    return request(.document(id: id, .open(opened, firstDraft: draft.content)), texts: draft.texts)
  }

  static func save(_ id: String, base: Int, words: String) -> WriteRequest {
    let draft = draft(words)
    return request(.document(id: id, .saveDraft(draft.content, baseRevision: base)), texts: draft.texts)
  }

  static func comment(_ comment: String, on id: String, key: String? = nil) -> WriteRequest {
    request(
      .document(id: id, .addComment(CommentAdded(comment: comment, body: "Hm", anchor: nil, revision: 1))), key: key)
  }

  static func document(_ id: String, _ command: DocumentCommand) -> WriteRequest {
    request(.document(id: id, command))
  }

  private static func draft(_ words: String) -> DraftBuilding {
    DraftBuilding(
      markdown: "# Title\n\n\(words)\n\n## Part\n\nMore.\n", previous: [], message: nil,
      source: DraftSource(kind: "api"))
  }

  private static func request(
    _ target: WriteRequest.Target, actor: Actor = Actor(id: "ada", kind: .person), key: String? = nil,
    texts: [StoredText] = [], privateWrites: [PrivateWrite] = []
  ) -> WriteRequest {
    WriteRequest(
      target: target, actor: actor, metadata: EventMetadata(source: "test"),
      idempotency: key.map { IdempotencyKey(key: $0, fingerprint: $0) }, texts: texts, privateWrites: privateWrites
    ) { outcome in Answer(status: 200, body: Data("\(outcome.seq)".utf8)) }
  }
}

import Crypto
import Documents
import Foundation
import GRDB
import Ledger
import Workflow

/// A ledger that signs, with a log of all sorts in it.
final class ProvenLedger {
  static let secret = Data(repeating: 7, count: 32)

  let directory: URL
  let clock = TemporaryLedger.Clock()
  let key = Curve25519.Signing.PrivateKey()
  private(set) var ledger: Ledger
  var path: String { directory.path + "/test.sqlite" }

  init(witnesses: [NoteKey] = []) throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("proven-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    ledger = try Self.open(directory.path + "/test.sqlite", clock: clock, key: key, witnesses: witnesses)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  private static func open(
    _ path: String, clock: TemporaryLedger.Clock, key: Curve25519.Signing.PrivateKey, witnesses: [NoteKey]
  ) throws -> Ledger {
    let sources = SystemSources(
      now: { clock.now }, randomBytes: { count in (0..<count).map { _ in .random(in: 0...255) } })
    return try Ledger(
      path: path, sources: sources, box: try SecretBox(key: secret),
      proof: ProofSettings(key: key, origin: "example.org/log", witnesses: witnesses))
  }

  func reopen() throws {
    try ledger.close()
    ledger = try Self.open(path, clock: clock, key: key, witnesses: [])
  }

  var verifier: NoteKey? { NoteKey(name: "example.org/log", publicKey: key.publicKey.rawRepresentation) }

  func verify(_ file: String? = nil, kept: SignedNote? = nil) throws -> VerificationReport {
    try Verification(key: verifier, box: try SecretBox(key: Self.secret), kept: kept).run(database: file ?? path)
  }

  @discardableResult
  func perform(
    _ target: WriteRequest.Target, as actor: String = "ada", key: String? = nil, texts: [StoredText] = [],
    privateWrites: [PrivateWrite] = []
  ) async throws -> (answer: Answer, outcome: Outcome?) {
    let request = WriteRequest(
      target: target, actor: actor == "daemon" ? .daemon : Actor(id: actor, kind: .person),
      metadata: EventMetadata(requestID: "r-\(actor)", source: "test", ip: "192.0.2.7"),
      idempotency: key.map { IdempotencyKey(key: $0, fingerprint: "f") }, texts: texts, privateWrites: privateWrites
    ) { outcome in Answer(status: 200, body: Data("{\"seq\":\(outcome.seq)}".utf8)) }
    if case .erasure = target { return try await ledger.erase(request) }
    return try await ledger.perform(request)
  }

  func register(_ user: String, admin: Bool = false) async throws {
    try await perform(
      .registry(
        .registerUser(
          UserRegistered(user: user, kind: .person), grants: admin ? [RoleGrant(role: KnownRole.admin)] : [])),
      as: "daemon",
      privateWrites: [.profile(user: user, Profile(name: "Name of \(user)", email: "\(user)@example.org"))])
  }

  func open(_ id: String, words: String = "Words.") async throws {
    let draft = DraftBuilding(
      markdown: "# Title \(id)\n\n\(words)\n\n## Part\n\nMore.\n", previous: [], message: nil,
      source: DraftSource(kind: "api"))
    let policy = Policy(
      name: "p", version: 1, stages: [Stage(name: "review", gate: [Rule(id: "r", requires: .comments)])])
    let opened = DocumentOpened(
      title: "Title \(id)", slug: "title-\(id)", project: nil, template: "t", templateVersion: 1, policy: policy,
      signOffRoles: [], owner: "ada", reviewers: ["tess"], links: [:])
    try await perform(.document(id: id, .open(opened, firstDraft: draft.content)), texts: draft.texts)
  }

  func save(_ markdown: String, to id: String) async throws {
    guard let state = try await ledger.document(id) else { return }
    let draft = DraftBuilding(
      markdown: markdown, previous: try await ledger.fingerprints(of: state), message: "Why \(markdown.count)",
      source: DraftSource(kind: "api"))
    try await perform(
      .document(id: id, .saveDraft(draft.content, baseRevision: state.revision)), texts: draft.texts)
  }

  func comment(_ id: String, on document: String, body: String = "Hm") async throws {
    try await perform(
      .document(id: document, .addComment(CommentAdded(comment: id, body: body, anchor: nil, revision: 1))),
      key: "key-\(id)")
  }

  /// People, documents, drafts, comments, tokens, projects, endpoints: of each read table, a row or more.
  func fill(comments: Int) async throws {
    try await register("ada", admin: true)
    try await register("tess")
    try await perform(
      .registry(.openProject(ProjectOpened(slug: "p", title: "P", configuration: ["a": 1], links: ["b": "c"]))))
    let markdown = "# T\n"
    try await perform(
      .registry(.publishTemplate(TemplatePublished(name: "t", version: 0, text: Digests.sha256Hex(markdown)))),
      texts: [StoredText(digest: Digests.sha256Hex(markdown), body: Data(markdown.utf8))])
    try await perform(
      .registry(.issueToken(TokenIssued(token: "tok_1", user: "tess", name: "t", scopes: [], expiresAt: nil))))
    try await perform(
      .registry(
        .createEndpoint(EndpointCreated(endpoint: "end_1", name: "e", kind: "webhook", eventTypes: ["*"], projects: []))
      ))
    for document in ["doc_1", "doc_2"] { try await open(document) }
    for number in 0..<comments {
      clock.set(1_000_000 + Int64(number) * 200)
      try await comment("com_\(number)", on: number.isMultiple(of: 3) ? "doc_1" : "doc_2", body: "Remark \(number)")
      if number.isMultiple(of: 40) {
        try await save("# Title\n\nNumber \(number).\n\n## Part\n\nMore.\n", to: "doc_1")
        _ = try await ledger.checkpoint()
      }
    }
  }

  /// A copy of the database as it is now; the ledger is closed by it.
  func closed() throws -> String {
    try ledger.close()
    return path
  }
}

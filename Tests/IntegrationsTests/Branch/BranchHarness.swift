import Documents
import Foundation
import Ledger
import NIOConcurrencyHelpers
import TestSupport
import Workflow

@testable import Integrations

/// A real repository, a ledger, and the connection between them: what a daemon would do is done by hand.
final class BranchHarness: Sendable {
  static let connection = "con_1"
  let repository: GitRepository
  let ledger: Ledger
  let client: TargetClient

  init(
    template: String? = "note", identities: [String: String]? = nil, settings: ConnectionSettings? = nil,
    paths: [String] = ["docs/**/*.md"]
  ) async throws {
    repository = try GitRepository()
    client = try LoopbackClient.made()
    ledger = try Ledger(
      path: repository.root.path + "/test.sqlite",
      sources: SystemSources(
        now: { Timestamp(milliseconds: 1_700_000_000_000) },
        randomBytes: { count in (0..<count).map { _ in .random(in: 0...255) } }),
      box: try SecretBox(key: Data(repeating: 7, count: 32)))
    let policy = Policy(
      name: "p", version: 1, stages: [Stage(name: "review", gate: [Rule(id: "r", requires: .comments)])])
    try await publish("note", "# Note\n\n## Purpose\n\n## Decision\n")
    try await perform(
      .publishWorkflow(WorkflowPublished(name: "p", version: 1, policy: policy, text: Self.digest("p"))), "p")
    try await perform(
      .createConnection(
        ConnectionCreated(
          connection: Self.connection, name: "docs", host: "git", repository: repository.bare.path, apiURL: "",
          branch: "main", paths: paths, template: template, identities: identities, settings: settings)))
  }

  private static func digest(_ text: String) -> String { Digests.sha256Hex(text) }

  func publish(_ name: String, _ markdown: String) async throws {
    try await perform(
      .publishTemplate(TemplatePublished(name: name, version: 1, text: Self.digest(markdown))), markdown)
  }

  func perform(_ command: RegistryCommand, _ text: String? = nil) async throws {
    _ = try await ledger.perform(
      WriteRequest(
        target: .registry(command), actor: .daemon, metadata: EventMetadata(source: "test"),
        texts: text.map { [StoredText(digest: Self.digest($0), body: Data($0.utf8))] } ?? []))
  }

  func register(_ user: String, email: String? = nil, login: String? = nil) async throws {
    let identities = login.map { [Identity(host: "git", login: $0)] } ?? []
    _ = try await ledger.perform(
      WriteRequest(
        target: .registry(
          .registerUser(UserRegistered(user: user, kind: .person), grants: [RoleGrant(role: "member")])),
        actor: .daemon, metadata: EventMetadata(source: "test"),
        privateWrites: [.profile(user: user, Profile(name: user, email: email, identities: identities))]))
  }

  var host: PlainGitHost { host(of: repository.bare.path) }

  func host(of repository: String, roots: [String]? = nil) -> PlainGitHost {
    PlainGitHost(
      HostAPI(
        repository: repository, base: "", token: nil,
        git: GitPlace(roots: roots ?? [self.repository.root.path], mirror: self.repository.root.path + "/mirror"),
        client: client))
  }

  func recording(_ host: (any GitHost)? = nil) async throws -> BranchRecording {
    guard let record = try await ledger.connection(Self.connection) else { throw Missing() }
    return BranchRecording(ledger: ledger, host: host ?? self.host, connection: record, defaultWorkflow: "p")
  }

  /// What the hook would tell of the branch: from where it was last told of to where it is, with no list of commits.
  func take(_ host: (any GitHost)? = nil, before: String? = nil) async throws -> String {
    let push = Push(
      repository: "", ref: "refs/heads/main", before: before,
      after: try? repository.git(["rev-parse", "main"], in: repository.bare))
    return try await recording(host).take(push, receipt: "rcp_1")
  }

  func reconcile(_ host: (any GitHost)? = nil) async throws -> String { try await recording(host).reconcile() }

  var head: String? { get async throws { try await ledger.connection(Self.connection)?.head } }

  func document(_ path: String) async throws -> DocumentState? {
    guard let mapped = try await ledger.mappedDocument(connection: Self.connection, path: path) else { return nil }
    return try await ledger.document(mapped)
  }

  /// Oldest first.
  func revisions(_ path: String) async throws -> [RevisionRecord] {
    guard let document = try await document(path) else { return [] }
    return try await ledger.revisions(of: document.id, before: nil, limit: 1000).reversed()
  }

  func commits(_ path: String) async throws -> [String] {
    try await revisions(path).compactMap(\.saved.source.commit)
  }

  func words(_ path: String) async throws -> String? {
    guard let document = try await document(path) else { return nil }
    return try await ledger.markdown(of: document.sections)
  }

  var events: [Event] { get async throws { try await ledger.events(after: 0, limit: 10_000).map(\.event) } }

  var sourceChanges: [DraftSourceChanged] {
    get async throws {
      try await events.compactMap { if case .draftSourceChanged(let changed) = $0 { changed } else { nil } }
    }
  }

  /// Rows that a replay of the log would make otherwise; none where all is well.
  func check() async throws {
    let before = try await rows()
    try await ledger.rebuild()
    guard try await rows() == before else { throw Missing() }
  }

  private func rows() async throws -> [String] {
    let mapped = try await ledger.mappedFiles(of: Self.connection).map { "\($0.key) \($0.value)" }.sorted()
    let head = try await head ?? ""
    let documents = Set(try await ledger.mappedFiles(of: Self.connection).values.map(\.document)).sorted()
    var recorded: [String] = []
    for document in documents {
      recorded += try await ledger.recordedCommits(of: Self.connection, document: document).map { "\($0)" }
    }
    return [head] + mapped + recorded
  }

  struct Missing: Error {}
}

/// A host that stops answering: after so many questions for files, or for all but files.
struct FaultyHost: GitHost {
  static let kind = "git"
  static let defaultAPI: String? = nil
  static func check(repository: String) throws(Refusal) {}
  static func verify(_ delivery: RawDelivery, secret: ConnectionSecret) -> DeliveryName? { nil }
  static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] { [] }

  /// Counts what is asked.
  final class Count: Sendable {
    private let left: NIOLockedValueBox<Int>
    private let asked = NIOLockedValueBox<[String: Int]>([:])

    init(files: Int = .max) { left = NIOLockedValueBox(files) }

    func file() -> Bool {
      note("file")
      return left.withLockedValue { left in
        left -= 1
        return left >= 0
      }
    }

    func note(_ what: String) { asked.withLockedValue { $0[what, default: 0] += 1 } }
    subscript(_ what: String) -> Int { asked.withLockedValue { $0[what] ?? 0 } }
  }

  let inner: PlainGitHost
  let count: Count
  /// Whether it knows nothing but files.
  var hasOnlyFiles = false
  /// Whether the earlier commit of a range is unknown to it.
  var forgets = false

  init(_ api: HostAPI) { self.init(PlainGitHost(api), Count()) }

  init(_ inner: PlainGitHost, _ count: Count = Count(), hasOnlyFiles: Bool = false, forgets: Bool = false) {
    self.inner = inner
    self.count = count
    self.hasOnlyFiles = hasOnlyFiles
    self.forgets = forgets
  }

  private func ask(_ what: String) throws(DeliveryFailure) {
    count.note(what)
    if hasOnlyFiles { throw DeliveryFailure(.http, status: 404) }
  }

  func head(of branch: String) async throws(DeliveryFailure) -> String? {
    try ask("head")
    return try await inner.head(of: branch)
  }

  func commits(from: String?, to: String) async throws(DeliveryFailure) -> CommitRange {
    try ask("commits")
    if forgets { throw DeliveryFailure(.http, status: 404) }
    return try await inner.commits(from: from, to: to)
  }

  func changes(of commit: String) async throws(DeliveryFailure) -> [FileChange] {
    try ask("changes")
    return try await inner.changes(of: commit)
  }

  func changes(from: String, to: String) async throws(DeliveryFailure) -> [FileChange] {
    try await inner.changes(from: from, to: to)
  }

  func paths(at commit: String) async throws(DeliveryFailure) -> [String] {
    try ask("paths")
    return try await inner.paths(at: commit)
  }

  func file(_ path: String, at commit: String) async throws(DeliveryFailure) -> Data? {
    guard count.file() else { throw DeliveryFailure(.connection, answer: "gone") }
    return try await inner.file(path, at: commit)
  }

  func history(of path: String, at head: String) async throws(DeliveryFailure) -> [Commit] {
    try ask("history")
    return try await inner.history(of: path, at: head)
  }

  func changeRequest(_ number: Int) async throws(DeliveryFailure) -> ChangeRequest? { nil }
  func openChangeRequests(to branch: String) async throws(DeliveryFailure) -> [ChangeRequest] { [] }
  func reviews(of request: ChangeRequest) async throws(DeliveryFailure) -> [ReviewNews] { [] }
  func set(_ status: CommitStatus, on commit: String) async throws(DeliveryFailure) {}
  func comment(_ comment: OutgoingComment, on request: ChangeRequest) async throws(DeliveryFailure) -> String { "" }
  func comment(with sign: String, on request: ChangeRequest) async throws(DeliveryFailure) -> String? { nil }
  func write(_ file: FileWrite) async throws(DeliveryFailure) -> String { "" }
  func propose(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest {
    throw DeliveryFailure(.settings)
  }
}

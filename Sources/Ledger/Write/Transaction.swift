import Foundation
import GRDB
import Workflow

/// One command's way through its transaction: answered before? load, decide, append, project, answer.
struct WriteTransaction {
  let db: Database
  let request: WriteRequest
  let sources: SystemSources
  let box: SecretBox
  let batch: Batch

  /// What is to be committed.
  struct Result {
    /// Nil where nothing has to be kept of it: the caller makes it from the outcome, off the writer.
    let answer: Answer?
    /// Nil where a stored answer was found.
    let outcome: Outcome?
  }

  func run() throws -> Result {
    if let stored = try storedAnswer() { return Result(answer: stored, outcome: nil) }
    let outcome =
      switch request.target {
      case .document(let id, let command): try writeDocument(id, command)
      case .registry(let command): try writeRegistry(command)
      case .erasure(let erasure): try writeErasure(erasure)
      }
    if !outcome.events.isEmpty || request.privateWrites.contains(where: \.isUnconditional) {
      try request.privateWrites.forEach(writePrivate)
    }
    return Result(answer: try storeAnswer(outcome), outcome: outcome)
  }

  private func writeDocument(_ id: String, _ command: DocumentCommand) throws -> Outcome {
    let before = try batch.document(id) ?? DocumentReplay.state(of: id, in: db)
    try checkVersion(before?.version ?? 0)
    let project = batch.projects[before?.project ?? command.openedProject]
    let now = batch.now(sources)
    let context = DecisionContext(actor: request.actor, now: now, people: batch.directory, project: project)
    let events = try Decide.decide(command, on: before, context: context)
    guard !events.isEmpty else {
      return Outcome(events: [], document: before, version: before?.version ?? 0, seq: before?.seq ?? 0)
    }
    try storeTexts()
    let destination = Appender.Destination(
      stream: "document-\(id)", streamVersion: before?.version ?? 0, document: id,
      project: before?.project ?? events.openedProject)
    let recorded = try appender.append(events, to: destination, at: now)
    let after = try DocumentReplay.continue(before, id: id, with: recorded)
    try DocumentProjection(db: db, texts: request.texts).apply(recorded.map(\.replayed), state: after)
    return Outcome(events: recorded, document: after, version: after.version, seq: after.seq)
  }

  private func writeRegistry(_ command: RegistryCommand) throws -> Outcome {
    let facts = try RegistryReading(db: db).facts(for: command)
    try checkVersion(facts.streamVersion)
    let now = batch.now(sources)
    let events = try Registering.decide(
      command, facts: facts, actor: request.actor, now: now, people: batch.directory)
    let version = facts.streamVersion + events.count
    guard !events.isEmpty else {
      let seq = try Int64.fetchOne(
        db, sql: "SELECT seq FROM event WHERE stream = ? ORDER BY stream_version DESC LIMIT 1",
        arguments: [command.stream])
      return Outcome(events: [], document: nil, version: version, seq: seq ?? 0)
    }
    try storeTexts()
    let destination = Appender.Destination(
      stream: command.stream, streamVersion: facts.streamVersion, document: nil, project: command.project)
    let recorded = try appender.append(events, to: destination, at: now)
    try RegistryProjection(db: db).apply(recorded)
    return Outcome(events: recorded, document: nil, version: version, seq: recorded.last?.seq ?? 0)
  }

  var appender: Appender {
    Appender(db: db, sources: sources, request: request, lastSeq: batch.position)
  }

  private func checkVersion(_ version: Int) throws(Refusal) {
    guard let expected = request.expectedVersion, expected != version else { return }
    throw Refusal(
      .staleVersion, "stale_version",
      "If-Match says version \(expected), and it is at version \(version): read it again and repeat the change.")
  }

  private func storeTexts() throws {
    for text in request.texts { try TextStore.insert(text, in: db) }
  }

  private func writePrivate(_ write: PrivateWrite) throws {
    switch write {
    case .profile(let user, let profile):
      let identities = String(decoding: try JSONEncoder().encode(profile.identities), as: UTF8.self)
      try db.execute(
        sql: "INSERT OR REPLACE INTO profile (user, name, email, identities) VALUES (?, ?, ?, ?)",
        arguments: [user, profile.name, profile.email, identities])
    case .tokenSecret(let token, let hash):
      try db.execute(sql: "INSERT INTO token_secret (token, hash) VALUES (?, ?)", arguments: [token, hash])
    case .secret(let owner, let plain):
      try db.execute(
        sql: "INSERT OR REPLACE INTO sealed_secret (owner, sealed) VALUES (?, ?)",
        arguments: [owner, try box.seal(plain, purpose: owner)])
    case .forgetSecret(let owner):
      try db.execute(sql: "DELETE FROM sealed_secret WHERE owner = ?", arguments: [owner])
    case .receiptDone(let id, let outcome):
      try db.execute(sql: "UPDATE receipt SET state = 'done', outcome = ? WHERE id = ?", arguments: [outcome, id])
    case .rangeFinished(let connection):
      try db.execute(sql: "DELETE FROM passed_commit WHERE connection = ?", arguments: [connection])
    }
  }
}

extension WriteTransaction {
  private func purpose(_ key: IdempotencyKey) -> String {
    StoredAnswers.purpose(actor: request.actor.id, key: key.key)
  }

  private func storedAnswer() throws -> Answer? {
    guard let key = request.idempotency,
      let row = try Row.fetchOne(
        db.cachedStatement(sql: "SELECT * FROM idempotent_answer WHERE actor = ? AND key = ?"),
        arguments: [request.actor.id, key.key])
    else { return nil }
    guard row["fingerprint"] == key.fingerprint else {
      throw Refusal(
        .conflict, "idempotency_key_reused",
        "The Idempotency-Key '\(key.key)' was used for another request: use a new key for a new request.")
    }
    let body = try box.open(row["body"], purpose: purpose(key))
    guard body != StoredAnswers.erased else {
      throw Refusal(
        .conflict, "answer_erased",
        "This request was carried out, and is not carried out again. What it was answered with was erased since.")
    }
    var answer = Answer(status: row["status"], location: row["location"], etag: row["etag"], body: body)
    answer.isReplayed = true
    return answer
  }

  private func storeAnswer(_ outcome: Outcome) throws -> Answer? {
    guard let key = request.idempotency else { return nil }
    let answer = try request.answer(outcome)
    try db.cachedStatement(
      sql: """
        INSERT INTO idempotent_answer (actor, key, fingerprint, status, location, etag, body, first_seq, last_seq)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      request.actor.id, key.key, key.fingerprint, answer.status, answer.location, answer.etag,
      try box.seal(answer.body, purpose: purpose(key)), outcome.events.first?.seq ?? 0,
      outcome.events.last?.seq ?? 0,
    ])
    return answer
  }
}

extension PrivateWrite {
  /// A receipt is dealt with even where the push brought nothing new, and a profile changes without an event's needing to.
  fileprivate var isUnconditional: Bool {
    switch self {
    case .receiptDone: true
    default: false
    }
  }
}

extension [Event] {
  fileprivate var openedProject: String? {
    guard case .documentOpened(let opened) = first else { return nil }
    return opened.project
  }
}

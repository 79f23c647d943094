import GRDB
import Workflow

/// Makes the read tables again from the log, through the same functions that made them.
///
/// What concerns people, projects and ways is made first, then each document by itself: so a rebuild needs no more memory
/// than its largest document, and one document's rows can be replaced in one small transaction while others are written.
enum Rebuild {
  static let registryTables = [
    "project", "template", "user", "user_role", "token", "endpoint", "connection", "workflow", "pipeline", "delegation",
    "change_request", "change_request_head", "change_request_review",
  ]
  static let documentTables = [
    "document", "document_reviewer", "revision", "searched_section", "section_words", "mapped_file",
    "recorded_commit",
  ]
  /// All that it makes.
  static let tables = registryTables + documentTables

  /// All of it, inside the caller's transaction. `progress` is given the events taken in so far.
  static func run(in db: Database, progress: (Int) -> Void = { _ in }) throws {
    for table in documentTables { try db.execute(sql: "DELETE FROM \(table)") }
    var taken = try registry(in: db)
    for id in try documents(in: db) {
      let replayed = try Replayed(id, in: db)
      try DocumentProjection(db: db).apply(replayed.shown, state: replayed.state)
      taken += replayed.state.version
      progress(taken)
    }
  }

  /// Replaces the rows of people, projects, templates and ways. Returns the number of events.
  static func registry(in db: Database) throws -> Int {
    for table in registryTables { try db.execute(sql: "DELETE FROM \(table)") }
    let types = EventReading.list(EventType.allCases.filter { !$0.isOfDocuments })
    let cursor = try EventReading.cursor(
      db, where: "type IN (\(types)) AND document IS NULL ORDER BY seq", arguments: [])
    var taken = 0
    while let recorded = try cursor.next() {
      try RegistryProjection(db: db).apply([recorded])
      taken += 1
    }
    return taken
  }

  /// Replaces the rows of one document; replays it again where it has gone on since.
  static func replace(_ replayed: Replayed, in db: Database) throws {
    let stream = "document-\(replayed.state.id)"
    let version = try Int.fetchOne(
      db.cachedStatement(sql: "SELECT MAX(stream_version) FROM event WHERE stream = ?"), arguments: [stream])
    let replayed = version == replayed.state.version ? replayed : try Replayed(replayed.state.id, in: db)
    try DocumentProjection(db: db).remove(replayed.state.id)
    try DocumentProjection(db: db).apply(replayed.shown, state: replayed.state)
  }

  /// The ids of all documents in the log: one step of an index each, whatever the number of their events.
  static func documents(in db: Database) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        WITH RECURSIVE known(stream) AS (
          SELECT MIN(stream) FROM event WHERE stream > 'document-' AND stream < 'document.'
          UNION ALL
          SELECT (SELECT MIN(stream) FROM event WHERE stream > known.stream AND stream < 'document.') FROM known
          WHERE known.stream IS NOT NULL)
        SELECT substr(stream, length('document-') + 1) FROM known WHERE stream IS NOT NULL
        """)
  }

  /// A document's state, and those of its events that have rows of their own.
  struct Replayed: Sendable {
    let state: DocumentState
    let shown: [ReplayedEvent]

    init(_ id: String, in db: Database) throws {
      let cursor = try ReplayCursor(id, in: db)
      var (state, shown) = (DocumentState?.none, [ReplayedEvent]())
      while let next = try cursor.next() {
        try DocumentReplay.take(next.event, at: next.position, into: &state, id: id)
        if next.event.hasRows { shown.append(next) }
      }
      guard let state else { throw LogFailure(seq: 0, reason: "document '\(id)' was never opened") }
      (self.state, self.shown) = (state, shown)
    }
  }
}

extension Event {
  /// Whether a document's projection keeps more of it than the state that it leads to.
  fileprivate var hasRows: Bool {
    switch self {
    case .documentOpened, .reviewerAdded, .draftSaved, .draftSourceChanged: true
    default: false
    }
  }
}

extension EventType {
  /// Those whose stream is a document's.
  fileprivate var isOfDocuments: Bool {
    let family = rawValue.prefix { $0 != "." }
    return [
      "document", "draft", "review", "reviewer", "comment", "checklist", "question", "verdict", "obligation", "stage",
      "gate", "turn", "reminder", "body",
    ].contains(family)
  }
}

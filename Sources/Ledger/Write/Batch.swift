import GRDB
import Workflow

/// What the commands of one transaction have come to so far: each is decided against what those before it have done.
///
/// It lies over the committed state, and becomes that only after the commit; a failed transaction leaves no trace.
struct Batch {
  private let committed: LedgerState
  private(set) var directory: Directory
  private(set) var projects: Projects
  private(set) var documents: [String: DocumentState] = [:]
  /// The position and the time of the last event.
  private(set) var position: Int64
  private(set) var lastRecordedAt: Timestamp
  private(set) var tree: LogTree
  /// The position of the last event of each type in this batch.
  private(set) var lastOfType: [EventType: Int64] = [:]
  private(set) var peopleChanged = false
  private(set) var projectsChanged = false
  private(set) var tokensChanged = false

  init(over committed: LedgerState) {
    self.committed = committed
    let start = committed.start
    (directory, projects) = (start.directory, start.projects)
    (position, lastRecordedAt, tree) = (start.position, start.lastRecordedAt, start.tree)
  }

  /// As this batch or the cache knows it; nil where neither does.
  func document(_ id: String) -> DocumentState? { documents[id] ?? committed.document(id) }

  /// What is decided now is decided at the time that it will be recorded at. The clock may go back; the log's time does
  /// not.
  func now(_ sources: SystemSources) -> Timestamp { max(lastRecordedAt, sources.now()) }

  /// Takes in what a command has appended, once its savepoint has been released.
  mutating func take(_ outcome: Outcome) {
    guard let last = outcome.events.last else { return }
    for recorded in outcome.events {
      tree.frontier.append(recorded.leafHash)
      let type = recorded.event.type
      lastOfType[type] = recorded.seq
      if type.concernsPeople {
        directory.evolve(recorded.event)
        peopleChanged = true
      }
      if type.concernsTokens { tokensChanged = true }
      if type.concernsProjects {
        projects.evolve(recorded)
        projectsChanged = true
      }
    }
    if let document = outcome.document { documents[document.id] = document }
    position = last.seq
    lastRecordedAt = last.position.timestamp
  }

  /// The last of the transaction: the tree's new tiles, and a checkpoint where that is due.
  mutating func closeTree(in db: Database, signer: CheckpointSigner?) throws {
    try tree.storeTiles(in: db)
    try signer?.signCheckpointIfDue(in: db, tree: &tree)
  }
}

extension EventType {
  private static let people = Set(ofPeople)
  private static let projects = Set(ofProjects)
  private static let tokens: Set<EventType> = [.tokenIssued, .tokenRevoked, .userErased]

  fileprivate var concernsPeople: Bool { Self.people.contains(self) }
  fileprivate var concernsTokens: Bool { Self.tokens.contains(self) }
  fileprivate var concernsProjects: Bool { Self.projects.contains(self) }
}

extension Projects {
  mutating func evolve(_ recorded: RecordedEvent) {
    evolve(
      recorded.event, document: recorded.document, project: recorded.project, at: recorded.position.timestamp)
  }
}

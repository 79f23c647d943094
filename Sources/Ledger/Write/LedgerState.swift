import Foundation
import NIOConcurrencyHelpers
import Synchronization
import Workflow

/// What replaying the log has come to, kept so that it need not be replayed for each command.
///
/// Only the writer changes it, and only after a commit; readers take copies. It is never the truth: a document that is
/// not here is replayed.
final class LedgerState: Sendable {
  /// What every batch begins with.
  struct Start {
    var directory = Directory()
    var projects = Projects()
    var position: Int64 = 0
    var lastRecordedAt = Timestamp(milliseconds: 0)
    var tree = LogTree()
    /// The position of the last event of each type that was committed since the opening.
    var lastOfType: [EventType: Int64] = [:]
    /// The position at the opening: before it nothing is known of types.
    var opened: Int64 = 0
  }

  private struct Contents {
    var start = Start()
    var documents: DocumentCache
  }

  private let contents: NIOLockedValueBox<Contents>
  let tokens = TokenCache()
  private let linked = Atomic(false)
  /// Whether a document has ever been linked to a tool.
  var hasLinks: Bool {
    get { linked.load(ordering: .relaxed) }
    set { linked.store(newValue, ordering: .relaxed) }
  }

  init(documentBytesMax: Int = DocumentCache.defaultBytesMax) {
    contents = NIOLockedValueBox(Contents(documents: DocumentCache(bytesMax: documentBytesMax)))
  }

  var start: Start { contents.withLockedValue(\.start) }
  var directory: Directory { contents.withLockedValue(\.start.directory) }
  var projects: Projects { contents.withLockedValue(\.start.projects) }
  /// The position of the last event that was committed.
  var position: Int64 { contents.withLockedValue(\.start.position) }
  /// The time of that event.
  var lastRecordedAt: Timestamp { contents.withLockedValue(\.start.lastRecordedAt) }

  /// The position up to which an event of these types may stand in the log: none does behind it.
  func lastPosition(of types: some Sequence<EventType>) -> Int64 {
    contents.withLockedValue { contents in
      types.reduce(contents.start.opened) { max($0, contents.start.lastOfType[$1] ?? 0) }
    }
  }

  var tree: LogTree { contents.withLockedValue(\.start.tree) }

  func document(_ id: String) -> DocumentState? {
    contents.withLockedValue { $0.documents[id] }
  }

  func begin(_ start: Start) {
    contents.withLockedValue {
      $0.start = start
      $0.start.opened = start.position
    }
  }

  /// Takes in what a transaction has committed.
  func commit(_ batch: Batch) {
    if batch.tokensChanged { tokens.forget() }
    contents.withLockedValue { contents in
      if batch.peopleChanged { contents.start.directory = batch.directory }
      if batch.projectsChanged { contents.start.projects = batch.projects }
      contents.start.position = batch.position
      contents.start.lastRecordedAt = batch.lastRecordedAt
      contents.start.tree = batch.tree
      contents.start.lastOfType.merge(batch.lastOfType) { $1 }
      for document in batch.documents.values { contents.documents.put(document) }
    }
  }

  /// Keeps a replayed document, unless the writer has put a later one here meanwhile.
  func remember(_ document: DocumentState) { contents.withLockedValue { $0.documents.putBack(document) } }
}

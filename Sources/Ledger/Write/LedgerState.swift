import Foundation
import Synchronization
import Workflow

/// What replaying the log has come to, kept so that it need not be replayed for each command.
///
/// Only the writer changes it, and only after a commit; readers take copies. It is never the truth: a document that is
/// not here is replayed.
final class LedgerState: Sendable {
  /// Documents kept in memory; the one that was put in first goes first.
  private static let documentsMax = 2048

  private struct Contents {
    var directory = Directory()
    var projects = Projects()
    var documents: [String: DocumentState] = [:]
    var order: [String] = []
    var position: Int64 = 0
  }

  private let contents = Mutex(Contents())

  var directory: Directory { contents.withLock(\.directory) }
  var projects: Projects { contents.withLock(\.projects) }
  /// The position of the last event that was committed.
  var position: Int64 { contents.withLock(\.position) }

  func document(_ id: String) -> DocumentState? {
    contents.withLock { $0.documents[id] }
  }

  func start(directory: Directory, projects: Projects, position: Int64) {
    contents.withLock {
      $0.directory = directory
      $0.projects = projects
      $0.position = position
    }
  }

  /// Takes in what a transaction has committed.
  func commit(_ events: [RecordedEvent], document: DocumentState?) {
    guard let last = events.last else { return }
    contents.withLock { contents in
      for recorded in events {
        contents.directory.evolve(recorded.event)
        contents.projects.evolve(recorded)
      }
      contents.position = last.seq
      guard let document else { return }
      if contents.documents.updateValue(document, forKey: document.id) == nil { contents.order.append(document.id) }
      if contents.order.count > Self.documentsMax {
        contents.documents.removeValue(forKey: contents.order.removeFirst())
      }
    }
  }

  /// Keeps a replayed document, unless the writer has put a later one here meanwhile.
  func remember(_ document: DocumentState) {
    contents.withLock { contents in
      if let known = contents.documents[document.id], known.version >= document.version { return }
      guard contents.order.count < Self.documentsMax || contents.documents[document.id] != nil else { return }
      if contents.documents.updateValue(document, forKey: document.id) == nil { contents.order.append(document.id) }
    }
  }
}

extension Projects {
  mutating func evolve(_ recorded: RecordedEvent) {
    evolve(
      recorded.event, document: recorded.document, project: recorded.project, at: recorded.position.timestamp)
  }
}

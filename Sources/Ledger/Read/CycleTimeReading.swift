import GRDB
import NIOConcurrencyHelpers
package import Workflow

extension Ledger {
  /// Where the time of these documents went, by id, up to a moment; only what lies after `since` is counted.
  package func cycleTimes(
    of documents: [String], since: Timestamp?, until now: Timestamp
  ) async throws -> [String: CycleTimes] {
    guard !documents.isEmpty else { return [:] }
    let marks = EventReading.marks(documents.count)
    let types = EventReading.list(EventType.ofPeople + [.projectOpened, .projectUpdated])
    let question = CycleTimeFolds.Question(documents: documents.sorted(), since: since)
    let folds = cycleTimeFolds
    return try await pool.read { db in
      var (fold, position) = folds.reached(question) ?? (CycleTimesFold(documents: documents, since: since), 0)
      let cursor = try EventReading.cursor(
        db, where: "seq > ? AND (stream IN (\(marks)) OR type IN (\(types))) ORDER BY seq",
        arguments: StatementArguments([position]) + StatementArguments(documents.map { "document-\($0)" }))
      while let recorded = try cursor.next() {
        fold.take(recorded.event, at: recorded.position, document: recorded.document, project: recorded.project)
        position = recorded.seq
      }
      folds.keep(fold, at: position, for: question)
      return fold.times(until: now)
    }
  }
}

/// How far the log was read for questions that were asked lately: the same question reads only what came since.
final class CycleTimeFolds: Sendable {
  struct Question: Hashable {
    let documents: [String]
    let since: Timestamp?
  }

  private struct Kept {
    let question: Question
    let fold: CycleTimesFold
    let position: Int64
  }

  /// Questions that are kept; the one that was not asked for longest goes first.
  private static let questionsMax = 8

  private let kept = NIOLockedValueBox<[Kept]>([])

  func reached(_ question: Question) -> (fold: CycleTimesFold, position: Int64)? {
    kept.withLockedValue { kept in kept.first { $0.question == question }.map { ($0.fold, $0.position) } }
  }

  func keep(_ fold: CycleTimesFold, at position: Int64, for question: Question) {
    kept.withLockedValue { kept in
      kept.removeAll { $0.question == question }
      kept.append(Kept(question: question, fold: fold, position: position))
      if kept.count > Self.questionsMax { kept.removeFirst() }
    }
  }
}

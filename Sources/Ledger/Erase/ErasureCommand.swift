import GRDB
import Workflow

/// What an admin asks to have forgotten.
package enum ErasureCommand: Hashable, Sendable {
  /// The words of one event of a document.
  case body(document: String, seq: Int64, reason: String)
  /// A person: the id stays.
  case person(user: String, reason: String)
}

extension WriteTransaction {
  /// Everything that holds a copy is changed in this one transaction: either all of it is forgotten or nothing.
  func writeErasure(_ erasure: ErasureCommand) throws -> Outcome {
    // Also the room that is given back is overwritten (https://sqlite.org/pragma.html#pragma_secure_delete).
    try db.execute(sql: "PRAGMA secure_delete = ON")
    switch erasure {
    case .body(let document, let seq, let reason):
      return try BodyErasure(transaction: self, document: document, seq: seq, reason: try checked(reason)).run()
    case .person(let user, let reason):
      return try PersonErasure(transaction: self, user: user, reason: try checked(reason)).run()
    }
  }

  private func checked(_ reason: String) throws(Refusal) -> String {
    guard !reason.allSatisfy(\.isWhitespace) else {
      throw Refusal.field("reason", "must say why: it stays in the trail.")
    }
    guard reason.utf8.count <= WorkflowLimits.remarkBytesMax else {
      throw Refusal.field("reason", "must be at most \(WorkflowLimits.remarkBytesMax) bytes.")
    }
    return reason
  }
}

extension Ledger {
  /// Erases, and sees to it that the bytes are gone from the files: the write-ahead log is emptied as soon as nobody
  /// reads from it.
  package func erase(_ request: WriteRequest) async throws -> (answer: Answer, outcome: Outcome?) {
    let result = try await perform(request)
    try await emptyWriteAheadLog()
    return result
  }
}

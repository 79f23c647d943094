import Documents
import Foundation
import GRDB
package import Workflow

/// A change request as its host last told of it.
package struct ChangeRequestRecord: Hashable, Sendable {
  package let connection: String
  package let number: Int
  package let state: ChangeRequestUpdated.State
  package let title: String
  package let url: String?
  package let author: HostActor
  package let head: String
  package let sourceBranch: String
  package let targetBranch: String
  package let mergeCommit: String?
  package let updatedAt: Timestamp
}

/// What one of its heads would leave behind of a watched file.
package struct ChangeRequestFile: Hashable, Sendable {
  package let path: String
  package let previousPath: String?
  package let document: String?
  /// Under which the ledger keeps its bytes; nil where it is removed.
  package let text: String?
  package let head: String
  package let seq: Int64

  /// What is kept in the place of bytes that are too many or no UTF-8.
  package static let unreadable = StoredText(digest: Digests.sha256Hex(Data([0xff])), body: Data([0xff]))
  package var isUnreadable: Bool { text == Self.unreadable.digest }
  /// `text`, where it is words.
  package var words: String? { isUnreadable ? nil : text }
}

package struct ChangeRequestReview: Hashable, Sendable {
  package let review: String
  package let reviewer: HostActor
  package let outcome: ChangeRequestReviewed.Outcome
  package let commit: String
  package let isInferred: Bool
  package let note: String?
  package let at: Timestamp
  package let seq: Int64
}

extension Ledger {
  package func changeRequest(_ number: Int, of connection: String) async throws -> ChangeRequestRecord? {
    try await changeRequests(where: "connection = ? AND number = ?", [connection, number]).first
  }

  package func openChangeRequests(of connection: String) async throws -> [ChangeRequestRecord] {
    try await changeRequests(where: "connection = ? AND state = 'open'", [connection])
  }

  package func openChangeRequests() async throws -> [ChangeRequestRecord] {
    try await changeRequests(where: "state = 'open'", [])
  }

  /// From the newest number on.
  package func changeRequests(
    of connection: String, before number: Int?, limit: Int
  ) async throws
    -> [ChangeRequestRecord]
  {
    try await changeRequests(
      where: "connection = ? AND number < ? ORDER BY number DESC LIMIT ?", [connection, number ?? Int.max, limit])
  }

  /// The open ones whose present head touches a document, the latest first; a file may have become one since it was told of.
  package func openChangeRequests(touching document: String) async throws -> [ChangeRequestRecord] {
    try await changeRequests(
      where: """
        state = 'open' AND EXISTS (SELECT 1 FROM change_request_head AS file
          WHERE file.connection = change_request.connection AND file.number = change_request.number
            AND file.head = change_request.head AND (file.document = ?1 OR (file.document IS NULL
              AND EXISTS (SELECT 1 FROM mapped_file AS mapped WHERE mapped.connection = file.connection
                AND mapped.path = file.path AND mapped.document = ?1 AND mapped.state <> 'moved'))))
        ORDER BY seq DESC
        """, [document])
  }

  private func changeRequests(
    where condition: String, _ arguments: StatementArguments
  ) async throws
    -> [ChangeRequestRecord]
  {
    try await pool.read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM change_request WHERE \(condition)", arguments: arguments).map { row in
        ChangeRequestRecord(
          connection: row["connection"], number: row["number"],
          state: ChangeRequestUpdated.State(rawValue: row["state"]) ?? .closed, title: row["title"], url: row["url"],
          author: try Self.decoded(row["author"]), head: row["head"], sourceBranch: row["source_branch"],
          targetBranch: row["target_branch"], mergeCommit: row["merge_commit"],
          updatedAt: Timestamp(milliseconds: row["updated_at"]))
      }
    }
  }

  /// What all of its heads say of their files, oldest first.
  package func files(ofChangeRequest number: Int, of connection: String) async throws -> [ChangeRequestFile] {
    try await pool.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM change_request_head WHERE connection = ? AND number = ? ORDER BY seq, path",
        arguments: [connection, number]
      ).map { row in
        ChangeRequestFile(
          path: row["path"], previousPath: row["previous_path"], document: row["document"], text: row["text"],
          head: row["head"], seq: row["seq"])
      }
    }
  }

  /// Oldest first.
  package func reviews(ofChangeRequest number: Int, of connection: String) async throws -> [ChangeRequestReview] {
    try await reviews(where: "connection = ? AND number = ?", [connection, number])
  }

  /// Of all change requests of a connection, oldest first.
  package func reviews(of connection: String) async throws -> [ChangeRequestReview] {
    try await reviews(where: "connection = ?", [connection])
  }

  private func reviews(where condition: String, _ arguments: StatementArguments) async throws -> [ChangeRequestReview] {
    try await pool.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM change_request_review WHERE \(condition) ORDER BY seq", arguments: arguments
      ).map { row in
        ChangeRequestReview(
          review: row["review"], reviewer: try Self.decoded(row["reviewer"]),
          outcome: ChangeRequestReviewed.Outcome(rawValue: row["outcome"]) ?? .commented, commit: row["head"],
          isInferred: row["inferred"], note: row["note"], at: Timestamp(milliseconds: row["at"]), seq: row["seq"])
      }
    }
  }
}

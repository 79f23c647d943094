import Foundation
import GRDB
import Workflow

/// The read tables of git hosts' change requests.
struct ChangeRequestProjection {
  let db: Database

  func apply(_ updated: ChangeRequestUpdated, at recorded: RecordedEvent) throws {
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO change_request (connection, number, state, title, url, author, head, source_branch,
          target_branch, merge_commit, seq, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        updated.connection, updated.number, updated.state.rawValue, updated.title, updated.url,
        try json(updated.author), updated.head, updated.sourceBranch, updated.targetBranch, updated.mergeCommit,
        recorded.seq, recorded.position.timestamp.milliseconds,
      ])
    for file in updated.files {
      try db.execute(
        sql: """
          INSERT INTO change_request_head (connection, number, seq, path, previous_path, document, text, head, at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          updated.connection, updated.number, recorded.seq, file.path, file.previousPath, file.document, file.text,
          updated.head, recorded.position.timestamp.milliseconds,
        ])
    }
  }

  func apply(_ reviewed: ChangeRequestReviewed, at recorded: RecordedEvent) throws {
    try db.execute(
      sql: """
        INSERT INTO change_request_review (connection, number, seq, review, reviewer, outcome, head, inferred, note, at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        reviewed.connection, reviewed.number, recorded.seq, reviewed.review, try json(reviewed.reviewer),
        reviewed.outcome.rawValue, reviewed.commit, reviewed.isInferred, reviewed.note,
        recorded.position.timestamp.milliseconds,
      ])
  }

  /// What is left of an event once its words were erased.
  func erase(_ event: Event, at seq: Int64) throws {
    switch event {
    case .changeRequestUpdated(let updated):
      try db.execute(
        sql: "UPDATE change_request SET title = ?, author = ? WHERE seq = ?",
        arguments: [updated.title, try json(updated.author), seq])
    case .changeRequestReviewed(let reviewed):
      try db.execute(
        sql: "UPDATE change_request_review SET reviewer = ?, note = ? WHERE seq = ?",
        arguments: [try json(reviewed.reviewer), reviewed.note, seq])
    default: break
    }
  }

  private func json(_ value: some Encodable) throws -> String {
    String(decoding: try PayloadCoding.encode(value), as: UTF8.self)
  }
}

import Foundation
import GRDB

/// What stands beside the log and belongs to it.
struct SideVerification {
  let db: Database
  let erasures: Erasures
  let box: SecretBox?
  var report: VerificationReport

  mutating func run() throws {
    for seq in try Int64.fetchAll(db, sql: "SELECT seq FROM redaction") {
      report.find(.init(row: "redaction \(seq)", "an erasure is announced outside of one"))
    }
    let identities = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM log_identity") ?? 0
    if identities != 1 { report.find(.init(row: "log_identity", "there are \(identities) rows, and one is right")) }
    guard let box else {
      return report.notChecked.append("The secret key is not here: the stored answers were not opened.")
    }
    let rows = try Row.fetchCursor(db, sql: "SELECT actor, key, body FROM idempotent_answer")
    while let row = try rows.next() {
      let purpose = StoredAnswers.purpose(actor: row["actor"], key: row["key"])
      if (try? box.open(row["body"], purpose: purpose)) == nil {
        report.find(
          .init(row: "idempotent_answer \(row["actor"] as String)/\(row["key"] as String)", "it does not open"))
      }
    }
  }
}

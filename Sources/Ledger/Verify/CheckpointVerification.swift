import Foundation
import GRDB
import Workflow

/// The stored checkpoints, and one that was kept elsewhere: their signatures, and the roots they name.
struct CheckpointVerification {
  let db: Database
  let key: NoteKey?
  let kept: SignedNote?
  /// As the log gives them, by size.
  let roots: [Int64: Data]
  var report: VerificationReport

  mutating func run() throws {
    if key == nil { report.notChecked.append("No key was given: the signatures of checkpoints were not checked.") }
    let rows = try Row.fetchCursor(db, sql: "SELECT * FROM checkpoint ORDER BY size")
    while let row = try rows.next() {
      let size: Int64 = row["size"]
      let previous = report.lastCheckpoint?.size ?? 0
      if row["previous"] != previous {
        report.find(.init(row: "checkpoint \(size)", "the one before it is missing, or is not the one before it"))
      }
      if size > report.size {
        report.find(.init(seq: report.size + 1, "it is missing: a checkpoint was signed for \(size) events"))
      } else if let reason = problem(of: row) {
        report.find(.init(row: "checkpoint \(size)", reason))
      }
      report.checkpoints += 1
      report.lastCheckpoint = (size, Timestamp(milliseconds: row["signed_at"]))
    }
    try checkCosignatures()
    if let kept { try check(kept) }
  }

  private func problem(of row: Row) -> String? {
    let size: Int64 = row["size"]
    guard let note = SignedNote(row["note"]), let said = CheckpointText(note.text) else {
      return "it is no signed note"
    }
    guard said.size == size, said.root == row["root"] else { return "its note speaks of another tree" }
    guard roots[size] == said.root else { return "the events up to \(size) are not those that were signed for" }
    guard let key = key?.named(said.origin) else { return nil }
    guard note.isSigned(by: key), let time = CheckpointSigner.time(of: note, by: key) else {
      return "its signatures are not the key's"
    }
    return time.milliseconds == row["signed_at"] ? nil : "it was signed at another time, \(time)"
  }

  private mutating func checkCosignatures() throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT cosignature.*, checkpoint.size AS known FROM cosignature LEFT JOIN checkpoint USING (size)
        """)
    for row in rows {
      let signature = SignedNote.Signature(line: row["line"] as String)
      guard row["known"] as Int64? != nil, signature?.name == row["witness"] else {
        report.find(.init(row: "cosignature \(row["size"] as Int64)", "it is no signature of its witness"))
        continue
      }
    }
  }

  /// A checkpoint from elsewhere need not be among the stored ones: the log has to continue it all the same.
  private mutating func check(_ kept: SignedNote) throws {
    guard let said = CheckpointText(kept.text) else {
      return report.find(.init(row: "the kept checkpoint", "it is no checkpoint"))
    }
    if let key = key?.named(said.origin), !kept.isSigned(by: key) {
      return report.find(.init(row: "the kept checkpoint", "it is not signed with this key"))
    }
    guard said.size <= report.size else {
      return report.find(
        .init(seq: report.size + 1, "it is missing: the kept checkpoint speaks of \(said.size) events"))
    }
    guard roots[said.size] == said.root else {
      return report.find(
        .init(row: "the kept checkpoint", "the first \(said.size) events of the log are not those it speaks of"))
    }
    guard try CheckpointReading.at(said.size, in: db) != nil else {
      return report.find(.init(row: "checkpoint \(said.size)", "it is missing, and was kept elsewhere"))
    }
  }
}

package import Foundation
import GRDB
package import Workflow

/// What a verification came to.
package struct VerificationReport: Sendable {
  package struct Finding: Hashable, Sendable, CustomStringConvertible {
    /// The log position that is wrong; nil where it is a row beside the log.
    package let seq: Int64?
    /// `text 3fa8…`, `document doc_1`, `checkpoint 512`, …; nil where it is an event.
    package let row: String?
    package let reason: String

    init(seq: Int64, _ reason: String) { (self.seq, row, self.reason) = (seq, nil, reason) }
    init(row: String, _ reason: String) { (seq, self.row, self.reason) = (nil, row, reason) }

    package var description: String { "\(row ?? seq.map { "event \($0)" } ?? "the log"): \(reason)" }
  }

  /// Findings that are kept: the first matters, and a log that is wrong throughout need not be told of in full.
  static let findingsMax = 100

  package internal(set) var findings: [Finding] = []
  /// Events that were looked at.
  package internal(set) var size: Int64 = 0
  package internal(set) var root = MerkleHash.empty
  package internal(set) var checkpoints = 0
  package internal(set) var lastCheckpoint: (size: Int64, signedAt: Timestamp)?
  /// What could not be looked at, and why: a sentence each.
  package internal(set) var notChecked: [String] = []

  package var isSound: Bool { findings.isEmpty }

  mutating func find(_ finding: Finding) {
    if findings.count < Self.findingsMax { findings.append(finding) }
  }
}

/// Checks a whole database, without the daemon and without changing anything.
package struct Verification {
  let key: NoteKey?
  let box: SecretBox?
  /// A checkpoint that was kept elsewhere: the log must continue it.
  let kept: SignedNote?
  let progress: (_ done: Int64, _ of: Int64) -> Void

  /// `key` nil leaves signatures unchecked, and `box` nil the stored answers; the report says so.
  package init(
    key: NoteKey?, box: SecretBox? = nil, kept: SignedNote? = nil,
    progress: @escaping (_ done: Int64, _ of: Int64) -> Void = { _, _ in }
  ) {
    self.key = key
    self.box = box
    self.kept = kept
    self.progress = progress
  }

  /// Looks at one snapshot of the database file; a running daemon goes on beside it.
  package func run(database path: String) throws -> VerificationReport {
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw LogFailure(seq: 0, reason: "there is no database '\(path)' that can be read")
    }
    let scratch = try ScratchDatabase(beside: path)
    return try scratch.read { db in try run(in: db) }
  }

  private func run(in db: Database) throws -> VerificationReport {
    var report = VerificationReport()
    let isWhole = try String.fetchOne(db, sql: "PRAGMA log.quick_check(1)")
    if let isWhole, isWhole != "ok" { report.find(.init(row: "the database file", isWhole)) }
    let erasures = try Erasures(in: db)
    var events = EventVerification(db: db, erasures: erasures, report: report)
    do {
      try events.run(kept: kept.flatMap { CheckpointText($0.text) }?.size, progress: progress)
      report = events.report
      var checkpoints = CheckpointVerification(db: db, key: key, kept: kept, roots: events.roots, report: report)
      try checkpoints.run()
      report = checkpoints.report
      var words = WordVerification(db: db, named: events.namedTexts, erasures: erasures, report: report)
      try words.run()
      var side = SideVerification(db: db, erasures: erasures, box: box, report: words.report)
      try side.run()
      report = side.report
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      report.find(.init(row: "the database file", error.description))
      return report
    }
    guard report.isSound else {
      report.notChecked.append("The read tables were not compared with a replay of the log, since that is wrong.")
      return report
    }
    var projections = ProjectionVerification(db: db, report: report)
    try projections.run()
    return projections.report
  }
}

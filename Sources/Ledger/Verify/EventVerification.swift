import Foundation
import GRDB
import Workflow

/// Walks the log once: gaps, order, every column through the leaf, and the tree over it.
struct EventVerification {
  private static let progressEvery: Int64 = 10_000

  let db: Database
  let erasures: Erasures
  var report: VerificationReport
  /// The root at each size for which there is a checkpoint.
  private(set) var roots: [Int64: Data] = [:]
  /// The digests of words that events name, with the first that does.
  private(set) var namedTexts: [String: Int64] = [:]

  private var tree = MerkleFrontier()
  private var streams: [String: Int] = [:]
  private var lastTime = Int64.min
  private var leftOfPeople: [String: Data] = [:]
  private var countOfPeople: [String: Int] = [:]

  init(db: Database, erasures: Erasures, report: VerificationReport) {
    self.db = db
    self.erasures = erasures
    self.report = report
  }

  /// `kept` is the size of a checkpoint that is not among the stored ones.
  mutating func run(kept: Int64?, progress: (Int64, Int64) -> Void) throws {
    var wanted = Set(try Int64.fetchAll(db, sql: "SELECT size FROM checkpoint"))
    if let kept { wanted.insert(kept) }
    let count = try Int64.fetchOne(db, sql: "SELECT MAX(seq) FROM event") ?? 0
    if wanted.contains(0) { roots[0] = MerkleHash.empty }
    let rows = try Row.fetchCursor(db, sql: "SELECT * FROM event ORDER BY seq")
    while let row = try rows.next() {
      let seq = row["seq"] as Int64
      guard seq == tree.size + 1 else {
        let missing = seq < 1 ? seq : tree.size + 1
        report.find(.init(seq: missing, seq < 1 ? "no event has this position" : "it is missing"))
        break
      }
      check(LoggedRow(row))
      try checkTiles()
      if wanted.contains(seq) { roots[seq] = tree.root }
      if seq % Self.progressEvery == 0 { progress(seq, count) }
    }
    (report.size, report.root) = (tree.size, tree.root)
    if tree.size == count { try checkEnd() }
  }

  private mutating func check(_ row: LoggedRow) {
    let version = streams[row.stream, default: 0] + 1
    if row.streamVersion != version {
      report.find(.init(seq: row.seq, "its stream version is \(row.streamVersion), and \(version) would be next"))
    }
    streams[row.stream] = row.streamVersion
    if row.recordedAt < lastTime { report.find(.init(seq: row.seq, "it was recorded before the event above it")) }
    lastTime = max(lastTime, row.recordedAt)
    checkLeaf(row)
    checkType(row)
    tree.append(row.leafHash)
  }

  private mutating func checkLeaf(_ row: LoggedRow) {
    let body = erasures.bodies[row.seq]
    let metadata = erasures.metadata[row.seq]
    // An erasure that is itself wrong is found at its own position.
    if let body, !body.isTrusted { return }
    if row.envelope(erasedBody: body?.erased, erasedMetadata: metadata).leafHash() != row.leafHash {
      report.find(.init(seq: row.seq, "its columns are not those that its leaf hash was made of"))
    }
    if let body, row.body.sha256 != body.left {
      report.find(.init(seq: row.seq, "what is left of it is not what event \(body.event) left"))
    }
    if metadata != nil {
      var seq = row.seq.bigEndian
      let bytes = withUnsafeBytes(of: &seq) { Data($0) }
      leftOfPeople[row.actor, default: Data()] += bytes + row.metadata.sha256
      countOfPeople[row.actor, default: 0] += 1
    }
  }

  /// An event of a type that is not known could not be replayed; words are to be looked for in those that have them.
  private mutating func checkType(_ row: LoggedRow) {
    do {
      switch EventType(rawValue: row.type) {
      case nil: throw UnknownEvent(type: row.type, schemaVersion: row.schemaVersion)
      case .draftSaved, .templatePublished, .workflowPublished, .pipelinePublished, .changeRequestUpdated:
        let event = try Event(type: row.type, schemaVersion: row.schemaVersion, payload: row.body)
        for digest in event.textDigests where namedTexts[digest] == nil { namedTexts[digest] = row.seq }
      default: break
      }
    } catch {
      report.find(.init(seq: row.seq, "it cannot be read: \(error)"))
    }
  }

  private mutating func checkTiles() throws {
    for tile in tree.takeCompleted() {
      let stored = try Data.fetchOne(
        db.cachedStatement(sql: "SELECT hash FROM merkle_tile WHERE level = ? AND idx = ?"),
        arguments: [tile.level, tile.index])
      let leaves = Int64(1) << Int64(tile.level * MerkleFrontier.tileHeight)
      guard stored != tile.hash else { continue }
      report.find(
        .init(
          row: "merkle_tile \(tile.level)/\(tile.index)",
          stored == nil
            ? "it is missing"
            : "it is not the hash over events \(tile.index * leaves + 1) to \((tile.index + 1) * leaves)"))
    }
  }

  private mutating func checkEnd() throws {
    let tiles = try Row.fetchAll(db, sql: "SELECT level, idx FROM merkle_tile")
    for row in tiles {
      let (level, index): (Int, Int64) = (row["level"], row["idx"])
      let isFull = level < 8 && (index + 1) << Int64(level * MerkleFrontier.tileHeight) <= tree.size
      if !isFull { report.find(.init(row: "merkle_tile \(level)/\(index)", "the log is not as long as it says")) }
    }
    for (seq, body) in erasures.bodies where seq >= body.event {
      report.find(.init(seq: body.event, "it erases event \(seq), which comes later"))
    }
    for person in erasures.people {
      let (user, facts) = (person.facts.user, person.facts)
      let left = leftOfPeople.removeValue(forKey: user)
      guard facts.events == countOfPeople[user, default: 0], left?.sha256.hexadecimal == facts.leftSHA256 else {
        report.find(.init(seq: person.event, "what is left of the metadata of '\(user)' is not what it left"))
        continue
      }
    }
    for user in leftOfPeople.keys.sorted() {
      report.find(.init(row: "erased_metadata of \(user)", "no event says that this person was erased"))
    }
  }
}

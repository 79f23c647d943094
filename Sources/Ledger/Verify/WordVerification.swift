import Foundation
import GRDB
import Workflow

extension Event {
  /// The digests of the words that it names.
  var textDigests: [String] {
    switch self {
    case .draftSaved(let saved): saved.sections.named.map(\.text)
    case .templatePublished(let published): [published.text, published.definition].compactMap { $0 }
    case .workflowPublished(let published): [published.text]
    case .pipelinePublished(let published): [published.text]
    case .changeRequestUpdated(let updated): updated.files.compactMap(\.text)
    default: []
    }
  }
}

/// The words: each is what its digest says, every one that an event names is there or was erased, and there are no others.
struct WordVerification {
  let db: Database
  let named: [String: Int64]
  let erasures: Erasures
  var report: VerificationReport

  mutating func run() throws {
    var missing = named
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT text.digest, text.base, text.steps, text.deflated, other.steps AS below
        FROM text LEFT JOIN text AS other ON other.digest = text.base
        """)
    while let row = try rows.next() {
      let digest: String = row["digest"]
      if !isInOrder(row) { report.find(.init(row: "text \(digest)", "it does not say rightly how its words are kept")) }
      if missing.removeValue(forKey: digest) == nil {
        report.find(.init(row: "text \(digest)", "no event names it"))
      }
      let body = try? TextReading.body(digest, in: db)
      if body?.sha256Hexadecimal != digest {
        report.find(.init(row: "text \(digest)", "its words are not those that the digest was made of"))
      }
    }
    try findMissing(missing)
  }

  /// Where words were erased, those that rested on them may be fewer steps from whole ones than they say.
  private func isInOrder(_ row: Row) -> Bool {
    let (steps, deflated): (Int, Int) = (row["steps"], row["deflated"])
    guard row["base"] as String? != nil else { return steps == 0 && (0...1).contains(deflated) }
    guard let below = row["below"] as Int?, deflated == 0 else { return false }
    return erasures.texts.isEmpty ? steps == below + 1 : steps > below && steps <= TextStore.stepsMax
  }

  private mutating func findMissing(_ missing: [String: Int64]) throws {
    for (digest, seq) in missing.sorted(by: { $0.value < $1.value }) where erasures.texts[digest] == nil {
      report.find(.init(row: "text \(digest)", "it is missing, and event \(seq) names it"))
    }
    let erased = try Row.fetchAll(db, sql: "SELECT digest, seq FROM erased_text")
    for row in erased where erasures.texts[row["digest"]] != row["seq"] {
      report.find(.init(row: "erased_text \(row["digest"] as String)", "no event says that these words were erased"))
    }
    let known = Set(erased.map { $0["digest"] as String })
    for digest in erasures.texts.keys.sorted() where !known.contains(digest) {
      report.find(.init(row: "erased_text \(digest)", "it is missing, and an event erased these words"))
    }
  }
}

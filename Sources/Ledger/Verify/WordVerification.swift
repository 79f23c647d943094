import Foundation
import GRDB
import Workflow

extension Event {
  /// The digests of the words that it names.
  var textDigests: [String] {
    switch self {
    case .draftSaved(let saved): saved.sections.map(\.text)
    case .templatePublished(let published): [published.text, published.definition].compactMap { $0 }
    case .workflowPublished(let published): [published.text]
    case .pipelinePublished(let published): [published.text]
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
    let digests = try String.fetchCursor(db, sql: "SELECT digest FROM text")
    while let digest = try digests.next() {
      if missing.removeValue(forKey: digest) == nil {
        report.find(.init(row: "text \(digest)", "no event names it"))
      }
      let body = try? TextReading.body(digest, in: db)
      if body?.sha256Hexadecimal != digest {
        report.find(.init(row: "text \(digest)", "its words are not those that the digest was made of"))
      }
    }
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

import Foundation
import GRDB
import Workflow

/// What `GET /documents?q=` searches: a row for the title and one for each section of the latest revision.
///
/// A save touches the rows of the sections that it changed.
struct WordsIndex {
  let db: Database
  /// Words that are at hand, by digest; others are read.
  var texts: [String: Data] = [:]

  /// The section that stands for the title.
  private static let title = ""
  /// Stands for a whole document, in databases that were once searched by document.
  private static let whole = "*"

  func add(title: String, of document: String) throws {
    try put(document, Self.title, text: "", words: title)
  }

  func apply(_ saved: DraftSaved, of state: DocumentState) throws {
    guard case .changes(let runs) = saved.sections, try !has(state.id, Self.whole) else {
      return try replaceAll(of: state)
    }
    let present = Set(state.sections.map(\.id))
    for gone in saved.changedSections where !present.contains(gone) { try remove(document: state.id, section: gone) }
    let changed = DraftSections.changes(runs).named
    let words = try words(of: changed)
    for section in changed { try put(state.id, section, words) }
  }

  /// Brings the rows of a document in line with its sections, whatever they were.
  func replaceAll(of state: DocumentState) throws {
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT section, text FROM searched_section WHERE document = ?"), arguments: [state.id])
    let known = Dictionary(rows.map { ($0[0] as String, $0[1] as String) }, uniquingKeysWith: { first, _ in first })
    let present = Set(state.sections.map(\.id))
    for section in known.keys where section != Self.title && !present.contains(section) {
      try remove(document: state.id, section: section)
    }
    let changed = state.sections.filter { known[$0.id] != $0.text }
    let words = try words(of: changed)
    for section in changed { try put(state.id, section, words) }
  }

  /// Takes a document out of the search.
  func removeAll(of document: String) throws { try remove("document", document) }

  /// Takes words out of the search, in whatever document they stand.
  static func forget(text: String, in db: Database) throws { try WordsIndex(db: db).remove("text", text) }

  private func remove(_ column: String, _ value: String) throws {
    let rows = try Int64.fetchAll(
      db.cachedStatement(sql: "SELECT row FROM searched_section WHERE \(column) = ?"), arguments: [value])
    for row in rows { try remove(row) }
  }

  /// Without those that were erased, which nobody is to find.
  private func words(of sections: [SectionRef]) throws -> [String: Data] {
    let others = sections.map(\.text).filter { texts[$0] == nil }
    return try TextReading.kept(others, in: db).merging(texts) { read, _ in read }
  }

  private func put(_ document: String, _ section: SectionRef, _ words: [String: Data]) throws {
    guard let body = words[section.text] else { return try remove(document: document, section: section.id) }
    try put(document, section.id, text: section.text, words: String(decoding: body, as: UTF8.self))
  }

  private func put(_ document: String, _ section: String, text: String, words: String) throws {
    try remove(document: document, section: section)
    try db.cachedStatement(sql: "INSERT INTO searched_section (document, section, text) VALUES (?, ?, ?)")
      .execute(arguments: [document, section, text])
    try db.cachedStatement(sql: "INSERT INTO section_words (rowid, words) VALUES (?, ?)")
      .execute(arguments: [db.lastInsertedRowID, words])
  }

  private func has(_ document: String, _ section: String) throws -> Bool { try row(document, section) != nil }

  private func row(_ document: String, _ section: String) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT row FROM searched_section WHERE document = ? AND section = ?"),
      arguments: [document, section])
  }

  private func remove(document: String, section: String) throws {
    if let row = try row(document, section) { try remove(row) }
  }

  private func remove(_ row: Int64) throws {
    try db.cachedStatement(sql: "DELETE FROM section_words WHERE rowid = ?").execute(arguments: [row])
    try db.cachedStatement(sql: "DELETE FROM searched_section WHERE row = ?").execute(arguments: [row])
  }
}

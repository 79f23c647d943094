import Foundation
import GRDB
import Workflow

/// Reads words by their digest.
enum TextReading {
  static func body(_ digest: String, in db: Database) throws -> Data {
    guard let body = try Data.fetchOne(db, sql: "SELECT body FROM text WHERE digest = ?", arguments: [digest]) else {
      if let marker = try ErasedWords.marker(digest, in: db) { return marker }
      throw LogFailure(seq: 0, reason: "the words with digest \(digest) are missing")
    }
    return body
  }

  /// A revision's bytes: its sections', one after another.
  static func join(_ sections: [SectionRef], in db: Database) throws -> Data {
    try sections.reduce(into: Data()) { whole, section in whole.append(try body(section.text, in: db)) }
  }
}

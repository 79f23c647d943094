import Ledger
import TestSupport
import Testing
import Workflow

/// The search grammar, and what it says of what it cannot read.
@Suite struct ReadingQueries {
  private func parsed(_ query: String) throws -> [SearchQuery.Term] { try SearchParser.parse(query).terms }

  private static let day: Int64 = 86_400_000
  private static let newYear: Int64 = 1_767_225_600_000

  static let good: [(String, [SearchQuery.Term])] = [
    ("", []), ("   \t\n ", []),
    ("actor:jdoe", [.init(.actor("jdoe"))]), ("-actor:jdoe", [.init(.actor("jdoe"), isNegated: true)]),
    ("type:verdict.*", [.init(.type("verdict.*"))]),
    ("-type:comment.*", [.init(.type("comment.*"), isNegated: true)]),
    ("type:verdict.given", [.init(.type("verdict.given"))]),
    ("document:billing", [.init(.document("billing"))]), ("project:x", [.init(.project("x"))]),
    ("role:\"security lead\"", [.init(.role("security lead"))]),
    ("section:data-model", [.init(.section("data-model"))]),
    ("kind:agent", [.init(.kind(.agent))]), ("actor_kind:person", [.init(.kind(.person))]),
    ("is:delegated -is:override", [.init(.property(.delegated)), .init(.property(.override), isNegated: true)]),
    ("seq:>=100", [.init(.positions(SearchRange(from: 100)))]),
    ("seq:>100", [.init(.positions(SearchRange(from: 101)))]),
    ("seq:<100", [.init(.positions(SearchRange(to: 99)))]), ("seq:<=100", [.init(.positions(SearchRange(to: 100)))]),
    ("seq:7", [.init(.positions(SearchRange(from: 7, to: 7)))]),
    ("seq:5..9", [.init(.positions(SearchRange(from: 5, to: 9)))]),
    ("seq:*..9", [.init(.positions(SearchRange(to: 9)))]), ("seq:5..*", [.init(.positions(SearchRange(from: 5)))]),
    ("seq:*..*", [.init(.positions(SearchRange()))]),
    ("created:2026-01-01", [.init(.times(SearchRange(from: newYear, to: newYear + day - 1)))]),
    ("created:>=2026-01-01", [.init(.times(SearchRange(from: newYear)))]),
    ("created:>2026-01-01", [.init(.times(SearchRange(from: newYear + day)))]),
    ("created:<2026-01-01", [.init(.times(SearchRange(to: newYear - 1)))]),
    ("created:<=2026-01-01", [.init(.times(SearchRange(to: newYear + day - 1)))]),
    ("created:2026-01-01..2026-01-02", [.init(.times(SearchRange(from: newYear, to: newYear + 2 * day - 1)))]),
    ("created:2026-01-01..*", [.init(.times(SearchRange(from: newYear)))]),
    ("created:>=2026-01-01T01:00:00+01:00", [.init(.times(SearchRange(from: newYear)))]),
    ("created:2026-01-01T00:00:00.000Z", [.init(.times(SearchRange(from: newYear, to: newYear)))]),
    ("word", [.init(.text("word"))]), ("-word", [.init(.text("word"), isNegated: true)]),
    ("two words", [.init(.text("two")), .init(.text("words"))]),
    ("\"free text\"", [.init(.text("free text"))]), ("-\"free text\"", [.init(.text("free text"), isNegated: true)]),
    ("\"say \\\"no\\\" \\\\ twice\"", [.init(.text("say \"no\" \\ twice"))]),
    ("\"a:b\"", [.init(.text("a:b"))]), ("Größe", [.init(.text("Größe"))]), ("don't", [.init(.text("don't"))]),
    ("retry-limit", [.init(.text("retry-limit"))]), ("NEAR(a", [.init(.text("NEAR(a"))]),
    ("words*", [.init(.text("words*"))]), ("12:30", [.init(.text("12:30"))]),
    ("actor:\"\\\"\"", [.init(.actor("\""))]),
  ]

  @Test("what is written is what is meant", arguments: good)
  func reads(query: String, terms: [SearchQuery.Term]) throws {
    #expect(try parsed(query) == terms)
  }

  /// The query, the column, and what the message holds.
  static let bad: [(String, Int, String)] = [
    ("typo:x", 1, "the fields are actor, type, document, project, role, section, kind, actor_kind, seq, created, is"),
    ("actor:jdoe typo:x", 12, "'typo' is no field"), ("-typo:x", 2, "'typo' is no field"),
    ("http://example.org", 1, "stand in quotes"),
    ("actor:", 7, "the end of the query, where the id of a user must stand"),
    ("actor: jdoe", 7, "found a space"), ("actor:\"\"", 7, "the id of a user"),
    ("type:verdict.givn", 6, "there is no type 'verdict.givn'"), ("type:nothing.*", 6, "a family: document.*"),
    ("type:*", 6, "there is no type '*'"), ("kind:robot", 6, "one of person, agent, service"),
    ("is:late", 4, "one of delegated, override"), ("a -", 4, "the end of the query"), ("- a", 2, "found a space"),
    ("--a", 2, "found '-'"), ("\"open", 1, "never closed"), ("a \"b", 3, "never closed"),
    ("\"a\"b", 4, "found 'b'"), ("a\"b\"", 2, "a quote within a word"), ("actor:a\"b", 8, "a quote within a word"),
    ("\"a\\n\"", 4, "found 'n'"), ("\"a\\", 4, "the end of the query"),
    ("\"...\"", 1, "no letter or digit"), ("-!!", 2, "no letter or digit"),
    ("seq:x", 5, "found 'x'"), ("seq:>=", 7, "found nothing"), ("seq:>=x", 7, "found 'x'"), ("seq:-1", 5, "found '-1'"),
    ("seq:5..x", 8, "found 'x'"), ("seq:..5", 5, "found nothing"), ("seq:5..", 8, "found nothing"),
    ("seq:9..5", 5, "the range ends before it begins"), ("seq:99999999999999999999", 5, "a position"),
    ("seq:>9223372036854775807", 6, "a position"), ("seq:5...9", 8, "found '.9'"),
    ("created:yesterday", 9, "a date or an RFC 3339 time"), ("created:2026-13-01", 9, "found '2026-13-01'"),
    ("created:2026-01-01..2026-02-31", 21, "found '2026-02-31'"), ("created:>=2026-1-1", 11, "found '2026-1-1'"),
    ("created:\">=x\"", 12, "found 'x'"),
    (String(repeating: "a", count: 2001), 2001, "2000 are the most"),
    (Array(repeating: "a", count: 41).joined(separator: " "), 81, "more than 40 terms"),
  ]

  @Test("what cannot be read is refused at its column, with what may stand there", arguments: bad)
  func refuses(query: String, column: Int, message: String) throws {
    let fault = try #require(throws: SearchFault.self) { try SearchParser.parse(query) }
    #expect(fault.column == column && fault.message.contains(message), "\(fault)")
    let refusal = fault.refusal
    #expect(refusal.code == "bad_query" && refusal.errors.first?.field == "query")
    #expect(refusal.errors.first?.message.hasPrefix("column \(column): ") == true)
    let lines = fault.pointer.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 2 && lines.last?.count == column && lines.last?.last == "^")
  }

  @Test("whatever is typed is read, or refused at one of its characters")
  func anything() throws {
    var numbers = Seeded(UInt64.random(in: .min ... .max))
    let seed = numbers.seed
    let pieces = [
      "actor:", "type:", "seq:", "created:", "is:", "-", "\"", "\\", " ", "..", "*", ">", ">=", "<", ":", "2026-01-01",
      "verdict.*", "9", "a", "ü", "\u{0}", "🏳️‍🌈", "\r\n", "\t", "e\u{301}", "NOT", "{", ")", "99999999999999999999",
    ]
    for _ in 0..<5000 {
      let query = (0..<Int.random(in: 0...12, using: &numbers)).map { _ in
        pieces.randomElement(using: &numbers) ?? ""
      }.joined()
      do {
        let terms = try SearchParser.parse(query).terms
        #expect(terms.count <= SearchQuery.termsMax)
      } catch {
        #expect((1...query.count + 1).contains(error.column), "seed \(seed): \(query.debugDescription)")
        #expect(!error.message.isEmpty)
      }
    }
  }
}

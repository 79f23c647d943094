import Foundation
import GRDB
import Workflow

/// Which words of a saved draft go with it: those that no other revision, and nothing else, still says.
struct DraftWords {
  /// Digests of words to be removed.
  private(set) var removed: [String] = []
  private(set) var kept = FreeText.Kept()

  /// Nil where the event is no draft. Refuses where the latest revision still says all that this one brought.
  init?(document: String, seq: Int64, in db: Database) throws {
    let drafts = try Self.drafts(of: document, in: db)
    guard let index = drafts.firstIndex(where: { $0.seq == seq }), let latest = drafts.last else { return nil }
    let (own, current) = (drafts[index].texts, latest.texts)
    let before = index > 0 ? drafts[index - 1].texts : []
    guard index < drafts.count - 1, !own.subtracting(before).isSubset(of: current) || own.isSubset(of: before) else {
      throw Refusal(
        .conflict, "still_current",
        "The latest revision still says these words: save a draft without them first, and erase then.")
    }
    let others = drafts.enumerated().filter { $0.offset != index && !$0.element.isErased }
    let elsewhere = others.reduce(into: current) { $0.formUnion($1.element.texts) }
    kept.texts = elsewhere
    kept.members = Self.inherited(from: index, in: drafts)
    removed = try own.subtracting(elsewhere).subtracting(Self.namedByOthers(than: document, own, in: db)).sorted()
  }

  private struct Draft {
    let seq: Int64
    let saved: DraftSaved
    /// The digests of all of its words.
    let texts: Set<String>
    let isErased: Bool
  }

  private static func drafts(of document: String, in db: Database) throws -> [Draft] {
    let erased = try DocumentReplay.state(of: document, in: db)?.erasures ?? [:]
    let cursor = try EventReading.cursor(
      db, where: "stream = ? AND type = ? ORDER BY seq",
      arguments: ["document-\(document)", EventType.draftSaved.rawValue])
    var (drafts, sections): ([Draft], [SectionRef]) = ([], [])
    while let recorded = try cursor.next() {
      guard case .draftSaved(let saved) = recorded.event else { continue }
      sections = saved.sections.resolved(before: sections)
      drafts.append(
        Draft(
          seq: recorded.seq, saved: saved, texts: Set(sections.map(\.text)), isErased: erased[recorded.seq] != nil))
    }
    return drafts
  }

  /// What the latest revision has taken over from this one without saying it again.
  private static func inherited(from index: Int, in drafts: [Draft]) -> Set<String> {
    let later = drafts[(index + 1)...].map(\.saved)
    var members: Set<String> = []
    if later.allSatisfy({ $0.checklists == nil }) { members.insert("checklists") }
    if later.allSatisfy({ $0.questions == nil }) { members.insert("questions") }
    if later.allSatisfy({ $0.frontMatter == nil }) { members.insert("front_matter") }
    if later.allSatisfy({ $0.datedItems == nil }) { members.insert("dated_items") }
    return members
  }

  /// Words are kept once for all: another document, a template, a workflow or a file that is no document's may say the same.
  static func namedByOthers(
    than document: String, _ digests: Set<String>, in db: Database
  ) throws -> Set<String> {
    try digests.filter { digest in
      try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM template WHERE text = ?1 OR definition = ?1)
            OR EXISTS (SELECT 1 FROM workflow WHERE text = ?1) OR EXISTS (SELECT 1 FROM pipeline WHERE text = ?1)
            OR EXISTS (SELECT 1 FROM event WHERE type = ?2 AND document <> ?3 AND instr(body, CAST(?1 AS BLOB)) > 0)
            OR EXISTS (SELECT 1 FROM change_request_head AS head WHERE text = ?1 AND NOT \(HostedCopies.isOfDocument))
          """, arguments: [digest, EventType.draftSaved.rawValue, document, document, document]) ?? false
    }
  }
}

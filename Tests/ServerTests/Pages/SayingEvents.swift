import Documents
import Foundation
import Testing
import Workflow

@testable import Server

/// Every event, as pages say it.
@Suite struct SayingEvents {
  private static let names = ["ada": "Ada Moreau", "tess": "Tess Vale", "sam": "Sam Okafor"]

  /// One or more of every type, as they are stored.
  private static func stored() throws -> [Event] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../WorkflowTests/Golden")
    let text = try String(contentsOf: folder.appendingPathComponent("events-v1.jsonl"), encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      let value = try JSONDecoder().decode(Value.self, from: Data(line.utf8))
      return try Event(
        type: value["type"]?.string ?? "", schemaVersion: 1, payload: JSONEncoder().encode(value["body"] ?? .null))
    }
  }

  @Test("every type is said in words, and none by its own name")
  func complete() throws {
    let events = try Self.stored()
    #expect(Set(events.map(\.type)) == Set(EventType.allCases))
    let sentences = EventSentences(names: Self.names)
    for event in events {
      let what = sentences.sentence(of: event).what
      #expect(what.contains(" ") && what != event.type.rawValue, "\(event.type): \(what)")
      #expect(!what.contains("  ") && !what.hasSuffix(".") && !what.hasSuffix(" "), "\(event.type): \(what)")
      #expect(what.first?.isLowercase == true, "\(event.type): \(what)")
    }
  }

  @Test("people are called by their names, and what they wrote is quoted")
  func said() {
    let sentences = EventSentences(names: Self.names)
    let added = sentences.sentence(of: .reviewerAdded(ReviewerAdded(user: "tess", required: true)))
    #expect(added.what == "asked Tess Vale for a review; the review waits for it")
    let given = VerdictGiven(
      verdict: "v", role: "security-lead", outcome: .approvedWithModifications, note: "Nearly.", revision: 3, scope: [],
      obligations: [Obligation(id: "o", section: "flow", text: "Name the owner")], onBehalfOf: "sam")
    let verdict = sentences.sentence(of: .verdictGiven(given))
    #expect(verdict.what == "approved revision 3 as Security Lead on behalf of Sam Okafor, with 1 change to be made")
    #expect(verdict.quoted == "Nearly. · Name the owner")
    let staled = VerdictStaled(verdict: "v", role: "security", sections: ["a", "b", "c", "d", "e"], revision: 4)
    #expect(
      sentences.sentence(of: .verdictStaled(staled)).what
        == "changed “a”, “b”, “c” and 2 more sections in revision 4: the approval as Security is asked for again")
    #expect(sentences.sentence(of: .commentResolved(CommentResolved(comment: "c"))).quoted == nil)
  }

  @Test("each kind of history but all is a part of it, and turning points are of a document")
  func kinds() throws {
    for kind in HistoryKind.allCases { #expect(kind.types?.isEmpty != true) }
    #expect(try HistoryKind(asked: nil) == .all)
    #expect(try HistoryKind(asked: "verdicts") == .verdicts)
    #expect(throws: Refusal.self) { try HistoryKind(asked: "weather") }
    #expect(Set(HistoryKind.turningPoints).count == HistoryKind.turningPoints.count)
  }

  @Test("a long text is shortened where a word ends, a short one is left as it is")
  func shortened() {
    #expect("Nearly".shortened(to: 6) == "Nearly")
    #expect("Nearly there".shortened(to: 8) == "Nearly…")
  }
}

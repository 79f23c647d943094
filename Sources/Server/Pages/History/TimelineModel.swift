import Documents
import Ledger
import Workflow

/// What happened to a document, the newest first.
struct TimelineModel {
  /// Characters of what somebody wrote that stand in the timeline; all of it stands where it was written.
  private static let quotedMax = 280

  let now: DocumentState
  let events: [RecordedEvent]
  let hasMore: Bool
  let isFirst: Bool
  let kind: HistoryKind
  let key: NoteKey?
  let words: PageWords
  let sentences: EventSentences

  private var address: String { "/documents/\(now.opened.slug)/history" }

  func value() -> Value {
    let narrowed = kind == .all ? "" : "show=\(kind.rawValue)&"
    return [
      "events": .array(events.map(event)), "empty": .bool(events.isEmpty),
      "kinds": .array(
        HistoryKind.allCases.map {
          [
            "href": .string(address + ($0 == .all ? "" : "?show=\($0.rawValue)")), "title": .string($0.title),
            "chosen": .bool($0 == kind),
          ]
        }),
      "older": hasMore ? .string(address + "?\(narrowed)before=\(events.last?.streamVersion ?? 0)") : .null,
      "newest": isFirst ? .null : .string(address + (kind == .all ? "" : "?show=\(kind.rawValue)")),
      "check": Value(key.map { ProofCheck.command(file: "proof-….json", key: "\($0)") }),
    ]
  }

  private func event(_ recorded: RecordedEvent) -> Value {
    let sentence = sentences.sentence(of: recorded.event)
    let actor = recorded.position.actor
    return [
      "seq": .int(Int(recorded.seq)), "type": .string(recorded.event.type.rawValue),
      "family": .string(recorded.event.type.family), "who": words.person(actor.id),
      "agent": .bool(actor.kind == .agent), "what": .string(sentence.what),
      "quoted": Value(sentence.quoted.map { $0.shortened(to: Self.quotedMax) }),
      "at": PageWords.time(recorded.position.timestamp), "links": .array(links(recorded)),
      "then_href": .string("\(address)?at=\(recorded.seq)"),
    ]
  }

  private func links(_ recorded: RecordedEvent) -> [Value] {
    let document = "/documents/" + now.opened.slug
    switch recorded.event {
    case .draftSaved(let saved) where saved.revision > 1:
      return [
        link("\(document)/compare?from=\(saved.revision - 1)&to=\(saved.revision)", "What changed", recorded)
      ]
    case .commentAdded(let added): return [comment(added.comment, recorded)]
    case .commentEdited(let edited): return [comment(edited.comment, recorded)]
    case .commentResolved(let resolved): return [comment(resolved.comment, recorded)]
    case .commentReopened(let reopened): return [comment(reopened.comment, recorded)]
    case .verdictGiven, .verdictWithdrawn, .obligationVerified, .gateOverridden, .documentApproved:
      guard key != nil else { return [] }
      return [link("\(address)/\(recorded.seq)/proof", "Proof", recorded, isFile: true)]
    default: return []
    }
  }

  private func comment(_ id: String, _ recorded: RecordedEvent) -> Value {
    link("/documents/\(now.opened.slug)#_m-\(id)", "The comment", recorded)
  }

  /// Links of many rows say the same: which row it is, is said besides.
  private func link(_ href: String, _ text: String, _ recorded: RecordedEvent, isFile: Bool = false) -> Value {
    [
      "href": .string(href), "text": .string(text), "of": .string("of event \(recorded.seq)"),
      "file": .bool(isFile),
    ]
  }
}

extension String {
  /// Its beginning, where it is longer.
  func shortened(to characters: Int) -> String {
    count > characters ? prefix(characters - 1).trimmingSuffix(while: \.isWhitespace) + "…" : self
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> String {
    guard let end = lastIndex(where: { !isDropped($0) }) else { return "" }
    return String(self[...end])
  }
}

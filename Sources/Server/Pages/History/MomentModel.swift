import Documents
import Ledger
import Workflow

/// The ways to a moment: the slider over all that happened, and the moments with a name.
struct MomentChoice {
  let now: DocumentState
  let moment: Moment?
  /// The newest first.
  let chosen: [RecordedEvent]
  let sentences: EventSentences

  func value() -> [String: Value] {
    [
      "steps": .int(now.version),
      "moments": .array(
        chosen.map { recorded in
          let time = PageWords.time(recorded.position.timestamp)["text"]?.string ?? ""
          let said = sentences.sentence(of: recorded.event).what.shortened(to: 90)
          return [
            "seq": .int(Int(recorded.seq)), "chosen": .bool(recorded.seq == moment?.position),
            "text": .string("\(time) · \(sentences.name(recorded.position.actor.id)): \(said)"),
          ]
        }),
    ]
  }
}

/// A document as it was.
struct MomentModel {
  let then: DocumentState
  let now: DocumentState
  let moment: Moment
  /// The last thing that had happened.
  let event: RecordedEvent?
  let approvals: [Verdict]
  let parts: [(section: String, html: String)]
  let words: PageWords
  let sentences: EventSentences

  private var address: String { "/documents/\(now.opened.slug)/history" }

  func value() -> Value {
    let sections = covered()
    let alike = Self.alike(sections)
    let open = then.comments.openCount
    let checked = then.checklists.flatMap(\.items).filter { item in
      then.marks[item.id].map { $0.verdict != .needsRevision } ?? false
    }
    let items = then.checklists.flatMap(\.items).count
    return [
      "seq": .int(Int(then.seq)), "step": .int(then.version), "at": PageWords.time(moment.time),
      "is_now": .bool(then.seq == now.seq), "status": .string(then.status.rawValue),
      "status_text": .string(PageWords.status(then.status.rawValue)), "stage": .string(PageWords.role(then.stage)),
      "revision": .int(then.revision), "saved": PageWords.time(then.draftAt),
      "last_editor": words.person(then.lastEditor),
      "owner": words.person(then.owner), "open": .string(PageWords.count(open, "open comment")),
      "said": event.map(said) ?? .null, "approvals": .array(approvals.map(approval)),
      "approved": .bool(!approvals.isEmpty), "overrides": .array(then.liveOverrides.map(override)),
      "checked": items == 0 ? .null : .string("\(checked.count) of \(items) points of the checklist were ticked"),
      "obligations": .array(then.obligations.map(obligation)),
      "earlier": then.version > 1 ? .string("\(address)?step=\(then.version - 1)") : .null,
      "later": then.version < now.version ? .string("\(address)?step=\(then.version + 1)") : .null,
      "compare": then.revision < now.revision
        ? .string("/documents/\(now.opened.slug)/compare?from=\(then.revision)&to=\(now.revision)") : .null,
      "now_revision": .int(now.revision), "text_href": .string(contentAddress), "parts": .array(sections),
      "covered_all": Value(alike), "alike": .bool(alike != nil),
    ]
  }

  /// Whose approvals cover the text, where they cover all of it alike: then it is said once.
  private static func alike(_ sections: [Value]) -> String? {
    let said = Set(sections.map { $0["covered_by"]?.string ?? "" })
    return said.count == 1 ? said.first { !$0.isEmpty } : nil
  }

  private var contentAddress: String { "/api/v1/documents/\(now.id)/content?form=authored&at=\(then.seq)" }

  private func covered() -> [Value] {
    let standing = SectionStanding(then, reader: "", words: words)
    let byID = Dictionary(then.sections.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return parts.map { part in
      let value: Value = ["id": .string(part.section), "html": .string(part.html)]
      return byID[part.section].map { value.merging(standing.value($0)) } ?? value
    }
  }

  private func said(_ recorded: RecordedEvent) -> Value {
    let sentence = sentences.sentence(of: recorded.event)
    return [
      "who": words.person(recorded.position.actor.id), "what": .string(sentence.what),
      "quoted": Value(sentence.quoted.map { $0.shortened(to: 280) }),
      "at": PageWords.time(recorded.position.timestamp),
    ]
  }

  private func approval(_ verdict: Verdict) -> Value {
    let today = Dictionary(now.sections.map { ($0.id, $0.digest) }, uniquingKeysWith: { first, _ in first })
    let changed = verdict.scope.filter { today[$0.section] != $0.digest }
    let titles = Dictionary(then.sections.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
    let named = { (scope: [ScopedSection]) in
      PageWords.list(scope.map { "“\(titles[$0.section] ?? $0.section)”" })
    }
    let isWhole = verdict.scope.count == then.sections.count
    return [
      "who": words.person(verdict.actor), "behalf": Value(verdict.onBehalfOf.map(words.name)),
      "role": .string(PageWords.role(verdict.role)),
      "outcome": .string(PageWords.status(verdict.outcome.rawValue)), "revision": .int(verdict.revision),
      "given": PageWords.time(verdict.givenAt), "note": Value(verdict.note),
      "scope": .string(
        isWhole
          ? "all of it"
          : verdict.scope.count > 6 ? PageWords.count(verdict.scope.count, "section") : named(verdict.scope)),
      "same": .bool(changed.isEmpty),
      "changed": changed.isEmpty
        ? .null
        : .string(changed.count > 6 ? PageWords.count(changed.count, "section") : named(changed)),
      "proof": .string("\(address)/\(verdict.seq)/proof"), "seq": .int(Int(verdict.seq)),
    ]
  }

  private func override(_ override: GateOverride) -> Value {
    [
      "rule": .string(override.facts.rule), "who": words.person(override.by), "reason": .string(override.facts.reason),
      "at": PageWords.time(override.at),
    ]
  }

  private func obligation(_ obligation: ObligationState) -> Value {
    [
      "text": .string(obligation.obligation.text), "done": .bool(obligation.verified != nil),
      "by": Value(obligation.verified.map { words.name($0.by) }),
    ]
  }
}

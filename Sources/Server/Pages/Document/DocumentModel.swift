import Documents
import Ledger
import Workflow

/// A document as its page shows it to one reader.
struct DocumentModel {
  let state: DocumentState
  let text: SetText
  let threads: CommentThreads
  let fragments: PageFragments
  /// What a form of this page is known by.
  let seal: String
  let gate: GateEvaluation?
  let turns: [Turn]
  let reader: String
  let people: Directory
  let words: PageWords
  let now: Timestamp
  /// Said to somebody who comes from saving it.
  let savedNotice: Value

  private var mayWrite: Bool { people.mayWrite(reader, in: state.project) }

  func value() -> Value {
    let standing = SectionStanding(state, reader: reader, words: words)
    return DocumentHead(state: state, reader: reader, people: people, words: words).value(at: .read)
      .merging(reading(standing)).merging(changes(standing)).merging(review).merging(record)
  }

  private func reading(_ standing: SectionStanding) -> [String: Value] {
    [
      "parts": .string(parts(standing)), "outline": .array(state.sections.map { outline($0, standing) }),
      "elsewhere": .string(elsewhere), "has_elsewhere": .bool(!threads.elsewhere.isEmpty),
      "saved_notice": savedNotice,
    ]
  }

  private var elsewhere: String {
    threads.elsewhere.map { fragments.html("thread", $0, seal: seal) }.joined()
  }

  /// Since the reader approved.
  private func changes(_ standing: SectionStanding) -> [String: Value] {
    let titles = state.sections.filter { standing.hasChanged($0) }.map { "“\($0.title)”" }
    return [
      "since_mine": standing.approvedRevision.map(Value.int) ?? .null, "changed_since": .bool(!titles.isEmpty),
      "changed_titles": .string(PageWords.list(titles)),
    ]
  }

  private var review: [String: Value] {
    let mine = turns.filter { $0.actor == reader }
    return [
      "gate": gate.map { GateList(gate: $0, verdicts: state.verdicts, words: words).value() } ?? .null,
      "verdict": VerdictBox(state: state, gate: gate, reader: reader, people: people, words: words, now: now).value(),
      "my_turns": .array(mine.map { .string($0.reason.asked) }),
      "waiting": .string(words.list(of: turns.map(\.actor).deduplicated)),
    ]
  }

  private var record: [String: Value] {
    [
      "checklists": .array(state.checklists.map { checklist($0) }),
      "questions": .array(state.questions.map { question($0) }),
      "obligations": .array(state.obligations.map { obligation($0) }),
      "verdicts": .array(state.verdicts.reversed().map { verdict($0) }),
      "has_verdicts": .bool(!state.verdicts.isEmpty),
    ]
  }

  private func outline(_ section: SectionRef, _ standing: SectionStanding) -> Value {
    let open = threads.openBySection[section.id] ?? 0
    return [
      "id": .string(section.id), "title": .string(section.title.isEmpty ? "Beginning" : section.title),
      "level": .int(max(1, section.level)), "changed": .bool(standing.hasChanged(section)),
      "covered_by_me": .bool(standing.covers(section)), "open": open > 0 ? .int(open) : .null,
    ]
  }

  private func parts(_ standing: SectionStanding) -> String {
    let sections = Dictionary(state.sections.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let common: [String: Value] = [
      "slug": .string(state.opened.slug), "address": .string("/documents/" + state.opened.slug),
      "may_write": .bool(mayWrite),
    ]
    return text.parts.map { part in
      let section = sections[part.section]
      let model = self.part(part.section, part.html, title: section?.title).merging(common)
      return fragments.html("part", section.map { model.merging(standing.value($0)) } ?? model, seal: seal)
    }.joined()
  }

  private func part(_ section: String, _ html: String, title: String?) -> Value {
    let all = threads.bySection[section] ?? []
    let resolved = all.filter { $0["resolved"] == true }
    return [
      "id": .string(section), "html": .string(html), "title": Value(title), "is_section": .bool(title != nil),
      "threads": .array(all.filter { $0["resolved"] == false }), "resolved": .array(resolved),
      "has_resolved": .bool(!resolved.isEmpty),
      "resolved_text": .string(PageWords.count(resolved.count, "resolved thread")),
    ]
  }

  private func checklist(_ checklist: Checklist) -> Value {
    let isDone = { (item: ChecklistItem) in state.marks[item.id].map { $0.verdict != .needsRevision } ?? false }
    return [
      "title": .string(checklist.title), "required": .bool(checklist.kind == .mustVerify),
      "count": .string("\(checklist.items.filter(isDone).count) of \(checklist.items.count)"),
      "items": .array(
        checklist.items.map { item in
          let mark = state.marks[item.id]
          return [
            "id": .string(item.id), "text": .string(item.text), "required": .bool(item.required),
            "note": Value(mark?.note), "by": Value(mark.map { words.name($0.by) }), "marked": .bool(mark != nil),
            "approved": .bool(mark?.verdict == .approved), "noted": .bool(mark?.verdict == .approvedWithNotes),
            "revise": .bool(mark?.verdict == .needsRevision),
          ]
        }),
    ]
  }

  private func question(_ question: Question) -> Value {
    let decision = state.decisions[question.id]
    return [
      "id": .string(question.id), "text": .string(question.text), "blocking": .bool(question.blocking),
      "recommendation": Value(question.recommendation), "answered": .bool(decision != nil),
      "decision": Value(decision?.decision), "rationale": Value(decision?.rationale),
      "by": Value(decision.map { words.name($0.by) }), "has_options": .bool(!question.options.isEmpty),
      "options": .array(
        question.options.map { option in
          [
            "key": .string(option.key), "text": .string(option.text),
            "chosen": .bool(decision?.decision == option.key),
            "recommended": .bool(question.recommendation == option.key),
          ]
        }),
    ]
  }

  private func obligation(_ obligation: ObligationState) -> Value {
    let section = state.sections.first { $0.id == obligation.obligation.section }
    let mayVerify = obligation.mayBeVerified(by: reader, on: state, people: people)
    return [
      "id": .string(obligation.obligation.id), "text": .string(obligation.obligation.text),
      "section": .string(obligation.obligation.section), "section_title": Value(section?.title),
      "asked_by": .string(words.name(obligation.askedBy)), "role": .string(PageWords.role(obligation.role)),
      "due": Value(obligation.obligation.due), "verified": .bool(obligation.verified != nil),
      "verified_by": Value(obligation.verified.map { words.name($0.by) }),
      "may_verify": .bool(obligation.verified == nil && mayVerify), "revision": .int(state.revision),
    ]
  }

  private func verdict(_ verdict: Verdict) -> Value {
    [
      "id": .string(verdict.id), "actor": words.person(verdict.principal),
      "role": .string(PageWords.role(verdict.role)),
      "outcome": .string(verdict.outcome.rawValue), "outcome_text": .string(PageWords.status(verdict.outcome.rawValue)),
      "state": .string(verdict.state.rawValue), "state_text": .string(PageWords.status(verdict.state.rawValue)),
      "revision": .int(verdict.revision), "note": Value(verdict.note), "at": PageWords.time(verdict.givenAt),
      "live": .bool(verdict.state == .live),
      "mine": .bool(verdict.principal == reader && (verdict.state == .live || verdict.state == .stale)),
    ]
  }
}

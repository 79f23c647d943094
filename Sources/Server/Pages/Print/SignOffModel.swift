import Documents
import Ledger
import Workflow

/// The page that a printed record is signed off on: who said what of which words, and where that can be proven.
struct SignOffModel {
  /// Letters of an event's hash that stand for it on paper, as in the record itself.
  private static let markLength = 12

  let state: DocumentState
  /// SHA-256 of the words as they were written.
  let digest: String
  let checkpoint: Checkpoint?
  let key: NoteKey?
  /// By verdict: the hash of the event that gave it.
  let marks: [String: String]
  let printedAt: Timestamp
  let server: String
  let words: PageWords

  func value(html: String) -> Value {
    [
      "html": .string(html), "title": .string(state.title), "slug": .string(state.opened.slug),
      "address": .string("/documents/" + state.opened.slug), "project": Value(state.project),
      "workflow": .string("\(state.policy.name), version \(state.policy.version)"),
      "template": .string("\(state.opened.template), version \(state.opened.templateVersion)"),
      "status": .string(PageWords.status(state.status.rawValue)), "stage": .string(PageWords.role(state.stage)),
      "revision": .int(state.revision), "saved": Self.time(state.draftAt),
      "editor": .string(words.name(state.lastEditor)),
      "owner": .string(words.name(state.owner)), "digest": .string(digest), "printed": Self.time(printedAt),
      "approved_at": state.approvedAt.map(Self.time) ?? .null,
      "verdicts": .array(state.verdicts.map(verdict)), "has_verdicts": .bool(!state.verdicts.isEmpty),
      "obligations": .array(state.obligations.map(obligation)), "has_obligations": .bool(!state.obligations.isEmpty),
      "overrides": .array(state.liveOverrides.map(override)), "has_overrides": .bool(!state.liveOverrides.isEmpty),
      "items": .array(items), "has_items": .bool(!items.isEmpty), "items_done": .string(itemsDone),
      "sections": .array(
        state.sections.map {
          ["title": .string($0.title.isEmpty ? "Beginning" : $0.title), "digest": .string($0.digest)]
        }),
      "log": log,
    ]
  }

  /// On paper a time stays what it was when it was printed.
  private static func time(_ time: Timestamp) -> Value { PageWords.time(time)["text"] ?? "" }

  private func verdict(_ verdict: Verdict) -> Value {
    let behalf = verdict.onBehalfOf.map { " for " + words.name($0) } ?? ""
    return [
      "role": .string(PageWords.role(verdict.role)), "name": .string(words.name(verdict.actor) + behalf),
      "date": Self.time(verdict.givenAt), "revision": .int(verdict.revision),
      "outcome": .string(PageWords.status(verdict.outcome.rawValue)),
      "state": .string(Self.word(for: verdict)), "live": .bool(verdict.state == .live), "note": Value(verdict.note),
      "scope": .string(
        verdict.scope.count == state.sections.count
          ? "all sections" : PageWords.count(verdict.scope.count, "section")),
      "event": .int(Int(verdict.seq)), "mark": .string(String((marks[verdict.id] ?? "").prefix(Self.markLength))),
    ]
  }

  static func word(for verdict: Verdict) -> String {
    switch verdict.state {
    case .live: "Counts"
    case .stale: verdict.isExpired ? "Its time is over" : "Words changed since"
    case .withdrawn: "Taken back"
    case .superseded: "Replaced"
    }
  }

  private func obligation(_ obligation: ObligationState) -> Value {
    let section = state.sections.first { $0.id == obligation.obligation.section }?.title
    return [
      "text": .string(obligation.obligation.text), "section": .string(section ?? obligation.obligation.section),
      "asked": .string("\(words.name(obligation.askedBy)), \(PageWords.role(obligation.role))"),
      "state": .string(
        obligation.verified.map { "Made in revision \($0.revision), says \(words.name($0.by)), \($0.at.date)" }
          ?? "Still to be made" + (obligation.obligation.due.map { ", due \($0)" } ?? "")),
    ]
  }

  private func override(_ override: GateOverride) -> Value {
    [
      "rule": .string(override.facts.rule), "stage": .string(PageWords.role(override.facts.stage)),
      "name": .string(words.name(override.by)), "date": Self.time(override.at),
      "reason": .string(override.facts.reason),
    ]
  }

  private var items: [Value] {
    state.checklists.flatMap(\.items).map { item in
      let mark = state.marks[item.id]
      let word =
        switch mark?.verdict {
        case .approved: "Ticked"
        case .approvedWithNotes: "Ticked, with a note"
        case .needsRevision: "Needs work"
        case nil: "Open"
        }
      return [
        "text": .string(item.text), "required": .bool(item.required), "state": .string(word),
        "by": Value(mark.map { "\(words.name($0.by)), \($0.at.date)" }), "note": Value(mark?.note),
      ]
    }
  }

  private var itemsDone: String {
    let all = state.checklists.flatMap(\.items)
    let done = all.filter { item in state.marks[item.id].map { $0.verdict != .needsRevision } ?? false }
    return "\(done.count) of \(all.count)"
  }

  private var log: Value {
    let address = "\(server)/api/v1/documents/\(state.id)/content?form=authored&at=\(state.seq)"
    let last = state.verdicts.last { $0.state == .live }?.seq ?? state.seq
    return [
      "seq": .int(Int(state.seq)), "size": checkpoint.map { .int(Int($0.size)) } ?? .null,
      "root": Value(checkpoint?.root.hexadecimal), "origin": Value(key?.name),
      "signed": checkpoint.map { Self.time($0.signedAt) } ?? .null, "key": Value(key.map { "\($0)" }),
      "text_command": .string("curl -H \"Authorization: Bearer $COUNTERSIGN_TOKEN\" '\(address)' | sha256sum"),
      "proof_command": .string("countersign proof --seq \(last) --out proof-\(last).json"),
      "check_command": .string(
        ProofCheck.command(file: "proof-\(last).json", key: key.map { "\($0)" } ?? "KEY")),
    ]
  }
}

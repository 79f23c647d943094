import Documents
import Ledger
import Workflow

/// The trail's page: the question, what was found, and the state of the log.
struct AuditModel {
  private static let quotedMax = 200

  let question: AuditQuestion
  let faults: AuditFaults
  let found: AuditFindings?
  /// Those that can be chosen.
  let projects: [(slug: String, title: String)]
  let integrity: IntegrityModel
  let words: PageWords

  func value() -> Value {
    [
      "query": .string(question.query), "since": .string(question.since), "until": .string(question.until),
      "fault": .object(
        ["query": .null, "project": .null, "since": .null, "until": .null].merging(faults.byField) { $1 }),
      "projects": .array(
        projects.map {
          ["slug": .string($0.slug), "title": .string($0.title), "chosen": .bool($0.slug == question.project)]
        }),
      "other_project": question.project.isEmpty || projects.contains { $0.slug == question.project }
        ? .null : .string(question.project),
      "oldest": .bool(question.order == .oldest), "asked": .bool(!question.isEmpty),
      "address": .string(question.address()), "found": found.map(results) ?? .null,
      "integrity": integrity.value(), "fields": Self.help, "examples": Self.examples,
    ]
  }

  private func results(_ found: AuditFindings) -> Value {
    let last = found.events.last?.seq
    return [
      "events": .array(found.events.map { row($0, found.documents) }), "none": .bool(found.events.isEmpty),
      "next": found.hasMore ? .string(question.address(from: last)) : .null,
      "next_text": question.order == .newest ? "Older" : "Newer",
      "first": question.from == nil ? .null : .string(question.address()),
      "other": .string(question.address(order: question.order == .newest ? .oldest : .newest)),
      "other_text": question.order == .newest ? "Oldest first" : "Newest first",
      "exports": .array(
        [("jsonl", "JSON lines"), ("csv", "CSV"), ("ocsf", "OCSF")].map { format, title in
          ["href": .string(question.export(format)), "title": .string(title)]
        }),
    ]
  }

  private func row(_ recorded: RecordedEvent, _ documents: [String: DocumentState]) -> Value {
    let document = recorded.document.flatMap { documents[$0] }
    let sentences = EventSentences(names: words.names, subjects: document.map { EventSubjects($0) } ?? EventSubjects())
    let sentence = sentences.sentence(of: recorded.event)
    let actor = recorded.position.actor
    return [
      "seq": .int(Int(recorded.seq)), "at": PageWords.time(recorded.position.timestamp),
      "who": words.person(actor.id), "kind": actor.kind == .person ? .null : .string(actor.kind.rawValue),
      "behalf": Value(recorded.onBehalfOf.map(words.name)), "what": .string(sentence.what),
      "quoted": Value(sentence.quoted.map { $0.shortened(to: Self.quotedMax) }),
      "type": .string(recorded.event.type.rawValue),
      "type_href": .string("/audit?query=type:" + FormCoding.encoded(recorded.event.type.rawValue)),
      "proof": integrity.key == nil ? .null : .string("/api/v1/log/proof/file?seq=\(recorded.seq)"),
      "document": document.map { state in
        [
          "title": .string(state.title), "href": .string("/documents/" + state.opened.slug),
          "then": .string("/documents/\(state.opened.slug)/history?at=\(recorded.seq)"),
        ]
      } ?? .null,
      "project": Value(recorded.project),
    ]
  }

  /// The search grammar, a row a field.
  private static let help: Value = .array(
    [
      ("actor:ada", "what somebody did, by their id"),
      ("kind:agent", "what persons, agents or services did"),
      ("type:verdict.given", "one type; type:verdict.* is all of a family"),
      ("document:billing", "what belongs to a document, by its name in its address"),
      ("project:money", "what belongs to a project"),
      ("section:data-model", "what names a section"),
      ("role:\"security lead\"", "what was done in a role"),
      ("is:override", "rules that were passed over; is:delegated is what was done on somebody’s behalf"),
      ("created:>=2026-01-01", "from a day on; a day alone, or 2026-01-01..2026-02-01, both within"),
      ("seq:100..200", "positions in the log"),
      ("words \"free text\"", "what people wrote: comments, notes, reasons, messages, titles"),
      ("-type:comment.*", "a minus before any of them: all but that"),
    ].map { ["term": .string($0), "means": .string($1)] })

  private static let examples: Value = .array(
    [
      ("type:verdict.*", "Every verdict there ever was"), ("is:override", "Rules that were passed over"),
      ("is:delegated", "Done on somebody’s behalf"), ("kind:agent", "What agents did"),
      ("type:role.*", "Who was given which role"), ("type:body.redacted", "What was erased"),
    ].map { query, title in
      ["href": .string("/audit?query=" + FormCoding.encoded(query)), "title": .string(title), "query": .string(query)]
    })
}

/// Whether the log is what it was, as far as the server itself can say.
struct IntegrityModel {
  let checkpoint: Checkpoint?
  let key: NoteKey?
  let position: Int64
  let backups: Backups.Status?

  func value() -> Value {
    [
      "events": .int(Int(position)), "signed": checkpoint.map(signed) ?? .null,
      "backup": backups.map(backup) ?? .null, "check": "countersign verify --data DIR --checkpoint kept.note",
    ]
  }

  private func signed(_ checkpoint: Checkpoint) -> Value {
    let names = (SignedNote(checkpoint.note)?.signatures ?? []).map(\.name).filter { $0 != key?.name }
    return [
      "size": .int(Int(checkpoint.size)), "root": .string(checkpoint.root.hexadecimal),
      "at": PageWords.time(checkpoint.signedAt), "by": Value(key?.name),
      "witnesses": names.isEmpty ? .null : .string(PageWords.list(names.deduplicated)),
      "after": position > checkpoint.size
        ? .string(PageWords.count(Int(position - checkpoint.size), "event") + " since") : .null,
    ]
  }

  private func backup(_ status: Backups.Status) -> Value {
    [
      "last": status.lastSuccess.map { ["at": PageWords.time($0.name.at), "size": .int(Int($0.name.seq))] } ?? .null,
      "failing": .bool(status.isFailing), "failed_at": PageWords.time(status.lastFailure?.at),
    ]
  }
}

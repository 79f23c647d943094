import Documents
import Ledger
import Workflow

/// Says what happened as a plain sentence, to be read after the name of who did it: `saved revision 3`.
struct EventSentences {
  struct Sentence: Equatable {
    let what: String
    /// What somebody wrote with it.
    var quoted: String?
  }

  /// Of everybody, by id.
  let names: [String: String]
  /// What the document calls that of which its events hold an id; empty where an event stands alone.
  var subjects = EventSubjects()

  func sentence(of event: Event) -> Sentence {
    switch event {
    case .documentOpened(let opened): said("opened “\(opened.title)” from the template “\(opened.template)”")
    case .draftSaved(let saved): draft(saved)
    case .draftSourceChanged(let changed): source(changed)
    case .documentImported(let imported): said("imported it from \(imported.path)")
    case .documentApproved(let approved):
      said(
        "brought revision \(approved.revision) to its approval"
          + (approved.withModifications ? ", with changes to be made" : ""))
    case .documentReopened(let reopened):
      said("reopened it: it is in the stage \(stage(reopened.stage)) again", reopened.reason)
    case .documentDeprecated(let deprecated): said("marked it as deprecated", deprecated.reason)
    case .documentWorkflowChanged(let changed):
      said(
        "moved it to the workflow “\(changed.policy.name)”, version \(changed.policy.version), stage "
          + stage(changed.stage), changed.reason)
    case .reviewRequested, .reviewWithdrawn, .reviewerAdded, .reviewCommented, .turnHandedOver, .reminderSent,
      .stageCompleted, .stageReturned, .gateOverridden, .gateUnsatisfiable, .gateSatisfiable:
      review(event)
    case .commentAdded, .commentEdited, .commentResolved, .commentReopened, .checklistMarked, .questionAnswered:
      remark(event)
    case .verdictGiven, .verdictWithdrawn, .verdictStaled, .verdictRestored, .obligationVerified: verdict(event)
    case .projectOpened, .projectUpdated, .projectStepCompleted, .projectStepReopened, .templatePublished,
      .workflowPublished, .pipelinePublished:
      policy(event)
    case .userRegistered, .userUpdated, .userErased, .roleGranted, .roleRevoked, .tokenIssued, .tokenRevoked,
      .delegationGranted, .delegationEnded, .groupCreated, .groupUpdated, .groupDeleted:
      people(event)
    case .endpointCreated, .endpointUpdated, .endpointDisabled, .endpointDeleted, .deliveryExhausted,
      .connectionCreated, .connectionDeleted, .pushReceived, .changeRequestUpdated, .changeRequestReviewed:
      ways(event)
    case .bodyRedacted(let redacted):
      said("erased the words of event \(redacted.seq) (\(redacted.erasedType))", redacted.reason)
    }
  }

  private func review(_ event: Event) -> Sentence {
    switch event {
    case .reviewRequested(let asked): said("submitted revision \(asked.revision): stage \(stage(asked.stage))")
    case .reviewWithdrawn(let withdrawn): said("took it back from review", withdrawn.reason)
    case .reviewerAdded(let added): reviewer(added)
    case .reviewCommented(let read):
      said("read revision \(read.revision)\(role(read.role)) and gave no verdict", read.note)
    case .turnHandedOver(let handed):
      said("handed on to \(name(handed.to)) what \(name(handed.from)) was asked for\(role(handed.role))", handed.note)
    case .reminderSent(let sent): reminder(sent)
    case .stageCompleted(let completed):
      said(
        "completed the stage \(stage(completed.stage)) with it"
          + (completed.nextStage.map { "; next is \(stage($0))" } ?? ""))
    case .stageReturned(let returned):
      said("sent it back from \(stage(returned.from)) to \(stage(returned.to))", returned.reason)
    case .gateOverridden(let over):
      said("passed over the rule “\(over.rule)” of the stage \(stage(over.stage))", over.reason)
    case .gateUnsatisfiable(let found):
      said("found that nobody can satisfy the rule “\(found.rule)” of the stage \(stage(found.stage))", found.remedy)
    case .gateSatisfiable(let found):
      said("found that the rule “\(found.rule)” of the stage \(stage(found.stage)) can be satisfied again")
    default: said(event.type.rawValue)
    }
  }

  private func remark(_ event: Event) -> Sentence {
    switch event {
    case .commentAdded(let added):
      said(
        added.replyTo != nil
          ? "replied to a comment"
          : "commented on " + (added.anchor.map { subjects.section($0.section) } ?? "the whole document"), added.body)
    case .commentEdited(let edited): said("edited a comment", edited.body)
    case .commentResolved: said("resolved a comment")
    case .commentReopened: said("reopened a comment")
    case .checklistMarked(let marked): said(mark(marked), marked.note)
    case .questionAnswered(let answered):
      said("decided \(subjects.question(answered.question)): \(answered.decision)", answered.rationale)
    default: said(event.type.rawValue)
    }
  }

  private func verdict(_ event: Event) -> Sentence {
    switch event {
    case .verdictGiven(let given): outcome(given)
    case .verdictWithdrawn(let withdrawn): said("took back \(subjects.verdict(withdrawn.verdict, names: names))")
    case .verdictStaled(let staled): said(cause(staled))
    case .verdictRestored(let restored):
      said(
        "brought the approved words back in revision \(restored.revision): the approval"
          + subjects.holder(restored.verdict, names: names) + role(restored.role) + " counts again")
    case .obligationVerified(let verified):
      said("confirmed an agreed change in revision \(verified.revision)", verified.note)
    default: said(event.type.rawValue)
    }
  }
}

extension EventSentences {
  func said(_ what: String, _ quoted: String? = nil) -> Sentence {
    Sentence(what: what, quoted: quoted?.isEmpty == true ? nil : quoted)
  }

  func name(_ user: String) -> String { names[user] ?? user }

  func list(of users: [String]) -> String { PageWords.list(users.map(name)) }

  /// ` as Security Lead`; nothing where there is none.
  func role(_ role: String?) -> String { role.map { " as " + PageWords.role($0) } ?? "" }

  private func stage(_ stage: String) -> String { PageWords.role(stage) }

  /// `“Data Model” and “Flow”`; of many the first few.
  private func sections(_ ids: [String]) -> String {
    let shown = ids.prefix(3).map(subjects.section)
    let rest = ids.count - shown.count
    return PageWords.list(rest > 0 ? shown + [PageWords.count(rest, "more section")] : shown)
  }

  private func mark(_ marked: ChecklistMarked) -> String {
    let item = subjects.item(marked.item)
    return switch marked.verdict {
    case .approved: "ticked \(item)"
    case .approvedWithNotes: "ticked \(item), with a note"
    case .needsRevision: "found that \(item) needs work"
    }
  }

  private func cause(_ staled: VerdictStaled) -> String {
    let approval = "the approval" + subjects.holder(staled.verdict, names: names) + role(staled.role)
    let again = ": \(approval) is asked for again"
    return switch staled.cause ?? .edited {
    case .edited: "changed \(sections(staled.sections)) in revision \(staled.revision)\(again)"
    case .expired: "found that the time of \(approval) is over"
    case .policyChanged: "moved it to another workflow\(again)"
    }
  }

  private func draft(_ saved: DraftSaved) -> Sentence {
    var what = "saved revision \(saved.revision)"
    if saved.revision > 1, !saved.changedSections.isEmpty { what += ": " + sections(saved.changedSections) }
    if let author = saved.author { what += ", in the words of \(name(author))" }
    if let path = saved.source.path { what += ", from \(path)" }
    return said(what, saved.message)
  }

  private func source(_ changed: DraftSourceChanged) -> Sentence {
    switch changed.change {
    case .moved: said("moved its file to \(changed.path)")
    case .removed: said("removed its file \(changed.path)")
    case .orphaned:
      said(
        "rewrote its branch: the commits of "
          + PageWords.list((changed.revisions ?? []).map { "revision \($0)" }) + " are on it no more")
    }
  }

  private func reviewer(_ added: ReviewerAdded) -> Sentence {
    let terms =
      added.group.map { ", in the group “\($0)”" } ?? (added.required == true ? "; the review waits for it" : "")
    return said("asked \(name(added.user)) for a review\(terms)")
  }

  private func reminder(_ sent: ReminderSent) -> Sentence {
    let asked = Turn.Reason(rawValue: sent.reason)?.asked
    let subject = sent.subject.map { " (\($0))" } ?? ""
    return said(
      "reminded \(list(of: sent.users))\(role(sent.role)): " + (asked ?? PageWords.status(sent.reason)) + subject)
  }

  private func outcome(_ given: VerdictGiven) -> Sentence {
    let behalf = given.onBehalfOf.map { " on behalf of \(name($0))" } ?? ""
    let end = " revision \(given.revision)\(role(given.role))\(behalf)"
    let what =
      switch given.outcome {
      case .approved: "approved" + end
      case .approvedWithModifications:
        "approved\(end), with " + PageWords.count(given.obligations.count, "change") + " to be made"
      case .rejected: "rejected" + end
      }
    let changes = given.obligations.map(\.text).joined(separator: " · ")
    return said(what, [given.note ?? "", changes].filter { !$0.isEmpty }.joined(separator: " · "))
  }
}

/// What a document calls its sections, its checklist's items, its questions and its verdicts, by id.
struct EventSubjects {
  private var sections: [String: String] = [:]
  private var items: [String: String] = [:]
  private var questions: [String: String] = [:]
  private var verdicts: [String: (who: String, role: String)] = [:]

  init() {}

  init(_ state: DocumentState) {
    sections = Dictionary(state.sections.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
    items = Dictionary(
      state.checklists.flatMap(\.items).map { ($0.id, $0.text) }, uniquingKeysWith: { first, _ in first })
    questions = Dictionary(state.questions.map { ($0.id, $0.text) }, uniquingKeysWith: { first, _ in first })
    verdicts = Dictionary(
      state.verdicts.map { ($0.id, ($0.principal, $0.role)) }, uniquingKeysWith: { first, _ in first })
  }

  func section(_ id: String) -> String {
    guard let title = sections[id] else { return "“\(id)”" }
    return title.isEmpty ? "the beginning" : "“\(title)”"
  }

  func item(_ id: String) -> String { items[id].map { "“\($0)”" } ?? "a point of the checklist" }

  func question(_ id: String) -> String { questions[id].map { "“\($0)”" } ?? "a question" }

  /// ` of Tess Vale`; nothing where the verdict is not known.
  func holder(_ id: String, names: [String: String]) -> String {
    verdicts[id].map { " of " + (names[$0.who] ?? $0.who) } ?? ""
  }

  func verdict(_ id: String, names: [String: String]) -> String {
    guard let (who, role) = verdicts[id] else { return "a verdict" }
    return "the verdict of \(names[who] ?? who) as \(PageWords.role(role))"
  }
}

package import Documents

/// What somebody asks of a document. Ids are made by the caller, so that deciding stays pure.
package enum DocumentCommand: Hashable, Sendable {
  /// `terms` are of reviewers who are not optional.
  case open(DocumentOpened, firstDraft: DraftContent, terms: [ReviewerAdded] = [])
  /// `imported` is what the document says of its own past; opening the same again changes nothing.
  case importDocument(DocumentOpened, firstDraft: DraftContent, imported: DocumentImported)
  case saveDraft(DraftContent, baseRevision: Int)
  /// Its file at a host was moved or removed, or what drafts came from is gone there.
  case changeSource(DraftSourceChanged)
  case requestReview
  case withdrawReview(reason: String?)
  case addReviewers([ReviewerAdded])
  /// Somebody has read it and gives no verdict: their turn passes to the owner.
  case commentOnly(role: String?, note: String?, revision: Int)
  case handOver(from: String, to: String, note: String?)
  /// Tells whose the turns are of somebody who was deactivated.
  case handOnTurns(of: String)
  case addComment(CommentAdded)
  case editComment(id: String, body: String)
  case resolveComment(id: String)
  case reopenComment(id: String)
  case markChecklist(item: String, verdict: ChecklistMark.Verdict, note: String?)
  case answerQuestion(question: String, decision: String, rationale: String?)
  case giveVerdict(VerdictRequest)
  case withdrawVerdict(id: String)
  case override(rule: String, reason: String)
  /// The policy as it was published; the template's roles are filled in when it is decided.
  case changeWorkflow(Policy, reason: String?)
  case verifyObligation(id: String, revision: Int, note: String?)
  case reopen(reason: String)
  case deprecate(reason: String)
  /// The daemon's own: what time, people and projects have brought about since the last event.
  case settle
}

extension DocumentCommand {
  /// The project that it opens a document in.
  package var openedProject: String? {
    switch self {
    case .open(let opened, _, _), .importDocument(let opened, _, _): opened.project
    default: nil
    }
  }
}

/// A draft as its parser saw it: what the writer needs of the words without the words.
package struct DraftContent: Hashable, Sendable {
  package var sections: [SectionRef]
  package var checklists: [Checklist]
  package var questions: [Question]
  package var message: String?
  package var source: DraftSource
  /// The user whose words these are, where that is not the actor.
  package var author: String?
  package var frontMatter: [String: String]
  package var lint: [LintRemark]
  package var datedItems: [DatedItem]

  package init(
    sections: [SectionRef], checklists: [Checklist], questions: [Question], message: String?, source: DraftSource,
    author: String? = nil, frontMatter: [String: String] = [:], lint: [LintRemark] = [], datedItems: [DatedItem] = []
  ) {
    self.sections = sections
    self.checklists = checklists
    self.questions = questions
    self.message = message
    self.source = source
    self.author = author
    self.frontMatter = frontMatter
    self.lint = lint
    self.datedItems = datedItems
  }
}

package struct VerdictRequest: Hashable, Sendable {
  package var id: String
  package var role: String
  package var outcome: VerdictGiven.Outcome
  package var note: String?
  package var revision: Int
  package var obligations: [Obligation]
  package var onBehalfOf: String?
  /// Where it was given, where that was not here.
  package var source: ChangeRequestSource?

  package init(
    id: String, role: String, outcome: VerdictGiven.Outcome, note: String?, revision: Int, obligations: [Obligation],
    onBehalfOf: String? = nil, source: ChangeRequestSource? = nil
  ) {
    self.id = id
    self.role = role
    self.outcome = outcome
    self.note = note
    self.revision = revision
    self.obligations = obligations
    self.onBehalfOf = onBehalfOf
    self.source = source
  }
}

/// What a rule may look at beside the document: who asks, when, who else there is, and the document's project.
package struct DecisionContext: Sendable {
  package let actor: Actor
  package let now: Timestamp
  package let people: Directory
  package let project: ProjectState?

  package init(actor: Actor, now: Timestamp, people: Directory, project: ProjectState? = nil) {
    self.actor = actor
    self.now = now
    self.people = people
    self.project = project
  }

  package var gate: GateContext { GateContext(people: people, project: project, now: now) }
}

/// What a gate is evaluated against beside the document.
package struct GateContext: Sendable {
  package let people: Directory
  package let project: ProjectState?
  package let now: Timestamp
  /// Whether only what passes is asked, and not whom it waits on.
  var isBrief = false

  package init(people: Directory, project: ProjectState? = nil, now: Timestamp) {
    self.people = people
    self.project = project
    self.now = now
  }
}

extension GateContext {
  /// The same, where only what passes is asked.
  var brief: GateContext {
    var brief = self
    brief.isBrief = true
    return brief
  }
}

package import Documents

/// What somebody asks of a document. Ids are made by the caller, so that deciding stays pure.
package enum DocumentCommand: Hashable, Sendable {
  case open(DocumentOpened, firstDraft: DraftContent)
  /// `imported` is what the document says of its own past; opening the same again changes nothing.
  case importDocument(DocumentOpened, firstDraft: DraftContent, imported: DocumentImported)
  case saveDraft(DraftContent, baseRevision: Int)
  case requestReview
  case withdrawReview(reason: String?)
  case addReviewer(user: String)
  case addComment(CommentAdded)
  case editComment(id: String, body: String)
  case resolveComment(id: String)
  case reopenComment(id: String)
  case markChecklist(item: String, verdict: ChecklistMark.Verdict, note: String?)
  case answerQuestion(question: String, decision: String, rationale: String?)
  case giveVerdict(VerdictRequest)
  case withdrawVerdict(id: String)
  case verifyObligation(id: String, revision: Int, note: String?)
  case reopen(reason: String)
  case deprecate(reason: String)
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

  package init(
    sections: [SectionRef], checklists: [Checklist], questions: [Question], message: String?, source: DraftSource,
    author: String? = nil
  ) {
    self.sections = sections
    self.checklists = checklists
    self.questions = questions
    self.message = message
    self.source = source
    self.author = author
  }
}

package struct VerdictRequest: Hashable, Sendable {
  package var id: String
  package var role: String
  package var outcome: VerdictGiven.Outcome
  package var note: String?
  package var revision: Int
  package var obligations: [Obligation]

  package init(
    id: String, role: String, outcome: VerdictGiven.Outcome, note: String?, revision: Int, obligations: [Obligation]
  ) {
    self.id = id
    self.role = role
    self.outcome = outcome
    self.note = note
    self.revision = revision
    self.obligations = obligations
  }
}

/// What a rule may look at beside the document: who asks, when, and who else there is.
package struct DecisionContext: Sendable {
  package let actor: Actor
  package let now: Timestamp
  package let people: Directory

  package init(actor: Actor, now: Timestamp, people: Directory) {
    self.actor = actor
    self.now = now
    self.people = people
  }
}

package import Documents

/// A document as its events make it: what commands are decided against, and what the API shows.
///
/// It holds the latest revision only, and of that the sections' digests, not the words.
package struct DocumentState: Hashable, Sendable {
  package enum Status: String, Hashable, Sendable, Codable, CaseIterable {
    case draft
    case inReview = "in_review"
    case approved
    case approvedWithModifications = "approved_with_modifications"
    case rejected
    case deprecated
  }

  package let id: String
  package var opened: DocumentOpened
  package var openedBy: String
  package var status: Status = .draft
  package var stage: String = Policy.draftStage
  package var reviewers: [String]
  /// What was agreed with some of the reviewers, by user; the others are optional.
  package var reviewerTerms: [String: ReviewerTerms] = [:]
  /// The policy that it runs under now.
  package var policy: Policy

  package var revision = 0
  package var sections: [SectionRef] = []
  /// The sections of the revisions shortly before: what somebody may have read when a newer one was saved.
  package var earlierSections = EarlierSections()
  package var checklists: [Checklist] = []
  package var questions: [Question] = []
  package var frontMatter: [String: String] = [:]
  package var lint: [LintRemark] = []
  package var datedItems: [DatedItem] = []
  /// The log position and the time of the latest revision.
  package var draftSeq: Int64 = 0
  package var draftAt: Timestamp
  /// Everybody whose words stand in it.
  package var authors: Set<String>
  package var lastEditor: String
  /// The revisions whose commits their branch has no more.
  package var orphanedRevisions: Set<Int> = []

  package var comments = Comments()
  package var marks: [String: ChecklistMark] = [:]
  package var decisions: [String: Decision] = [:]
  package var verdicts: [Verdict] = []
  package var obligations: [ObligationState] = []
  package var overrides: [GateOverride] = []
  /// Reviews without a verdict, in their order.
  package var remarks: [ReviewRemark] = []
  /// Turns that were handed on in the present stage, in their order.
  package var handOvers: [HandOver] = []
  package var reminders: [SentReminder] = []
  /// The rules of the present stage that nobody can satisfy, with the log position of the finding.
  package var unsatisfiable: [String: Int64] = [:]

  /// The sections as they were when it was last approved.
  package var approvedSections: [SectionRef]?
  /// What was last said of the later steps that rest on it; nil since it was last approved.
  package var stepReopened: ProjectStepReopened?

  /// What it said of its past when it was imported; nil where it was opened here.
  package var imported: ImportedPast?
  /// The sections that were imported as approved, while that is all its approval rests on.
  package var importedApproval: [SectionRef]?

  /// What was erased of its events, by their log position.
  package var erasures: [Int64: Erasure] = [:]

  /// The number of events in its stream.
  package var version = 0
  /// The log position of its last event.
  package var seq: Int64 = 0
  package var createdAt: Timestamp
  package var updatedAt: Timestamp
  package var stageEnteredAt: Timestamp
  package var stageEnteredSeq: Int64
  package var submittedAt: Timestamp?
  package var completedAt: Timestamp?
  package var approvedAt: Timestamp?

  package var title: String { opened.title }
  package var project: String? { opened.project }
  package var owner: String { opened.owner }

  /// Whether it is somewhere between its submission and the end of its last stage.
  package var isUnderReview: Bool { status == .inReview && completedAt == nil && policy.stage(named: stage) != nil }

  package func comment(_ id: String) -> Comment? { comments[id: id] }
  package func verdict(_ id: String) -> Verdict? { verdicts.first { $0.id == id } }
  package func checklistItem(_ id: String) -> ChecklistItem? {
    checklists.lazy.flatMap(\.items).first { $0.id == id }
  }
  package func question(_ id: String) -> Question? { questions.first { $0.id == id } }
}

package struct ImportedPast: Hashable, Sendable {
  package let facts: DocumentImported
  package let by: String
  package let at: Timestamp
  package let seq: Int64
}

/// One comment; a thread is a comment without `replyTo` and the replies to it.
package struct Comment: Hashable, Sendable {
  package let id: String
  package internal(set) var author: String
  package var body: String
  package let anchor: Anchor?
  /// The revision that the anchor speaks of.
  package let revision: Int
  package let replyTo: String?
  package var resolved = false
  package var resolvedBy: String?
  package var resolvedSeq: Int64?
  package let createdAt: Timestamp
  package var editedAt: Timestamp?
  package let seq: Int64
  /// Nil of one that was made here.
  package var source: ChangeRequestSource?
}

/// What somebody found of one checklist item.
package struct ChecklistMark: Hashable, Sendable {
  package enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    case approved
    case approvedWithNotes = "approved_with_notes"
    case needsRevision = "needs_revision"
  }
  package let verdict: Verdict
  package let note: String?
  package let by: String
  package let at: Timestamp
  package let seq: Int64
}

package struct Decision: Hashable, Sendable {
  package let decision: String
  package let rationale: String?
  package let by: String
  package let at: Timestamp
  package let seq: Int64
}

package struct Verdict: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, Codable {
    case live, stale, withdrawn, superseded
  }
  package let id: String
  package let actor: String
  package let actorKind: ActorKind
  package let role: String
  package let outcome: VerdictGiven.Outcome
  package let note: String?
  package let revision: Int
  package var scope: [ScopedSection]
  /// The sections that its open obligations ask to change, with those under them: edits there do not make it stale.
  package var obliged: Set<String>
  package let onBehalfOf: String?
  /// Nil of one that was given here.
  package var source: ChangeRequestSource?
  /// The stage that it sent the document back to, where it did.
  package var returnedTo: String?
  package var state: State = .live
  /// Whether its time is over; it does not come back.
  package var isExpired = false
  /// The position of the event that made it stale, where it is, and when that was.
  package var staledSeq: Int64?
  /// The sections that it was last stale for.
  package var staledSections: [String] = []
  package var staledAt: Timestamp?
  package let givenAt: Timestamp
  package let seq: Int64
  package let eventID: String
  /// Since when, in the log, this person's approval in this role has stood without a break.
  package let standingSince: Int64

  /// Whose say it is.
  package var principal: String { onBehalfOf ?? actor }
  package var isApproval: Bool { outcome != .rejected }
}

package struct ReviewerTerms: Hashable, Sendable {
  package var required: Bool
  package var group: String?
  package var groupCount: Int?
  package let seq: Int64

  /// Whether the review waits for them, alone or with their group.
  package var isHeard: Bool { required || group != nil }
}

package struct GateOverride: Hashable, Sendable {
  package let facts: GateOverridden
  package let by: String
  package let at: Timestamp
  package let seq: Int64
}

package struct ReviewRemark: Hashable, Sendable {
  package let actor: String
  package let role: String?
  package let note: String?
  package let revision: Int
  package let at: Timestamp
  package let seq: Int64
}

package struct HandOver: Hashable, Sendable {
  package let facts: TurnHandedOver
  package let at: Timestamp
  package let seq: Int64
}

package struct SentReminder: Hashable, Sendable {
  package let facts: ReminderSent
  package let at: Timestamp
}

package struct ObligationState: Hashable, Sendable {
  package let obligation: Obligation
  package let verdict: String
  package let role: String
  package let askedBy: String
  package let askedAt: Timestamp
  /// The digests of its section and those under it when it was asked for.
  package let asked: [ScopedSection]
  package var verified: ObligationVerification?
}

package struct ObligationVerification: Hashable, Sendable {
  package let by: String
  package let revision: Int
  package let note: String?
  package let at: Timestamp
  package let seq: Int64
}

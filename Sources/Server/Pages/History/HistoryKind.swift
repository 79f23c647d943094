import Workflow

/// A part of what can happen to a document, to be shown alone.
enum HistoryKind: String, CaseIterable {
  case all, text, comments, verdicts, stages

  /// What is not one of these asks for everything.
  init(asked: String?) throws(Refusal) {
    guard let asked, !asked.isEmpty else {
      self = .all
      return
    }
    guard let kind = HistoryKind(rawValue: asked) else {
      throw Refusal.field("show", "must be one of \(HistoryKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    self = kind
  }

  var title: String {
    switch self {
    case .all: "Everything"
    case .text: "The text"
    case .comments: "Comments and answers"
    case .verdicts: "Verdicts"
    case .stages: "Stages"
    }
  }

  /// Nil for every type.
  var types: [EventType]? {
    switch self {
    case .all: nil
    case .text: [.documentOpened, .documentImported, .draftSaved, .draftSourceChanged, .bodyRedacted]
    case .comments:
      [
        .commentAdded, .commentEdited, .commentResolved, .commentReopened, .questionAnswered, .checklistMarked,
        .reviewCommented,
      ]
    case .verdicts:
      [
        .verdictGiven, .verdictWithdrawn, .verdictStaled, .verdictRestored, .obligationVerified, .gateOverridden,
      ]
    case .stages: Self.stageTypes
    }
  }

  private static let stageTypes: [EventType] = [
    .documentOpened, .documentImported, .reviewRequested, .reviewWithdrawn, .stageCompleted, .stageReturned,
    .documentApproved, .documentReopened, .documentDeprecated, .documentWorkflowChanged, .projectStepCompleted,
    .projectStepReopened,
  ]

  /// The moments that one goes back to: new words, verdicts, and stages.
  static let turningPoints: [EventType] =
    stageTypes + [.draftSaved, .verdictGiven, .verdictWithdrawn, .obligationVerified, .gateOverridden]
}

extension EventType {
  /// What stands before it in a timeline, for the eye.
  var family: String {
    switch self {
    case .draftSaved, .documentOpened, .documentImported, .draftSourceChanged: "text"
    case .commentAdded, .commentEdited, .commentResolved, .commentReopened, .reviewCommented, .questionAnswered,
      .checklistMarked:
      "talk"
    case .verdictGiven, .obligationVerified, .verdictRestored, .documentApproved, .stageCompleted: "good"
    case .verdictStaled, .verdictWithdrawn, .gateOverridden, .gateUnsatisfiable, .stageReturned, .bodyRedacted: "warn"
    default: "plain"
    }
  }
}

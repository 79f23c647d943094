import Documents
import Foundation
package import Workflow

/// What people wrote in an event, and which sections it names: what the index that follows the log holds of it.
package enum EventWords {
  /// The types that have any of either.
  package static let types: [EventType] = [
    .documentOpened, .draftSaved, .reviewWithdrawn, .commentAdded, .commentEdited, .checklistMarked, .questionAnswered,
    .verdictGiven, .verdictStaled, .verdictRestored, .obligationVerified, .stageReturned, .documentReopened,
    .documentDeprecated, .documentImported, .gateOverridden, .reviewCommented, .turnHandedOver,
    .documentWorkflowChanged, .projectStepReopened, .projectOpened, .projectUpdated, .endpointCreated,
    .endpointUpdated, .endpointDisabled, .connectionCreated,
  ]

  /// The words, one text after another; empty where nobody wrote any.
  package static func words(of event: Event) -> String {
    texts(of: event).compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func texts(of event: Event) -> [String?] {
    switch event {
    case .documentOpened(let opened): [opened.title, opened.slug]
    case .documentImported(let imported): [imported.history.title, imported.path]
    case .draftSaved(let saved): [saved.message]
    case .commentAdded(let added): [added.body]
    case .commentEdited(let edited): [edited.body]
    case .checklistMarked(let marked): [marked.note]
    case .questionAnswered(let answered): [answered.decision, answered.rationale]
    case .verdictGiven(let given): [given.note] + given.obligations.map(\.text)
    case .obligationVerified(let verified): [verified.note]
    case .reviewCommented(let commented): [commented.note]
    case .turnHandedOver(let handedOver): [handedOver.note]
    default: reasons(of: event) + names(of: event)
    }
  }

  private static func reasons(of event: Event) -> [String?] {
    switch event {
    case .reviewWithdrawn(let withdrawn): [withdrawn.reason]
    case .stageReturned(let returned): [returned.reason]
    case .documentReopened(let reopened): [reopened.reason]
    case .documentDeprecated(let deprecated): [deprecated.reason]
    case .gateOverridden(let overridden): [overridden.reason]
    case .documentWorkflowChanged(let changed): [changed.reason]
    case .projectStepReopened(let reopened): [reopened.reason]
    case .endpointDisabled(let disabled): [disabled.reason]
    default: []
    }
  }

  private static func names(of event: Event) -> [String?] {
    switch event {
    case .projectOpened(let opened): [opened.title]
    case .projectUpdated(let updated): [updated.title]
    case .endpointCreated(let created): [created.name]
    case .endpointUpdated(let updated): [updated.name]
    case .connectionCreated(let created): [created.name]
    default: []
    }
  }

  /// The ids of the sections that it speaks of, each once.
  package static func sections(of event: Event) -> Set<String> {
    switch event {
    case .draftSaved(let saved): Set(saved.changedSections)
    case .commentAdded(let added): Set([added.anchor?.section].compactMap { $0 })
    case .verdictGiven(let given): Set(given.scope.map(\.section) + given.obligations.map(\.section))
    case .verdictStaled(let staled): Set(staled.sections)
    case .verdictRestored(let restored): Set(restored.sections ?? [])
    case .gateOverridden(let overridden): Set(overridden.scope.map(\.section))
    case .projectStepReopened(let reopened): Set(reopened.sections)
    default: []
    }
  }

  /// For FTS5: each text as a phrase, all of them. What a person typed is never its syntax.
  static func match(_ texts: [String]) -> String {
    texts.map {
      "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"").replacingOccurrences(of: "\u{0}", with: " ") + "\""
    }
    .joined(separator: " AND ")
  }
}

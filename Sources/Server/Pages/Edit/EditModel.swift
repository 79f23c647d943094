import Documents
import Workflow

/// The editor as its page shows it.
struct EditModel {
  let draft: EditedDraft
  let state: DocumentState
  /// Nil until it is asked for; a page's script asks for it at once.
  var preview: String?
  var checks: Value = .null
  var problem: Problem?

  var members: [String: Value] {
    [
      "section": Value(draft.section), "section_title": Value(draft.title.map { $0.isEmpty ? "Beginning" : $0 }),
      "sections": .array(state.sections.map(section)), "markdown": .string(draft.text),
      "message": Value(draft.message), "base_revision": .int(draft.base), "preview": Value(preview),
      "checks": checks, "problem": problem.map(PageProblems.model) ?? .null, "saved_notice": .null,
      // What was sent and is not stored: the page's script keeps it, and warns of leaving it.
      "unsaved": .bool(!draft.isUnchanged),
    ]
  }

  private func section(_ section: SectionRef) -> Value {
    [
      "id": .string(section.id), "title": .string(section.title.isEmpty ? "Beginning" : section.title),
      "level": .int(max(1, section.level)), "current": .bool(section.id == draft.section),
    ]
  }
}

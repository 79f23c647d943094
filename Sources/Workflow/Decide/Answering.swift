import Documents

/// Verifying checklist items and deciding open questions: both are for people.
enum Answering {
  static func mark(
    _ id: String, verdict: ChecklistMark.Verdict, note: String?, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    try Decide.check(note, field: "note", isRequired: verdict != .approved)
    guard state.checklistItem(id) != nil else { throw Refusal.unknown("checklist_item", id) }
    try personOnly(context, code: "agents_cannot_verify", doing: "verify a checklist item")
    if let mark = state.marks[id], mark.verdict == verdict, mark.note == note, mark.by == context.actor.id { return [] }
    return [
      .checklistMarked(ChecklistMarked(item: id, verdict: verdict, note: note, revision: state.revision))
    ]
  }

  static func answer(
    _ id: String, decision: String, rationale: String?, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    try Decide.check(decision, field: "decision", isRequired: true)
    try Decide.check(rationale, field: "rationale", isRequired: false)
    guard decision.utf8.count <= WorkflowLimits.decisionBytesMax else {
      throw Refusal.field("decision", "must be at most \(WorkflowLimits.decisionBytesMax) bytes.")
    }
    guard state.question(id) != nil else { throw Refusal.unknown("question", id) }
    try personOnly(context, code: "agents_cannot_decide", doing: "decide an open question")
    return [
      .questionAnswered(
        QuestionAnswered(question: id, decision: decision, rationale: rationale, revision: state.revision))
    ]
  }

  private static func personOnly(_ context: DecisionContext, code: String, doing what: String) throws(Refusal) {
    guard context.actor.kind == .person else {
      throw Refusal(.forbidden, code, "'\(context.actor.id)' is no person: only people may \(what).")
    }
  }
}

import Documents

/// Comments and their threads.
enum Commenting {
  static func decide(
    _ command: DocumentCommand, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    switch command {
    case .addComment(let added): return [try add(added, on: state)]
    case .editComment(let id, let body): return [try edit(id, body: body, on: state, context: context)]
    case .resolveComment(let id):
      return try thread(id, on: state).resolved ? [] : [.commentResolved(CommentResolved(comment: id))]
    case .reopenComment(let id):
      return try thread(id, on: state).resolved ? [.commentReopened(CommentReopened(comment: id))] : []
    default: return []
    }
  }

  private static func add(_ added: CommentAdded, on state: DocumentState) throws(Refusal) -> Event {
    try Decide.check(added.body, field: "body", isRequired: true)
    guard state.comments.count < WorkflowLimits.commentsMax else {
      throw Refusal(
        .conflict, "too_many_comments", "The document holds \(WorkflowLimits.commentsMax) comments already.")
    }
    if let anchor = added.anchor, !state.sections.contains(where: { $0.id == anchor.section }) {
      throw Refusal.field("anchor.section", "there is no section '\(anchor.section)' in revision \(state.revision).")
    }
    if let parent = added.replyTo {
      guard let comment = state.comment(parent) else {
        throw Refusal.field("reply_to", "there is no comment '\(parent)' on this document.")
      }
      guard comment.replyTo == nil else {
        throw Refusal.field("reply_to", "is a reply itself: reply to '\(comment.replyTo ?? "")', its thread.")
      }
    }
    return .commentAdded(added)
  }

  private static func edit(
    _ id: String, body: String, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> Event {
    try Decide.check(body, field: "body", isRequired: true)
    guard let comment = state.comment(id) else { throw Refusal.unknown("comment", id) }
    guard comment.author == context.actor.id else {
      throw Refusal(.forbidden, "not_the_author", "Only its author '\(comment.author)' may edit the comment.")
    }
    return .commentEdited(CommentEdited(comment: id, body: body))
  }

  private static func thread(_ id: String, on state: DocumentState) throws(Refusal) -> Comment {
    guard let comment = state.comment(id) else { throw Refusal.unknown("comment", id) }
    guard comment.replyTo == nil else {
      throw Refusal(
        .conflict, "not_a_thread", "The comment is a reply: resolve its thread '\(comment.replyTo ?? "")'.")
    }
    return comment
  }
}

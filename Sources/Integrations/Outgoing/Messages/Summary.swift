import Documents

extension Notice {
  /// What happened, as one plain sentence without its words.
  package var summary: String {
    let actor = actorName
    switch type {
    case "document.opened": return "\(actor) opened it."
    case "draft.saved": return "\(actor) saved a draft."
    case "review.requested": return "\(actor) asked for review."
    case "review.withdrawn": return "\(actor) withdrew it from review."
    case "comment.added": return event["data"]?["reply_to"]?.string == nil ? "\(actor) commented." : "\(actor) replied."
    case "comment.resolved": return "\(actor) resolved a comment."
    case "verdict.given": return verdict(actor)
    case "verdict.withdrawn": return "\(actor) withdrew a verdict."
    case "verdict.staled": return "An approval no longer holds: the words that it was given for have changed."
    case "verdict.restored": return "An approval holds again."
    case "stage.completed": return "The stage \(stage ?? "") is complete."
    case "stage.returned": return "It was sent back from \(stage ?? "review")."
    case "document.approved": return "It is approved."
    case "document.reopened": return "\(actor) reopened it."
    case "document.deprecated": return "\(actor) deprecated it."
    case "reminder.sent": return "A reminder: it still waits."
    case "endpoint.disabled": return "An endpoint was switched off."
    case "delivery.exhausted": return "A delivery was given up."
    case "digest": return digest
    default: return "\(type.replacing(".", with: " ").replacing("_", with: " ")), by \(actor)."
    }
  }

  private var digest: String {
    guard case .int(let count)? = event["count"], count > 0 else { return "This week nothing is in review." }
    return count == 1 ? "One document is in review." : "\(count) documents are in review."
  }

  private func verdict(_ actor: String) -> String {
    let role = event["role"]?.string.map { " as \($0)" } ?? ""
    switch data("outcome") {
    case "approved": return "\(actor) approved\(role)."
    case "approved_with_modifications": return "\(actor) approved\(role), with modifications."
    case "rejected": return "\(actor) rejected it\(role)."
    default: return "\(actor) gave a verdict\(role)."
    }
  }

  /// What somebody wrote in it; empty where nobody wrote anything.
  package var words: String {
    for name in ["body", "note", "reason", "message", "rationale"] {
      if let text = data(name), !text.isEmpty { return text }
    }
    return ""
  }
}

import Documents
import Workflow

/// A document as a line of a list: how it stands, whom it waits for and since when.
struct DocumentRow {
  let state: DocumentState
  let turns: [Turn]
  let words: PageWords

  func value() -> Value {
    let isUnderReview = state.status == .inReview
    return [
      "href": .string("/documents/" + state.opened.slug), "title": .string(state.title),
      "project": Value(state.project), "template": .string(state.opened.template),
      "status": .string(state.status.rawValue), "status_text": .string(PageWords.status(state.status.rawValue)),
      "stage": isUnderReview ? .string(PageWords.role(state.stage)) : .null, "revision": .int(state.revision),
      "owner": words.person(state.owner), "updated": PageWords.time(state.updatedAt),
      "waiting": .array(WaitingWords.lines(turns, words)), "waits": .bool(!turns.isEmpty),
    ]
  }
}

/// Whom something waits for, and to do what, as others are told of it.
enum WaitingWords {
  /// A line for each thing that is asked for, in the order of the turns.
  static func lines(_ turns: [Turn], _ words: PageWords) -> [Value] {
    turns.map(\.reason).deduplicated.map { reason in
      let asked = turns.filter { $0.reason == reason }
      return [
        "who": .string(words.list(of: asked.map(\.actor).deduplicated)), "what": .string(reason.awaited),
        "since": PageWords.time(asked.map(\.since).min()), "due": PageWords.time(asked.compactMap(\.due).min()),
      ]
    }
  }
}

extension Turn.Reason {
  /// What somebody is waited for to do.
  fileprivate var awaited: String {
    switch self {
    case .submit: "to submit it"
    case .revise: "to revise it"
    case .respond: "to answer its reviewers"
    case .approve: "to approve or reject it"
    case .unblock: "to make a rule satisfiable"
    case .resolveComments: "to resolve its comments"
    case .verifyChecklist: "to go through its checklist"
    case .answerQuestions: "to decide its open questions"
    case .fillIn: "to fill in what is left blank"
    case .fulfilObligations: "to make the agreed changes"
    case .verifyObligations: "to check the agreed changes"
    }
  }
}

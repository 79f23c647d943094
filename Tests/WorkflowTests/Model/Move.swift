import Workflow

/// One thing that somebody tries in a random history. It names what it is about by its place, so that a history stays
/// one when moves are dropped from it.
enum Move: Sendable {
  case say(by: String, section: String, word: String)
  case strike(by: String, section: String)
  /// Back to the words of a revision.
  case undo(by: String, back: Int)
  /// A draft on an older revision than the latest.
  case lateDraft(by: String)
  case submit(by: String)
  case withdrawReview(by: String)
  case judge(Judgement)
  case takeBack(by: String, verdict: Int)
  case comment(by: String)
  case resolve(by: String, comment: Int)
  case mark(by: String, item: String, verdict: ChecklistMark.Verdict)
  case answer(by: String, question: String)
  case verify(by: String, obligation: Int, late: Bool)
  case override(by: String, rule: String)
  case grant(user: String, role: String)
  case revoke(user: String, role: String)
  case activate(user: String, active: Bool)
  case delegate(by: String, to: String, role: String, days: Int)
  case endDelegation(Int)
  case pass(days: Int)
  case settle

  struct Judgement: Sendable {
    var by: String
    var role: String
    var outcome: VerdictGiven.Outcome
    var onBehalfOf: String?
    /// Section and verifier of each.
    var asks: [Ask]
    var late: Bool
  }

  struct Ask: Sendable {
    var section: String
    var verifier: String?
  }
}

/// Where a history begins: who there is, what the document says, and under which policy.
struct World: Sendable {
  struct Member: Sendable {
    let id: String
    let kind: ActorKind
    let roles: [String]
  }

  var members: [Member]
  var policy: Policy
  /// Words by section.
  var words: [String: String]
  var owner: String
  var opener: String
}

/// Who must act next on a document, why, and since when.
package struct Turn: Hashable, Sendable {
  package enum Reason: String, Hashable, Sendable, Codable {
    case submit, revise, resolveComments = "resolve_comments", approve, verifyChecklist = "verify_checklist"
    case answerQuestions = "answer_questions", verifyObligations = "verify_obligations"
  }

  package let actor: String
  package let role: String?
  package let reason: Reason
  package let since: Timestamp

  /// The turns of a document, each person and reason once. A deprecated or approved document waits on nobody.
  package static func turns(of document: DocumentState, people: Directory) -> [Turn] {
    switch document.status {
    case .approved, .approvedWithModifications, .deprecated: return []
    case .draft: return [Turn(actor: document.owner, role: nil, reason: .submit, since: document.stageEnteredAt)]
    case .rejected: return [Turn(actor: document.owner, role: nil, reason: .revise, since: document.stageEnteredAt)]
    case .inReview: break
    }
    guard let gate = Gate.current(of: document, people: people) else { return [] }
    var seen: Set<String> = []
    return gate.blocking.flatMap { finding in
      finding.turnHolders(in: document, people: people).compactMap { actor in
        let turn = Turn(
          actor: actor, role: finding.role, reason: finding.reason, since: document.stageEnteredAt)
        return seen.insert("\(actor)/\(finding.reason.rawValue)").inserted ? turn : nil
      }
    }
  }
}

extension GateEvaluation.Finding {
  fileprivate var reason: Turn.Reason {
    switch requires {
    case .approvals: .approve
    case .checklist: .verifyChecklist
    case .questions: .answerQuestions
    case .comments: .resolveComments
    case .obligations: .verifyObligations
    }
  }

  /// Checklists and questions wait on those who are to review it; agents never hold a turn.
  fileprivate func turnHolders(in document: DocumentState, people: Directory) -> [String] {
    switch requires {
    case .approvals, .comments, .obligations: waitingOn
    case .checklist, .questions: document.reviewers.filter { people.users[$0]?.kind == .person }
    }
  }
}

import Documents

/// The one evaluator: pure, and complete over what it is given.
package enum Gate {
  package static func evaluate(
    _ stage: Stage, of document: DocumentState, in context: GateContext
  ) -> GateEvaluation {
    let rules = stage.rules(for: document)
    // A rule that is passed over needs nobody, and keeps nobody from another rule.
    let asked = rules.filter { rule in
      rule.applies(to: document, in: context) && document.override(of: rule, in: stage.name) == nil
    }
    let counting = ApprovalCounting(rules: asked, document: document, context: context)
    let findings = rules.map { rule in
      RuleEvaluation(rule: rule, stage: stage, document: document, context: context, counting: counting).finding()
    }
    let more =
      Objections.findings(in: stage, of: document, context) + Unasked.findings(in: stage, of: document, context)
    return GateEvaluation(stage: stage, findings: findings + more)
  }

  /// The gate of the document's present stage, or, before its submission, that of the first stage.
  package static func current(of document: DocumentState, in context: GateContext) -> GateEvaluation? {
    guard let stage = document.policy.stage(named: document.stage) ?? document.policy.stages.first else { return nil }
    return evaluate(stage, of: document, in: context)
  }
}

extension Stage {
  /// The gate's rules; reviewers that a document must hear are asked in the first stage where the policy says nothing of
  /// them.
  func rules(for document: DocumentState) -> [Rule] {
    let isNamed = document.policy.stages.contains { $0.gate.contains { $0.requires == .reviewers } }
    guard document.hasTerms, !isNamed, document.policy.stages.first?.name == name else { return gate }
    return gate + [Rule(id: Rule.reviewersID, requires: .reviewers)]
  }
}

extension Rule {
  static let reviewersID = "reviewers"

  func applies(to document: DocumentState, in context: GateContext) -> Bool {
    applicableIf?.holds(
      sections: document.sections, frontMatter: document.frontMatter,
      configuration: context.project?.configuration ?? [:]) ?? true
  }

  /// The words that an override of it is bound to.
  package func words(in sections: [SectionRef]) -> [SectionRef] {
    scope.map { SectionScope($0).sections(in: sections) } ?? sections
  }
}

/// One rule of a stage, and what it is asked against.
struct RuleEvaluation {
  let rule: Rule
  let stage: Stage
  let document: DocumentState
  let context: GateContext
  let counting: ApprovalCounting

  func finding() -> GateEvaluation.Finding {
    guard rule.applies(to: document, in: context) else {
      return finding(
        .notApplicable, "Asked only of \(rule.applicableIf?.words ?? "").", events: [document.draftSeq])
    }
    if let override = document.override(of: rule, in: stage.name) {
      return finding(.overridden, "\(override.by) passed it over: \(override.facts.reason)", events: [override.seq])
    }
    switch rule.requires {
    case .approvals: return approvals()
    case .reviewers: return reviewers()
    case .checklist: return checklist()
    case .questions: return questions()
    case .comments: return comments()
    case .lint: return lint()
    case .obligations: return obligations()
    }
  }

  /// Where no event is named, it is so since the stage was entered.
  func finding(
    _ state: GateEvaluation.State, _ detail: String, events: [Int64] = [], waitingOn: [String] = [],
    asks: Turn.Reason? = nil, since: Timestamp? = nil
  ) -> GateEvaluation.Finding {
    GateEvaluation.Finding(
      rule: rule.id, requires: rule.requires, role: rule.role, group: rule.group, state: state, detail: detail,
      events: events.isEmpty ? [document.stageEnteredSeq] : events, waitingOn: waitingOn,
      asks: state == .unsatisfiable ? .unblock : asks ?? rule.requires.asks,
      since: max(since ?? document.stageEnteredAt, document.stageEnteredAt))
  }
}

extension Rule.Requirement {
  /// What it asks of those who can bring it on.
  fileprivate var asks: Turn.Reason {
    switch self {
    case .approvals, .reviewers: .approve
    case .checklist: .verifyChecklist
    case .questions: .answerQuestions
    case .comments: .resolveComments
    case .lint: .fillIn
    case .obligations: .verifyObligations
    }
  }
}

extension DocumentState {
  /// The override that lets a rule pass: the latest, while the words that it was given for are those that stand.
  func override(of rule: Rule, in stage: String) -> GateOverride? {
    guard let latest = overrides.last(where: { $0.facts.stage == stage && $0.facts.rule == rule.id }) else {
      return nil
    }
    let words = rule.words(in: sections).scoped
    return Set(words) == Set(latest.facts.scope) ? latest : nil
  }
}

/// Rejections that sent the document back to a stage that does not ask for their role: they hold it there.
enum Objections {
  static let rule = "objection"

  static func findings(
    in stage: Stage, of document: DocumentState, _ context: GateContext
  ) -> [GateEvaluation.Finding] {
    document.verdicts.filter { verdict in
      verdict.outcome == .rejected && verdict.state == .live && verdict.returnedTo == stage.name
        && !stage.gate.contains { $0.applies(to: document, in: context) && $0.isVetoed(by: verdict) }
    }.map { verdict in
      GateEvaluation.Finding(
        rule: "\(rule)/\(verdict.id)", requires: .approvals, role: verdict.role, group: nil, state: .unsatisfied,
        detail: "\(verdict.actor) rejected revision \(verdict.revision) as \(verdict.role): change the words, or ask "
          + "them to withdraw it.", events: [verdict.seq], waitingOn: [document.owner], asks: .revise,
        since: max(verdict.givenAt, document.stageEnteredAt))
    }
  }
}

/// A policy whose conditions leave nobody to ask: the last stage stays closed, so that nothing is approved by nobody.
enum Unasked {
  static let rule = "somebody"

  static func findings(
    in stage: Stage, of document: DocumentState, _ context: GateContext
  ) -> [GateEvaluation.Finding] {
    guard stage.name == document.policy.stages.last?.name, !document.asksSomebody(in: context) else { return [] }
    return [
      GateEvaluation.Finding(
        rule: rule, requires: .approvals, role: nil, group: nil, state: .unsatisfiable,
        detail:
          "The workflow '\(document.policy.name)' asks nobody to approve this document: move it to one that does.",
        events: [document.draftSeq], waitingOn: context.people.people(in: KnownRole.admin, of: nil), asks: .unblock,
        since: document.stageEnteredAt)
    ]
  }
}

extension DocumentState {
  fileprivate func asksSomebody(in context: GateContext) -> Bool {
    policy.stages.contains { stage in
      stage.rules(for: self).contains { rule in
        switch rule.requires {
        case .approvals: rule.count > 0 && rule.applies(to: self, in: context)
        case .reviewers: hasTerms && rule.applies(to: self, in: context)
        default: false
        }
      }
    }
  }

  /// Whether there are reviewers that it must hear.
  fileprivate var hasTerms: Bool { reviewerTerms.values.contains(where: \.isHeard) }
}

extension Rule {
  /// Whether a rejection blocks it.
  func isVetoed(by verdict: Verdict) -> Bool {
    requires == .approvals && blocksOnRejection
      && counts(role: verdict.role, person: verdict.principal, isReviewer: false)
  }
}

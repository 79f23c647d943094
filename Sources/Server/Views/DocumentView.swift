import Documents
import Ledger
import Workflow

/// A document as the API shows it.
struct DocumentView {
  let state: DocumentState
  let context: GateContext

  func value() -> Value {
    let (open, threads) = (state.comments.openCount, state.comments.threadCount)
    let gate = Gate.current(of: state, in: context)
    return [
      "id": .string(state.id), "slug": .string(state.opened.slug), "title": .string(state.title),
      "project": Value(state.project), "template": .string(state.opened.template),
      "template_version": .int(state.opened.templateVersion), "workflow": .string(state.policy.name),
      "workflow_version": .int(state.policy.version), "status": .string(state.status.rawValue),
      "stage": .string(state.stage), "owner": .string(state.owner), "reviewers": Value(state.reviewers),
      "reviewer_terms": .array(reviewerTerms), "step": Value(state.opened.step),
      "sign_off_roles": Value(state.opened.signOffRoles),
      "revision": .int(state.revision), "version": .int(state.version), "seq": .int(Int(state.seq)),
      "sections": .array(state.sections.map(section)), "checklists": .array(state.checklists.map(checklist)),
      "questions": .array(state.questions.map(question)),
      "comments": ["open": .int(open), "resolved": .int(threads - open)],
      "verdicts": .array(state.verdicts.map(VerdictView.value)),
      "obligations": .array(state.obligations.map(obligation)),
      "overrides": .array(state.overrides.map(GateView.override)),
      "gate": gate.map(GateView.summary) ?? .null,
      "turn": .array(Turn.turns(of: state, in: context, known: gate).map(TurnView.value)),
      "links": Value(state.opened.links),
      "imported": state.imported.map(ImportView.value) ?? .null,
      "created_at": Value(state.createdAt), "updated_at": Value(state.updatedAt),
    ]
  }

  private var reviewerTerms: [Value] {
    state.reviewers.map { user in
      let terms = state.reviewerTerms[user]
      return [
        "user": .string(user), "required": .bool(terms?.required ?? false), "group": Value(terms?.group),
        "count": terms?.groupCount.map(Value.int) ?? .null,
      ]
    }
  }

  private func section(_ section: SectionRef) -> Value {
    [
      "id": .string(section.id), "title": .string(section.title), "level": .int(section.level),
      "digest": .string(section.digest),
    ]
  }

  private func checklist(_ checklist: Checklist) -> Value {
    [
      "id": .string(checklist.id), "title": .string(checklist.title), "kind": .string(checklist.kind.rawValue),
      "items": .array(
        checklist.items.map { item in
          let mark = state.marks[item.id]
          return [
            "id": .string(item.id), "text": .string(item.text), "required": .bool(item.required),
            "verdict": Value(mark?.verdict.rawValue), "note": Value(mark?.note), "by": Value(mark?.by),
          ]
        }),
    ]
  }

  private func question(_ question: Question) -> Value {
    let decision = state.decisions[question.id]
    return [
      "id": .string(question.id), "text": .string(question.text),
      "options": .array(question.options.map { ["key": .string($0.key), "text": .string($0.text)] }),
      "recommendation": Value(question.recommendation), "decision": Value(decision?.decision),
      "rationale": Value(decision?.rationale), "blocking": .bool(question.blocking),
    ]
  }

  private func obligation(_ obligation: ObligationState) -> Value {
    let verified = obligation.verified
    return [
      "id": .string(obligation.obligation.id), "section": .string(obligation.obligation.section),
      "text": .string(obligation.obligation.text), "verifier": Value(obligation.obligation.verifier),
      "due": Value(obligation.obligation.due), "verdict": .string(obligation.verdict),
      "state": .string(verified == nil ? "open" : "verified"), "verified_by": Value(verified?.by),
      "verified_at": Value(verified?.at),
    ]
  }
}

enum TurnView {
  static func value(_ turn: Turn) -> Value {
    [
      "actor": .string(turn.actor), "role": Value(turn.role), "reason": .string(turn.reason.rawValue),
      "since": Value(turn.since), "due": Value(turn.due),
    ]
  }
}

enum VerdictView {
  static func value(_ verdict: Verdict) -> Value {
    [
      "id": .string(verdict.id), "actor": .string(verdict.actor), "role": .string(verdict.role),
      "outcome": .string(verdict.outcome.rawValue), "note": Value(verdict.note), "revision": .int(verdict.revision),
      "state": .string(verdict.state.rawValue), "scope": Value(verdict.scope.map(\.section)),
      "on_behalf_of": Value(verdict.onBehalfOf), "expired": .bool(verdict.isExpired),
      "given_at": Value(verdict.givenAt), "source": verdict.source.map(HostSourceView.value) ?? .null,
    ]
  }
}

enum GateView {
  static func summary(_ gate: GateEvaluation) -> Value {
    [
      "stage": .string(gate.stage), "state": .string(gate.state.rawValue), "order": .string(gate.order.rawValue),
      "blocking": .array(gate.blocking.map(finding)),
    ]
  }

  static func tree(_ gate: GateEvaluation) -> Value {
    let groups = gate.groups.map { group -> Value in
      ["name": .string(group.name), "state": .string(group.state.rawValue), "open": .bool(group.isOpen)]
    }
    return summary(gate).merging(["rules": .array(gate.findings.map(finding)), "groups": .array(groups)])
  }

  static func override(_ override: GateOverride) -> Value {
    [
      "stage": .string(override.facts.stage), "rule": .string(override.facts.rule),
      "reason": .string(override.facts.reason), "by": .string(override.by), "at": Value(override.at),
      "revision": .int(override.facts.revision), "seq": .int(Int(override.seq)),
    ]
  }

  static func finding(_ finding: GateEvaluation.Finding) -> Value {
    [
      "rule": .string(finding.rule), "requires": .string(finding.requires.rawValue), "role": Value(finding.role),
      "group": Value(finding.group), "open": .bool(finding.isOpen), "asks": .string(finding.asks.rawValue),
      "since": Value(finding.since), "state": .string(finding.state.rawValue), "detail": .string(finding.detail),
      "events": .array(finding.events.map { .int(Int($0)) }), "waiting_on": Value(finding.waitingOn),
    ]
  }
}

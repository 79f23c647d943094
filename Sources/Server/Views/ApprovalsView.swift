import Documents
import Ledger
import Workflow

/// The approvals and overrides that were live at a moment, with their words.
struct ApprovalsView {
  let ledger: Ledger
  /// As it was then.
  let state: DocumentState
  /// As it is today.
  let now: DocumentState
  let moment: Timestamp

  func value() async throws -> Value {
    var approvals: [Value] = []
    for verdict in ledger.liveApprovals(in: state, at: moment) { approvals.append(try await value(verdict)) }
    var overrides: [Value] = []
    for override in state.liveOverrides { overrides.append(try await value(override)) }
    return [
      "document": .string(state.id), "slug": .string(state.opened.slug), "title": .string(state.title),
      "at": Value(moment), "seq": .int(Int(state.seq)), "revision": .int(state.revision),
      "status": .string(state.status.rawValue), "stage": .string(state.stage), "approvals": .array(approvals),
      "overrides": .array(overrides),
    ]
  }

  private func value(_ verdict: Verdict) async throws -> Value {
    let words = try await ledger.words(of: verdict.scope, revision: verdict.revision, in: state, now: now)
    return [
      "verdict": .string(verdict.id), "actor": .string(verdict.actor),
      "actor_kind": .string(verdict.actorKind.rawValue),
      "role": .string(verdict.role), "on_behalf_of": Value(verdict.onBehalfOf),
      "outcome": .string(verdict.outcome.rawValue), "note": Value(verdict.note), "revision": .int(verdict.revision),
      "given_at": Value(verdict.givenAt), "seq": .int(Int(verdict.seq)), "scope": .array(words.map(Self.value)),
      "current": .bool(words.allSatisfy(\.isCurrent)),
    ]
  }

  private func value(_ override: GateOverride) async throws -> Value {
    let facts = override.facts
    let words = try await ledger.words(of: facts.scope, revision: facts.revision, in: state, now: now)
    return GateView.override(override).merging([
      "scope": .array(words.map(Self.value)), "current": .bool(words.allSatisfy(\.isCurrent)),
    ])
  }

  private static func value(_ words: BoundWords) -> Value {
    [
      "section": .string(words.section), "title": Value(words.title), "digest": .string(words.digest),
      "text": Value(words.text), "current": .bool(words.isCurrent),
    ]
  }
}

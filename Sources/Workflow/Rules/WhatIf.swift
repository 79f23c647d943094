/// What saving a draft would bring about, found by the same rules as saving it, with nothing saved.
package struct WhatIf: Sendable {
  /// The verdicts that would go stale, with the sections that each is asked for again.
  package let staled: [VerdictStaled]
  /// Those that would count again.
  package let restored: [VerdictRestored]
  /// The stage's gate as it would be; of the first stage before a submission.
  package let gate: GateEvaluation?
  /// The rules that would block and do not today.
  package let newlyBlocking: Set<String>
  /// The document as it would be.
  package let state: DocumentState

  package static func saving(
    _ draft: DraftContent, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> WhatIf {
    let saved = try Drafting.save(draft, baseRevision: state.revision, on: state, context: context)
    let events = saved + Settling.consequences(of: saved, on: state, context: context)
    var after = state
    for event in events {
      after.evolve(
        event,
        at: EventPosition(seq: after.seq + 1, eventID: "", timestamp: context.now, actor: context.actor))
    }
    let gate = Gate.current(of: after, in: context.gate)
    let blockedToday = Gate.current(of: state, in: context.gate).map { gate in
      Set(gate.blocking.map { "\(gate.stage)/\($0.rule)" })
    }
    let blocked = Set(
      (gate?.blocking ?? []).filter { finding in
        blockedToday?.contains("\(gate?.stage ?? "")/\(finding.rule)") == false
      }.map(\.rule))
    return WhatIf(
      staled: events.compactMap { if case .verdictStaled(let staled) = $0 { staled } else { nil } },
      restored: events.compactMap { if case .verdictRestored(let restored) = $0 { restored } else { nil } },
      gate: gate, newlyBlocking: blocked, state: after)
  }
}

extension DocumentState {
  /// The overrides by which rules pass now: of each rule the latest, where the words that it was given for still stand.
  package var liveOverrides: [GateOverride] {
    policy.stages.flatMap { stage in stage.gate.compactMap { rule in self.override(of: rule, in: stage.name) } }
  }
}

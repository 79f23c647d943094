import Documents

extension DocumentState {
  /// What was verified is part of what was approved: from its verification on, the verdict that asked for it is bound to
  /// the words of its section as they then are, unless another obligation there is still open.
  mutating func bindVerdict(toVerified obligation: ObligationState) {
    guard let index = verdicts.firstIndex(where: { $0.id == obligation.verdict }) else { return }
    let open = obligations.filter { $0.verdict == obligation.verdict && $0.verified == nil }
    let bound = obliged(by: obligation).subtracting(open.reduce(into: []) { $0.formUnion(obliged(by: $1)) })
    let verdict = verdicts[index]
    let words = policy.reach(of: verdict.role, person: verdict.principal).sections(in: sections)
      .filter { bound.contains($0.id) }
    verdicts[index].obliged.subtract(bound)
    verdicts[index].scope.removeAll { bound.contains($0.section) }
    verdicts[index].scope += words.scoped
  }

  /// Its section, and what stood under it when it was asked for or stands there now.
  private func obliged(by obligation: ObligationState) -> Set<String> {
    let root: Set = [obligation.obligation.section]
    return root.union(obligation.asked.map(\.section)).union(SectionScope.trees(rootedAt: root, in: sections))
  }
}

import Documents

/// What a gate's rules come to at one moment. The transition, the explanation and the what-if all ask this one.
package struct GateEvaluation: Hashable, Sendable {
  /// Events that one finding names, the first of them: enough to see what it rests on.
  static let eventsMax = 50

  package enum State: String, Hashable, Sendable, Codable {
    case notApplicable = "NOT_APPLICABLE"
    case unsatisfied = "UNSATISFIED"
    case satisfied = "SATISFIED"
    case stale = "STALE"
    case overridden = "OVERRIDDEN"
    case unsatisfiable = "UNSATISFIABLE"

    /// Whether a rule in this state lets the stage complete. Everything that is not named here blocks.
    package var passes: Bool { self == .satisfied || self == .notApplicable || self == .overridden }
  }

  package struct Finding: Hashable, Sendable {
    package let rule: String
    package let requires: Rule.Requirement
    package let role: String?
    package let group: String?
    package let state: State
    /// A plain sentence: what is there, or what is missing and who can mend it.
    package let detail: String
    /// The log positions of the events that made it so; never empty.
    package let events: [Int64]
    /// The people who can bring it on, where they are known.
    package let waitingOn: [String]
    /// What is asked of them.
    package let asks: Turn.Reason
    /// Since when it waits for them.
    package let since: Timestamp
    /// False while a serial stage asks an earlier group.
    package internal(set) var isOpen = true
  }

  /// The rules of one group, as one.
  package struct Group: Hashable, Sendable {
    package let name: String
    package let state: State
    package let isOpen: Bool
  }

  package let stage: String
  package let order: Stage.Order
  package let findings: [Finding]

  package var state: State { Self.state(of: findings) }

  /// In their order; empty where the gate names none.
  package var groups: [Group] {
    names.map { name in
      let rules = findings.filter { $0.group == name }
      return Group(name: name, state: Self.state(of: rules), isOpen: rules.contains(where: \.isOpen))
    }
  }

  package var blocking: [Finding] { findings.filter { !$0.state.passes } }

  private var names: [String] { findings.compactMap(\.group).deduplicated }

  init(stage: Stage, findings: [Finding]) {
    self.stage = stage.name
    order = stage.order ?? .parallel
    guard order == .serial else {
      self.findings = findings
      return
    }
    var closed: Set<String> = []
    var isBlocked = false
    for name in findings.compactMap(\.group).deduplicated {
      if isBlocked { closed.insert(name) }
      isBlocked = isBlocked || findings.contains { $0.group == name && !$0.state.passes }
    }
    self.findings = findings.map { finding in
      var finding = finding
      finding.isOpen = finding.group.map { !closed.contains($0) } ?? true
      return finding
    }
  }

  private static func state(of findings: [Finding]) -> State {
    if findings.allSatisfy(\.state.passes) {
      return findings.contains { $0.state == .overridden } ? .overridden : .satisfied
    }
    if findings.contains(where: { $0.state == .unsatisfiable }) { return .unsatisfiable }
    return findings.contains { $0.state == .stale } ? .stale : .unsatisfied
  }
}

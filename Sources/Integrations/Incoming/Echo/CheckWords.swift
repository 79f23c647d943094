import Foundation
import Ledger
import Workflow

/// What a change request's checks say of its documents' gates.
enum CheckWords {
  static func context(of stage: String) -> String { "countersign/\(stage)" }

  /// Of a change request that touches no document: who requires the checks would wait for ever.
  static func untouched(_ stages: [String]) -> [CommitStatus] { all(stages, .success, "No document is touched.") }

  /// Of files that could not be drafts: what they would be merged as, nobody can judge.
  static func unreadable(_ paths: [String], _ stages: [String]) -> [CommitStatus] {
    all(stages, .failure, "\(paths.joined(separator: ", ")): not UTF-8, or too large.")
  }

  private static func all(_ stages: [String], _ state: CommitStatus.State, _ words: String) -> [CommitStatus] {
    stages.map {
      CommitStatus(
        context: context(of: $0), state: state,
        description: Clipping.cut(words, to: CommitStatus.descriptionMax, .characters), url: nil)
    }
  }

  /// Where what is proposed cannot be taken as it is.
  static func refused(_ refusal: Refusal, _ stages: [String]) -> [CommitStatus] {
    all(stages, .failure, refusal.detail)
  }

  /// One check a stage; of several documents the one that has furthest to go speaks.
  static func statuses(of candidates: [DocumentCandidate]) -> [CommitStatus] {
    var found: [String: CommitStatus] = [:]
    var order: [String] = []
    for candidate in candidates {
      let title = candidates.count > 1 ? "\(candidate.candidate.state.title): " : ""
      for (stage, state, words) in stages(of: candidate.candidate) {
        let status = CommitStatus(
          context: context(of: stage), state: state,
          description: Clipping.cut(title + words, to: CommitStatus.descriptionMax, .characters), url: nil)
        if found[stage] == nil { order.append(stage) }
        if let known = found[stage], known.state.rank >= status.state.rank { continue }
        found[stage] = status
      }
    }
    return order.compactMap { found[$0] }
  }

  private static func stages(of candidate: Candidate) -> [(String, CommitStatus.State, String)] {
    let stages = candidate.state.policy.stages
    if candidate.isApproved { return stages.map { ($0.name, .success, "Approved.") } }
    let present = stages.firstIndex { $0.name == candidate.state.stage } ?? 0
    return stages.enumerated().map { index, stage in
      if index < present {
        guard candidate.lacksApproval(in: stage) else { return (stage.name, .success, "Complete.") }
        return (stage.name, .pending, "An approval no longer stands.")
      }
      if index > present { return (stage.name, .pending, "Comes after '\(stages[present].name)'.") }
      return (stage.name, isRefused(candidate) ? .failure : .pending, missing(in: candidate))
    }
  }

  /// A rejection stands, or it cannot even be submitted.
  private static func isRefused(_ candidate: Candidate) -> Bool {
    candidate.unsubmitted != nil || objection(in: candidate) != nil
  }

  private static func objection(in candidate: Candidate) -> Verdict? {
    candidate.state.verdicts.last { $0.state == .live && $0.outcome == .rejected }
  }

  private static func missing(in candidate: Candidate) -> String {
    if let refusal = candidate.unsubmitted { return refusal.detail }
    if let objection = objection(in: candidate) { return "\(objection.actor) asks for changes as \(objection.role)." }
    let blocking = candidate.gates.compactMap(\.gate).flatMap(\.blocking)
    guard let first = blocking.first else { return "Not submitted yet." }
    let more = blocking.count > 1 ? " (and \(blocking.count - 1) more)" : ""
    return Clipping.cut(first.detail, to: CommitStatus.descriptionMax - more.count, .characters) + more
  }
}

extension PostedCheck {
  init(_ status: CommitStatus, on head: String, of number: Int, at connection: String) {
    self.init(
      connection: connection, number: number, head: head, context: status.context, state: status.state.rawValue,
      description: status.description)
  }
}

extension CommitStatus.State {
  /// Whatever keeps the most from being merged is heard.
  fileprivate var rank: Int {
    switch self {
    case .success: 0
    case .pending: 1
    case .failure: 2
    }
  }
}

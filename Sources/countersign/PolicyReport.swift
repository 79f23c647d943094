import Workflow

/// A policy for a terminal: its stages, and what each of their rules asks for.
struct PolicyReport {
  private let policy: Policy

  init(_ policy: Policy) {
    self.policy = policy
  }

  var text: String {
    let description = policy.description.map { ": \($0)" } ?? ""
    return "\(policy.name)\(description)\n" + policy.stages.map(Self.stage).joined()
  }

  private static func stage(_ stage: Stage) -> String {
    var facts: [String] = []
    if stage.order == .serial { facts.append("one group after another") }
    facts.append(stage.returnsTo.map { "a rejection returns it to \($0)" } ?? "a rejection leaves it here")
    switch stage.onEdit ?? .changed {
    case .changed: break
    case .all: facts.append("any edit asks everybody again")
    case .none: facts.append("no edit asks anybody again")
    }
    if let due = stage.due { facts.append("due in \(due) business \(due == 1 ? "day" : "days")") }
    if let override = stage.override {
      facts.append("\((override.roles + override.people).joined(separator: ", ")) may override")
    }
    let rules = stage.gate.map { "    \($0.id): \(words($0))\n" }.joined()
    return "  \(stage.name) (\(facts.joined(separator: "; ")))\n\(rules)"
  }

  private static func words(_ rule: Rule) -> String {
    let asked =
      switch rule.requires {
      case .approvals: approvals(rule)
      case .reviewers: "each required reviewer approves"
      case .checklist: "every item that must be verified is"
      case .questions: "every question that blocks is answered"
      case .comments: "no comment is open"
      case .lint: "nothing is left unfilled" + (rule.ignore.map { ", but for \($0.joined(separator: ", "))" } ?? "")
      case .obligations: "every obligation is verified"
      }
    let group = rule.group.map { ", in group \($0)" } ?? ""
    let validity = rule.validFor.map { ", for \($0) days" } ?? ""
    let condition = rule.applicableIf.map { ", where there is \($0.words)" } ?? ""
    return asked + validity + group + condition
  }

  private static func approvals(_ rule: Rule) -> String {
    let whom = rule.fromTemplate ? "each role of the sign-off table" : rule.title
    let scope = rule.scope.map { ", of \($0.joined(separator: ", "))" } ?? ""
    guard rule.count > 0 else { return "no objection by \(whom)\(scope)" }
    let veto = rule.blocksOnRejection ? "" : ", whoever objects"
    return "\(rule.count) \(rule.count == 1 ? "approval" : "approvals") by \(whom)\(scope)\(veto)"
  }
}

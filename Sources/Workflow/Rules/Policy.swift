/// The policy a document runs under: its review stages in order, each with a gate.
///
/// A document starts in the stage `draft`, which ends with its submission; the stages here follow.
package struct Policy: Hashable, Sendable, Codable {
  package let name: String
  package let version: Int
  package let stages: [Stage]

  package init(name: String, version: Int, stages: [Stage]) {
    self.name = name
    self.version = version
    self.stages = stages
  }

  /// The name of the stage before the first submission.
  package static let draftStage = "draft"

  package func stage(named name: String) -> Stage? {
    stages.first { $0.name == name }
  }

  package func stage(after name: String) -> Stage? {
    guard let index = stages.firstIndex(where: { $0.name == name }) else { return stages.first }
    return index + 1 < stages.count ? stages[index + 1] : nil
  }

  /// The same policy with each rule for the template's sign-off roles replaced by one rule a role, or, where the
  /// template names no role, by one approval of anybody who is not an author.
  package func expanded(with signOffRoles: [String]) -> Policy {
    Policy(name: name, version: version, stages: stages.map { $0.expanded(with: signOffRoles) })
  }
}

package struct Stage: Hashable, Sendable, Codable {
  package let name: String
  package let gate: [Rule]

  package init(name: String, gate: [Rule]) {
    self.name = name
    self.gate = gate
  }

  fileprivate func expanded(with signOffRoles: [String]) -> Stage {
    Stage(name: name, gate: gate.flatMap { $0.expanded(with: signOffRoles) })
  }
}

/// One rule of a gate. `id` is unique within its stage.
package struct Rule: Hashable, Sendable, Codable {
  package enum Requirement: String, Hashable, Sendable, Codable {
    /// So many live approvals by distinct people in a role.
    case approvals
    /// Every required checklist item is approved, with or without notes, and none needs revision.
    case checklist
    /// Every question that blocks is answered.
    case questions
    /// No comment thread is open.
    case comments
    /// Every obligation of an approval with modifications is verified.
    case obligations
  }

  package let id: String
  package let requires: Requirement
  /// For approvals: whose. Nil asks for anybody who is not an author.
  package let role: String?
  /// For approvals: how many distinct people.
  package let count: Int
  /// For approvals: one such rule for each role of the template's sign-off table.
  package let fromTemplate: Bool

  package init(id: String, requires: Requirement, role: String? = nil, count: Int = 1, fromTemplate: Bool = false) {
    self.id = id
    self.requires = requires
    self.role = role
    self.count = count
    self.fromTemplate = fromTemplate
  }

  enum CodingKeys: String, CodingKey {
    case id, requires, role, count
    case fromTemplate = "from_template"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    requires = try container.decode(Requirement.self, forKey: .requires)
    role = try container.decodeIfPresent(String.self, forKey: .role)
    count = try container.decodeIfPresent(Int.self, forKey: .count) ?? 1
    fromTemplate = try container.decodeIfPresent(Bool.self, forKey: .fromTemplate) ?? false
    id = try container.decodeIfPresent(String.self, forKey: .id) ?? role ?? requires.rawValue
  }

  fileprivate func expanded(with signOffRoles: [String]) -> [Rule] {
    guard fromTemplate else { return [self] }
    if signOffRoles.isEmpty {
      return [Rule(id: id, requires: requires, count: count)]
    }
    return signOffRoles.map { Rule(id: "\(id)/\($0)", requires: requires, role: $0, count: count) }
  }
}

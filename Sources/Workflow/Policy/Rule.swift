/// One rule of a gate. `id` is unique within its stage.
package struct Rule: Hashable, Sendable, Codable {
  package enum Requirement: String, Hashable, Sendable, Codable, CaseIterable {
    /// So many live approvals by distinct people in a role, and no live objection of theirs.
    case approvals
    /// Each required reviewer of the document has approved, and of each group as many as it asks for.
    case reviewers
    /// Every required checklist item is approved, with or without notes, and none needs revision.
    case checklist
    /// Every question that blocks is answered.
    case questions
    /// No comment thread is open.
    case comments
    /// Nothing is left unfilled.
    case lint
    /// Every obligation of an approval with modifications is verified.
    case obligations
  }

  package let id: String
  package let requires: Requirement
  /// For approvals: whose. Nil, with no people named, asks for anybody who is not an author.
  package let role: String?
  /// For approvals: how many distinct people. 0 asks for none and lets each of them object.
  package let count: Int
  /// For approvals: one such rule for each role of the template's sign-off table.
  package let fromTemplate: Bool
  /// For approvals: the users who can give them, by id; nil for all who hold the role.
  package let people: [String]?
  /// The group that the rule is asked with; rules without one are open from the start.
  package let group: String?
  /// For approvals: the sections that they are bound to, as ``SectionScope`` reads them; nil for the whole document.
  package let scope: [String]?
  /// For approvals: nobody counts for two rules of the stage that say so.
  package let distinctPeople: Bool?
  /// For approvals: nil is true.
  package let notAuthor: Bool?
  package let notLastEditor: Bool?
  /// For approvals: days after which one no longer counts.
  package let validFor: Int?
  /// For approvals: whether a rejection blocks; nil is true.
  package let veto: Bool?
  /// For lint: the rules of lint that are not asked.
  package let ignore: [String]?
  /// Where it does not hold, the rule is not asked.
  package let applicableIf: Condition?

  package init(
    id: String, requires: Requirement, role: String? = nil, count: Int = 1, fromTemplate: Bool = false,
    people: [String]? = nil, group: String? = nil, scope: [String]? = nil, distinctPeople: Bool? = nil,
    notAuthor: Bool? = nil, notLastEditor: Bool? = nil, validFor: Int? = nil, veto: Bool? = nil,
    ignore: [String]? = nil, applicableIf: Condition? = nil
  ) {
    self.id = id
    self.requires = requires
    self.role = role
    self.count = count
    self.fromTemplate = fromTemplate
    self.people = people
    self.group = group
    self.scope = scope
    self.distinctPeople = distinctPeople
    self.notAuthor = notAuthor
    self.notLastEditor = notLastEditor
    self.validFor = validFor
    self.veto = veto
    self.ignore = ignore
    self.applicableIf = applicableIf
  }

  enum CodingKeys: String, CodingKey {
    case id, requires, role, count
    case fromTemplate = "from_template"
    case people, group, scope
    case distinctPeople = "distinct_people"
    case notAuthor = "not_author"
    case notLastEditor = "not_last_editor"
    case validFor = "valid_for"
    case veto, ignore
    case applicableIf = "applicable_if"
  }

  package var blocksOnRejection: Bool { veto ?? true }
  /// Whether it asks for nobody in particular.
  package var isOpenToAll: Bool { role == nil && people == nil }

  /// What is asked for, as a person would say it.
  package var title: String {
    if let role { return "'\(role)'" }
    if let people { return people.map { "'\($0)'" }.joined(separator: ", ") }
    return "somebody who is not an author"
  }

  func expanded(with signOffRoles: [String]) -> [Rule] {
    guard fromTemplate else { return [self] }
    if signOffRoles.isEmpty { return [copy(id: id, role: nil)] }
    return signOffRoles.map { copy(id: "\(id)/\($0)", role: $0) }
  }

  private func copy(id: String, role: String?) -> Rule {
    Rule(
      id: id, requires: requires, role: role, count: count, people: people, group: group, scope: scope,
      distinctPeople: distinctPeople, notAuthor: notAuthor, notLastEditor: notLastEditor, validFor: validFor,
      veto: veto, ignore: ignore, applicableIf: applicableIf)
  }
}

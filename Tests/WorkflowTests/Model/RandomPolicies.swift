import Workflow

/// Small policies that use all of the language, and the people that they speak of.
extension World {
  static let roles = ["tech", "sec", "law"]
  static let people = ["ada", "tess", "sam", "lea", "kim", "max"]

  static func random(_ random: inout Randomness) -> World {
    var members = [Member(id: "bot", kind: .agent, roles: ["tech", "member"])]
    for user in people.prefix(3 + random.below(4)) {
      let roles = random.chance(85) ? random.some(Self.roles, percent: 35) : []
      members.append(Member(id: user, kind: .person, roles: roles + (random.chance(60) ? ["member"] : [])))
    }
    members.append(Member(id: "cora", kind: .person, roles: random.pick([["cto"], ["cto", "admin"], ["auditor"]])))
    let owner = "ada"
    members = members.map { $0.id == owner ? Member(id: owner, kind: .person, roles: $0.roles + ["member"]) : $0 }
    var words: [String: String] = [:]
    for section in Paper.sections where random.chance(65) { words[section.id] = "1" }
    if words.isEmpty { words["a"] = "1" }
    return World(
      members: members, policy: policy(&random), words: words, owner: owner,
      opener: random.chance(85) ? owner : random.pick(["bot", "ada"]))
  }

  private static func policy(_ random: inout Randomness) -> Policy {
    let names = random.chance(55) ? ["review"] : ["review", "sign-off"]
    return Policy(name: "random", version: 1, stages: names.map { stage($0, in: names, &random) })
  }

  private static func stage(_ name: String, in names: [String], _ random: inout Randomness) -> Stage {
    let isSerial = random.chance(30)
    let isDistinct = random.chance(35)
    let count = 1 + random.below(4)
    let gate = (0..<count).map { index in
      let group = random.chance(isSerial ? 80 : 10) ? random.pick(["g1", "g2"]) : nil
      let id = "\(name)-\(index)"
      return random.chance(72)
        ? approvals(id, group: group, isDistinct: isDistinct, &random) : check(id, group: group, &random)
    }
    let returns = [Stage.stay, "draft"] + (name == "sign-off" ? ["review", "review"] : [])
    return Stage(
      name: name, gate: gate, order: isSerial ? .serial : random.pick([nil, .parallel]),
      onReject: random.chance(30) ? nil : random.pick(returns),
      onEdit: random.chance(75) ? nil : random.pick([.changed, .all, Stage.OnEdit.none]),
      override: random.chance(50) ? random.pick([Override(roles: ["cto"]), Override(people: ["cora", "kim"])]) : nil)
  }

  private static func approvals(
    _ id: String, group: String?, isDistinct: Bool, _ random: inout Randomness
  ) -> Rule {
    let whose = random.below(10)
    return Rule(
      id: id, requires: .approvals, role: whose < 7 ? random.pick(roles) : nil,
      count: random.pick([0, 1, 1, 1, 1, 2, 2]),
      people: whose == 8 || random.chance(5) ? random.some(people, percent: 40) : nil, group: group,
      scope: random.chance(60) ? scope(&random) : nil,
      distinctPeople: isDistinct && random.chance(75) ? true : nil, notAuthor: random.chance(20) ? false : nil,
      notLastEditor: random.chance(15) ? true : nil, validFor: random.chance(12) ? random.pick([5, 20]) : nil,
      veto: random.chance(15) ? false : nil, applicableIf: random.chance(12) ? condition(&random) : nil)
  }

  private static func check(_ id: String, group: String?, _ random: inout Randomness) -> Rule {
    let asks = random.pick([Rule.Requirement.checklist, .questions, .comments, .lint, .obligations, .obligations])
    return Rule(
      id: id, requires: asks, group: group,
      ignore: asks == .lint && random.chance(40) ? ["lone_bullet"] : nil,
      applicableIf: random.chance(10) ? condition(&random) : nil)
  }

  private static func scope(_ random: inout Randomness) -> [String] {
    random.pick([
      ["a"], ["b"], ["Beta"], ["b*"], ["c", "d"], ["!b"], ["b", "!Keys"], ["a", "b1"], ["!c", "!d"], ["*"],
      ["3. Gamma", "pre"], ["delta"], ["b1"],
    ])
  }

  private static func condition(_ random: inout Randomness) -> Condition {
    let section = Condition.section(random.pick(["b", "Keys", "d", "c*"]))
    switch random.below(5) {
    case 0: return .not(section)
    case 1: return .any([section, .section("a")])
    case 2: return .all([section, .section("a")])
    default: return section
    }
  }
}

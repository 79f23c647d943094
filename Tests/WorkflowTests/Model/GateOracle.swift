import Workflow

/// A second opinion on gates: what the rules of the design say, written down once more, plainly and without the
/// evaluator's code. It keeps its own small model of a document from the commands that were accepted.
struct GateOracle {
  typealias State = GateEvaluation.State
  typealias Status = DocumentState.Status

  struct Person {
    let kind: ActorKind
    var active = true
    var roles: Set<String>
  }

  struct Say {
    enum Standing: String { case live, stale, withdrawn, superseded }
    let id: String
    let actor: String
    let principal: String
    let role: String
    let outcome: VerdictGiven.Outcome
    /// The words it is bound to, by section.
    var seen: [String: String]
    /// The sections that it asks to change, with those under them.
    var obliged: Set<String>
    let at: Int64
    /// Its place in the order in which approvals came to stand.
    let place: Int
    var standing = Standing.live
    var expired = false
    var returnedTo: String?
    var approves: Bool { outcome != .rejected }
  }

  struct Duty {
    let id: String
    let verdict: String
    let verifier: String?
    let asker: String
    let role: String
    let section: String
    /// The sections under it, itself among them, when it was asked for.
    let asked: Set<String>
    var verified = false
  }

  struct Pass {
    let stage: String
    let rule: String
    let words: [String: String]
  }

  struct HandedOn {
    let id: String
    let by: String
    let to: String
    let role: String
    let from: Int64
    let until: Int64
    var ended = false
  }

  let policy: Policy
  let owner: String
  var people: [String: Person]
  var handedOn: [HandedOn] = []
  /// Milliseconds.
  var now: Int64 = 0

  var revision = 1
  var words: [String: String]
  /// The words of each revision so far.
  var past: [[String: String]]
  var authors: Set<String>
  var lastEditor: String
  var stage = "draft"
  var status = Status.draft
  var says: [Say] = []
  var duties: [Duty] = []
  var passes: [Pass] = []
  /// Whether each is resolved.
  var comments: [Bool] = []
  var marks: [String: ChecklistMark.Verdict] = [:]
  var markers: [String: String] = [:]
  var answered: Set<String> = []

  static let day: Int64 = 86_400_000

  init(_ world: World) {
    policy = world.policy
    owner = world.owner
    people = Dictionary(
      uniqueKeysWithValues: world.members.map { ($0.id, Person(kind: $0.kind, roles: Set($0.roles))) })
    words = world.words
    past = [world.words]
    // Who opens a document for somebody has saved the template's words, and written none.
    authors = [world.owner]
    lastEditor = world.opener
  }

  // MARK: People

  func isPerson(_ user: String) -> Bool { people[user]?.kind == .person }
  func isActivePerson(_ user: String) -> Bool { people[user].map { $0.kind == .person && $0.active } ?? false }
  func holds(_ user: String, _ role: String) -> Bool {
    people[user].map { $0.active && $0.roles.contains(role) } ?? false
  }
  func mayWrite(_ user: String) -> Bool {
    people[user].map { $0.active && $0.roles.contains { $0 != "auditor" } } ?? false
  }
  func mayCount(_ user: String, for rule: Rule) -> Bool {
    if rule.notAuthor ?? true, authors.contains(user) { return false }
    return !(rule.notLastEditor ?? false) || lastEditor != user
  }

  // MARK: Sections

  /// The sections with those under them that the patterns name; nil is all.
  func sections(of scope: [String]?) -> Set<String> {
    guard let scope else { return Set(words.keys) }
    let families = words.keys.map { (id: $0, family: family(of: $0)) }
    let added = scope.filter { !$0.hasPrefix("!") }
    let taken = scope.filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) }
    func isNamed(_ family: [Paper.Section], by patterns: [String]) -> Bool {
      patterns.contains { pattern in family.contains { Self.names($0, pattern.lowercased()) } }
    }
    let named = families.filter { (added.isEmpty || isNamed($0.family, by: added)) && !isNamed($0.family, by: taken) }
    return Set(named.map(\.id))
  }

  /// A section and those that it stands under.
  func family(of id: String) -> [Paper.Section] {
    var family: [Paper.Section] = []
    for section in Paper.sections.reversed() where words[section.id] != nil {
      if let last = family.last {
        if section.level > 0, section.level < last.level { family.append(section) }
      } else if section.id == id {
        family.append(section)
      }
    }
    return family
  }

  private static func names(_ section: Paper.Section, _ pattern: String) -> Bool {
    section.names.contains { name in
      pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : name == pattern
    }
  }

  func words(in scope: [String]?) -> [String: String] {
    let sections = sections(of: scope)
    return words.filter { sections.contains($0.key) }
  }
}

extension GateEvaluation.State {
  /// Whether a stage may complete over a rule in this state: as the design says it, not as the evaluator does.
  var letsPass: Bool {
    switch self {
    case .satisfied, .notApplicable, .overridden: true
    case .unsatisfied, .stale, .unsatisfiable: false
    }
  }
}

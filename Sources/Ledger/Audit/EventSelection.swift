import Workflow

/// Which events are asked for, made ready to be looked up: each thing once, types as the closed set that they are.
package struct EventSelection: Sendable {
  /// What one column of the log must and must not hold.
  struct Values: Sendable {
    /// More than one can never hold.
    var required: Set<String> = []
    var excluded: Set<String> = []

    var isContradictory: Bool { required.count > 1 || !required.isDisjoint(with: excluded) }

    mutating func add(_ value: String, isNegated: Bool) {
      if isNegated { excluded.insert(value) } else { required.insert(value) }
    }

    func allows(_ value: String?) -> Bool {
      guard let value else { return required.isEmpty }
      return (required.isEmpty || required.contains(value)) && !excluded.contains(value)
    }
  }

  /// What an event must name, or hold the words of; it may have several of each.
  struct Marks: Hashable, Sendable {
    var required: [String] = []
    var excluded: [String] = []

    mutating func add(_ value: String, isNegated: Bool) {
      if isNegated { excluded.append(value) } else { required.append(value) }
    }

    var isEmpty: Bool { required.isEmpty && excluded.isEmpty }
  }

  /// Nil where every type will do.
  private(set) var types: [String]?
  private(set) var kinds: [String]?
  /// Ids or slugs, until they are looked up.
  var documents = Values()
  private(set) var actors = Values()
  private(set) var projects = Values()
  /// Projects that nothing is to be told of.
  var hidden: Set<String> = []
  private(set) var roles = Values()
  private(set) var sections = Marks()
  private(set) var texts = Marks()
  /// Nil where it does not matter.
  private(set) var isDelegated: Bool?
  private(set) var positions = SearchRange()
  private(set) var excludedPositions: [SearchRange] = []
  private(set) var times = SearchRange()
  private(set) var excludedTimes: [SearchRange] = []
  private var isContradictory = false

  package init(_ query: SearchQuery = SearchQuery()) {
    query.terms.forEach { add($0) }
  }

  /// Only events behind a position.
  package mutating func start(after position: Int64) {
    positions.narrow(to: SearchRange(from: position == .max ? .max : position + 1))
  }

  package mutating func end(at position: Int64) {
    positions.narrow(to: SearchRange(to: position))
  }

  package mutating func add(_ condition: SearchCondition) {
    add(SearchQuery.Term(condition))
  }

  /// Whether the index that follows the log is needed.
  package var needsIndex: Bool { !sections.isEmpty || !texts.isEmpty }

  /// Whether the columns of an event decide anything.
  var asksColumns: Bool {
    types != nil || kinds != nil || isDelegated != nil
      || ![documents, actors, projects, roles].allSatisfy { $0.required.isEmpty && $0.excluded.isEmpty }
  }

  /// Whether every event is asked for, within bounds.
  var isEverything: Bool {
    !asksColumns && !needsIndex && hidden.isEmpty && excludedPositions.isEmpty && excludedTimes.isEmpty
  }

  /// Whether nothing can be both.
  var isImpossible: Bool {
    isContradictory || types?.isEmpty == true || kinds?.isEmpty == true
      || [documents, actors, projects, roles].contains(where: \.isContradictory)
  }

  private mutating func add(_ term: SearchQuery.Term) {
    let isNegated = term.isNegated
    switch term.condition {
    case .actor(let id): actors.add(id, isNegated: isNegated)
    case .document(let name): documents.add(name, isNegated: isNegated)
    case .project(let slug): projects.add(slug, isNegated: isNegated)
    case .role(let role): roles.add(role, isNegated: isNegated)
    case .section(let section): sections.add(section, isNegated: isNegated)
    case .text(let text): texts.add(text, isNegated: isNegated)
    case .type(let pattern): narrow(toTypes: EventTypes.matching(pattern), isNegated: isNegated)
    case .kind(let kind):
      kinds = (kinds ?? ActorKind.allCases.map(\.rawValue)).filter { ($0 == kind.rawValue) != isNegated }
    case .positions(let range):
      if isNegated { excludedPositions.append(range) } else { positions.narrow(to: range) }
    case .times(let range):
      if isNegated { excludedTimes.append(range) } else { times.narrow(to: range) }
    case .property(.override): narrow(toTypes: [EventType.gateOverridden.rawValue], isNegated: isNegated)
    case .property(.delegated):
      isContradictory = isContradictory || isDelegated == isNegated
      isDelegated = !isNegated
    }
  }

  /// Passes over the hidden projects' own events.
  mutating func excludeHidden() {
    for project in hidden { projects.add(project, isNegated: true) }
  }

  private mutating func narrow(toTypes named: [String], isNegated: Bool) {
    types = (types ?? EventTypes.all).filter { named.contains($0) != isNegated }
  }
}

extension SearchRange {
  mutating func narrow(to other: SearchRange) {
    if let from = other.from { self.from = max(self.from ?? .min, from) }
    if let to = other.to { self.to = min(self.to ?? .max, to) }
  }
}

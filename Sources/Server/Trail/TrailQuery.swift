import Hummingbird
import Ledger
import Workflow

/// Which events a request asks for: by `query=` in the search grammar, by single parameters, or by both, which must then
/// both hold.
struct TrailQuery {
  private(set) var selection: EventSelection
  /// What a reading of it is kept under.
  private(set) var project: String?
  private(set) var document: String?

  /// Nothing of the projects that are `hidden` is let through.
  init(
    _ request: Request, hidden: Set<String>, document: String? = nil, project: String? = nil
  ) throws(Refusal) {
    selection = EventSelection(try Self.grammar(request))
    selection.hide(projects: hidden)
    (self.document, self.project) = (document, project)
    if let document { selection.add(.document(document)) }
    try addNames(request)
    try addKinds(request)
    try addBounds(request)
    for word in request.query("q")?.split(whereSeparator: \.isWhitespace) ?? [] {
      guard word.contains(where: { $0.isLetter || $0.isNumber }) else {
        throw Refusal.field("q", "'\(word)' has no letter or digit to look for.")
      }
      selection.add(.text(String(word)))
    }
  }

  private static func grammar(_ request: Request) throws(Refusal) -> SearchQuery {
    do {
      return try SearchParser.parse(request.query("query") ?? "")
    } catch {
      throw error.refusal
    }
  }

  private mutating func addNames(_ request: Request) throws(Refusal) {
    for (name, condition) in Self.names {
      guard let value = request.query(name), !value.isEmpty else { continue }
      selection.add(condition(value))
      if name == "project" { project = project ?? value }
    }
  }

  private static let names: [(String, @Sendable (String) -> SearchCondition)] = [
    ("document", { .document($0) }), ("project", { .project($0) }), ("actor", { .actor($0) }),
    ("role", { .role($0) }), ("section", { .section($0) }),
  ]

  private mutating func addKinds(_ request: Request) throws(Refusal) {
    if let type = request.query("type"), !type.isEmpty {
      guard !EventTypes.matching(type).isEmpty else {
        throw Refusal.field(
          "type", "there is no type '\(type)': write one such as verdict.given, or a family: \(EventTypes.families).")
      }
      selection.add(.type(type))
    }
    let kind = try request.choice("actor_kind", of: ActorKind.allCases.map(\.rawValue)).flatMap(ActorKind.init)
    if let kind { selection.add(.kind(kind)) }
  }

  private mutating func addBounds(_ request: Request) throws(Refusal) {
    let since = try request.time("since")?.milliseconds
    let until = try request.time("until")?.milliseconds
    if since != nil || until != nil { selection.add(.times(SearchRange(from: since, to: until))) }
    if let after = try request.position("after") { selection.start(after: after) }
  }
}

extension Request {
  /// A log position, where it is given.
  func position(_ name: String) throws(Refusal) -> Int64? {
    guard let text = query(name) else { return nil }
    guard let position = Int64(text), position >= 0 else { throw Refusal.field(name, "must be a log position.") }
    return position
  }
}

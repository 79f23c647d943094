package import Workflow

/// What an auditor typed, read: every term must hold.
package struct SearchQuery: Hashable, Sendable {
  package struct Term: Hashable, Sendable {
    package let condition: SearchCondition
    /// Whether it must not hold.
    package let isNegated: Bool

    package init(_ condition: SearchCondition, isNegated: Bool = false) {
      self.condition = condition
      self.isNegated = isNegated
    }
  }

  /// Characters of a query: more than anybody types, and few enough to read at once.
  package static let charactersMax = 2000
  /// Terms of a query: each may be a walk over an index.
  package static let termsMax = 40

  package var terms: [Term]

  package init(_ terms: [Term] = []) {
    self.terms = terms
  }
}

package enum SearchCondition: Hashable, Sendable {
  case actor(String)
  /// A type, or all of a family: `verdict.*`.
  case type(String)
  /// By id or slug.
  case document(String)
  case project(String)
  case role(String)
  case section(String)
  case kind(ActorKind)
  case positions(SearchRange)
  /// Milliseconds since 1970.
  case times(SearchRange)
  case property(SearchProperty)
  /// Words that somebody wrote, one after another.
  case text(String)
}

/// What an event can be, beside its type.
package enum SearchProperty: String, Hashable, Sendable, CaseIterable {
  /// Done on somebody's behalf.
  case delegated
  /// A rule was passed over.
  case override
}

/// Whole numbers from one to another, both within; nil is open.
package struct SearchRange: Hashable, Sendable {
  package var from: Int64?
  package var to: Int64?

  package init(from: Int64? = nil, to: Int64? = nil) {
    self.from = from
    self.to = to
  }

  package func contains(_ number: Int64) -> Bool { (from ?? .min) <= number && number <= (to ?? .max) }
}

/// The words before a colon.
package enum SearchField: String, CaseIterable, Sendable {
  case actor, type, document, project, role, section, kind
  case actorKind = "actor_kind"
  case seq, created
  case `is`

  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// Why a query cannot be read.
package struct SearchFault: Error, Hashable, Sendable {
  package let query: String
  /// Of the character that is wrong, counted from 1.
  package let column: Int
  /// What was found, and what may stand there.
  package let message: String

  /// The query, and below it a mark under the character.
  package var pointer: String {
    // What is typed may hold anything; on the line with the mark each character takes one place.
    let line = String(query.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    return line + "\n" + String(repeating: " ", count: max(0, column - 1)) + "^"
  }

  package var refusal: Refusal {
    Refusal(
      .malformed, "bad_query", "The query cannot be read at column \(column): \(message)\n\(pointer)",
      errors: [Refusal.FieldError(field: "query", message: "column \(column): \(message)")])
  }
}

/// The types that an event can have.
package enum EventTypes {
  /// Those of the contract that no version has written yet: asking for them is no mistake.
  private static let reserved = ["body.redacted", "change_request.updated"]

  package static let all: [String] = (EventType.allCases.map(\.rawValue) + reserved).reduce(into: []) { all, type in
    if !all.contains(type) { all.append(type) }
  }

  /// What a type or a family such as `verdict.*` stands for; empty where there is no such type.
  package static func matching(_ pattern: String) -> [String] {
    guard pattern.hasSuffix(".*") else { return all.filter { $0 == pattern } }
    return all.filter { $0.hasPrefix(pattern.dropLast()) }
  }

  package static var families: String {
    var families: [String] = []
    for type in all {
      let family = type.prefix { $0 != "." } + ".*"
      if !families.contains(String(family)) { families.append(String(family)) }
    }
    return families.joined(separator: ", ")
  }
}

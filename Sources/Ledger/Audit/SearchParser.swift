import Workflow

/// Reads the search grammar: `actor:jdoe type:verdict.* -type:comment.* created:>=2026-01-01 "free text" word`.
///
/// Terms stand apart by spaces and all must hold; a `-` before one turns it round. A value with spaces stands in double
/// quotes, in which `\"` is a quote and `\\` a backslash. It never fails but with a `SearchFault`, in time linear in the
/// query.
package struct SearchParser {
  private let query: String
  private let characters: [Character]
  private var place = 0

  /// Throws `SearchFault`, which names the column.
  package static func parse(_ query: String) throws(SearchFault) -> SearchQuery {
    var parser = SearchParser(query)
    return try parser.parse()
  }

  private init(_ query: String) {
    self.query = query
    characters = Array(query)
  }

  private mutating func parse() throws(SearchFault) -> SearchQuery {
    guard characters.count <= SearchQuery.charactersMax else {
      throw fault(
        SearchQuery.charactersMax,
        "the query has \(characters.count) characters, and \(SearchQuery.charactersMax) are "
          + "the most: leave some out.")
    }
    var terms: [SearchQuery.Term] = []
    skipSpaces()
    while place < characters.count {
      guard terms.count < SearchQuery.termsMax else {
        throw fault(place, "there are more than \(SearchQuery.termsMax) terms: leave some out.")
      }
      terms.append(try term())
      skipSpaces()
    }
    return SearchQuery(terms)
  }

  private mutating func term() throws(SearchFault) -> SearchQuery.Term {
    let isNegated = characters[place] == "-"
    if isNegated {
      place += 1
      guard place < characters.count, !characters[place].isWhitespace, characters[place] != "-" else {
        throw fault(
          place,
          "found \(found), where a '-' must be followed by what is not to be: -type:comment.* or -\"some words\".")
      }
    }
    if characters[place] == "\"" {
      let start = place
      return SearchQuery.Term(.text(try searchable(try quoted(), at: start)), isNegated: isNegated)
    }
    let start = place
    guard let name = fieldName() else {
      return SearchQuery.Term(.text(try searchable(try bare(), at: start)), isNegated: isNegated)
    }
    guard let field = SearchField(rawValue: name) else {
      throw fault(
        start, "'\(name)' is no field: the fields are \(SearchField.list). Words that hold a colon stand in quotes.")
    }
    return SearchQuery.Term(try condition(field), isNegated: isNegated)
  }

  /// The letters before a colon; nil where a bare word stands.
  private mutating func fieldName() -> String? {
    var end = place
    while end < characters.count, characters[end].isASCII, characters[end].isLetter || characters[end] == "_" {
      end += 1
    }
    guard end > place, end < characters.count, characters[end] == ":" else { return nil }
    defer { place = end + 1 }
    return String(characters[place..<end])
  }

  private mutating func condition(_ field: SearchField) throws(SearchFault) -> SearchCondition {
    let start = place
    let isQuoted = place < characters.count && characters[place] == "\""
    let value = isQuoted ? try quoted() : try bare()
    guard !value.isEmpty else {
      throw fault(start, "found \(found(at: start)), where \(field.expected) must stand.")
    }
    switch field {
    case .actor: return .actor(value)
    case .document: return .document(value)
    case .project: return .project(value)
    case .role: return .role(value)
    case .section: return .section(value)
    case .type:
      guard !EventTypes.matching(value).isEmpty else {
        throw fault(
          start, "there is no type '\(value)': write one such as verdict.given, or a family: \(EventTypes.families).")
      }
      return .type(value)
    case .kind, .actorKind:
      guard let kind = ActorKind(rawValue: value) else { throw unexpected(value, field, at: start) }
      return .kind(kind)
    case .is:
      guard let property = SearchProperty(rawValue: value) else { throw unexpected(value, field, at: start) }
      return .property(property)
    case .seq, .created: return try range(value, of: field, at: start, isQuoted: isQuoted)
    }
  }

  private func range(
    _ value: String, of field: SearchField, at start: Int, isQuoted: Bool
  ) throws(SearchFault) -> SearchCondition {
    do {
      return field == .seq
        ? .positions(try SearchRange.positions(value)) : .times(try SearchRange.times(value))
    } catch {
      throw fault(start + error.offset + (isQuoted ? 1 : 0), error.message)
    }
  }

  /// Up to the next space. A quote within is a mistake more often than not.
  private mutating func bare() throws(SearchFault) -> String {
    let start = place
    while place < characters.count, !characters[place].isWhitespace {
      guard characters[place] != "\"" else {
        throw fault(place, "found a quote within a word: put the whole value in quotes, or leave the quote out.")
      }
      place += 1
    }
    return String(characters[start..<place])
  }

  private mutating func quoted() throws(SearchFault) -> String {
    let start = place
    var text = ""
    place += 1
    while place < characters.count, characters[place] != "\"" {
      if characters[place] == "\\" {
        place += 1
        guard place < characters.count, characters[place] == "\"" || characters[place] == "\\" else {
          throw fault(place, "found \(found), where after a backslash a quote or a backslash must stand.")
        }
      }
      text.append(characters[place])
      place += 1
    }
    guard place < characters.count else { throw fault(start, "this quote is never closed: end the text with another.") }
    place += 1
    guard place == characters.count || characters[place].isWhitespace else {
      throw fault(place, "found \(found), where after a closing quote a space must stand.")
    }
    return text
  }

  /// Text without a letter or a digit would match nothing, and nobody would know why.
  private func searchable(_ text: String, at start: Int) throws(SearchFault) -> String {
    guard text.contains(where: { $0.isLetter || $0.isNumber }) else {
      throw fault(start, "found no letter or digit to look for: write a word, or words in quotes.")
    }
    return text
  }

  private mutating func skipSpaces() {
    while place < characters.count, characters[place].isWhitespace { place += 1 }
  }

  private func unexpected(_ value: String, _ field: SearchField, at start: Int) -> SearchFault {
    fault(start, "found '\(value)', where \(field.expected) must stand.")
  }

  private var found: String { found(at: place) }

  private func found(at place: Int) -> String {
    guard place < characters.count else { return "the end of the query" }
    return characters[place].isWhitespace ? "a space" : "'\(characters[place])'"
  }

  /// `place` is counted from 0.
  private func fault(_ place: Int, _ message: String) -> SearchFault {
    SearchFault(query: query, column: place + 1, message: message)
  }
}

extension SearchField {
  /// What may stand behind the colon.
  fileprivate var expected: String {
    switch self {
    case .actor: "the id of a user"
    case .type: "a type such as verdict.given, or a family such as verdict.*,"
    case .document: "the id or the slug of a document"
    case .project: "the slug of a project"
    case .role: "a role"
    case .section: "the id of a section"
    case .kind, .actorKind: "one of \(ActorKind.allCases.map(\.rawValue).joined(separator: ", "))"
    case .is: "one of \(SearchProperty.allCases.map(\.rawValue).joined(separator: ", "))"
    case .seq: "a position, >=100 or 100..200,"
    case .created: "a date, >=2026-01-01 or 2026-01-01..2026-02-01,"
    }
  }
}

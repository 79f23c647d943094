/// One word of a tag, and the line it stands on.
struct JinjaToken {
  enum Kind: Equatable {
    case name(String)
    case string(String)
    case int(Int)
    case double(Double)
    case symbol(String)
  }
  let kind: Kind
  let line: Int

  /// As an author would write it, for messages.
  var text: String {
    switch kind {
    case .name(let text), .symbol(let text): text
    case .string(let text): "'" + text + "'"
    case .int(let number): String(number)
    case .double(let number): JinjaNumbers.printed(number)
    }
  }
}

/// A template cut into text, `{{ … }}` and `{% … %}`; comments are gone and `raw` blocks are text.
struct JinjaPiece {
  enum Kind { case text(String), output([JinjaToken]), statement([JinjaToken]) }
  let kind: Kind
  let line: Int

  /// The first word of a statement.
  var word: String? {
    guard case .statement(let tokens) = kind, case .name(let word)? = tokens.first?.kind else { return nil }
    return word
  }
}

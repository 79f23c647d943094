/// What words between brackets are.
enum Bracket: Equatable {
  /// Somebody has still to fill it.
  case placeholder
  /// Something else for certain: a box, a footnote, an index, a character class.
  case other
  /// Probably something else; the sentence says what it was taken for.
  case leftOut(String)
}

/// A bracket with what stands around it.
struct BracketContext {
  enum Surroundings: Equatable {
    case prose
    /// Inline code. A table's cell in ticks is a name to be filled in more often than a piece of code.
    case codeSpan(isInTable: Bool)
    case fence(FenceLanguage)
  }
  let text: [UInt8]
  /// The bytes in front of the opening and behind the closing bracket; 0 at the ends of the line.
  let before: UInt8
  let after: UInt8
  let surroundings: Surroundings
}

extension BracketContext {
  /// A placeholder that goes on over lines has no more bytes than this.
  static let bytesMax = 1000

  var meaning: Bracket {
    guard let first = text.first else { return .other }
    if text.count > Self.bytesMax { return .leftOut("It is too long for a placeholder.") }
    if before == .openBracket, after == .closeBracket { return .leftOut("It was taken for a link of a wiki.") }
    if let other = unlikeWords(first) { return other }
    switch surroundings {
    case .prose: return proseMeaning
    case .codeSpan(let isInTable): return codeMeaning(isInTable ? .plain : .program)
    case .fence(let language): return codeMeaning(language)
    }
  }

  private var isCode: Bool { surroundings != .prose }

  /// What begins with no word, or is no words at all.
  private func unlikeWords(_ first: UInt8) -> Bracket? {
    // `[2-3 sentences on it]` asks for something, `[12]` and `[1, 2]` do not.
    if first.isDigit { return text.contains(where: \.isLetter) && text.count(where: \.isBlank) > 1 ? nil : .other }
    if isEllipsis { return isCode ? .other : .leftOut("It was taken for words left out of a quotation.") }
    guard first.isLetter || first >= 0x80 else { return signMeaning(first) }
    if text.count == 1 { return isCode || first.lowercased == 0x78 ? .other : nil }
    if text.hasWord("decided", at: 0, before: text.count) { return .other }
    // `[a-z]` and `[A-Za-z0-9]` are character classes.
    return text.count >= 3 && text[1] == .hyphen && text.count < 12 && !text.contains(.space) ? .other : nil
  }

  private func signMeaning(_ first: UInt8) -> Bracket {
    guard !isCode, first != .caret, first != .bang, !first.isBlank else { return .other }
    if text.count > 1, text.allSatisfy({ $0 == .question }) { return .placeholder }
    let words = text.count > 2 && text.contains(where: \.isLetter)
    return words ? .leftOut("It begins with a sign, not with a word.") : .other
  }

  private var isEllipsis: Bool { text == [0xE2, 0x80, 0xA6] || text.allSatisfy { $0 == .fullStop } }

  // MARK: Prose

  private var proseMeaning: Bracket {
    if before.isLetter, after.isLetter { return .leftOut("It was taken for a part of a word.") }
    if ["unreleased", "sic"].contains(lowercased) { return .leftOut("It was taken for a word in brackets.") }
    return isCitation ? .leftOut("It was taken for a reference to literature.") : .placeholder
  }

  /// `[RFC 9457]`, `[Knuth 1997]`, `[Knuth1997]`.
  private var isCitation: Bool {
    let digits = text.reversed().prefix(while: \.isDigit).count
    guard digits >= 3, digits < text.count else { return false }
    return text.dropLast(digits).count(where: \.isBlank) <= 2
      && text.dropLast(digits).allSatisfy { $0.isLetter || $0.isBlank || $0 >= 0x80 || $0 == .hyphen }
  }

  // MARK: Code

  private func codeMeaning(_ language: FenceLanguage) -> Bracket {
    // `xs[i]` is an index, `A[Client]` a diagram's node; `idx_[table]` is neither.
    if before.isWord || before == .closeBracket || before == .closeParenthesis { return .other }
    if isList { return .leftOut("It was taken for a list.") }
    if Self.literals.contains(lowercased) {
      return .leftOut("It was taken for a value or a mark of a program's output.")
    }
    guard language != .plain, !isGlued else { return .placeholder }
    if !text.contains(where: \.isBlank) { return .leftOut("It was taken for code.") }
    return readsAsCode ? .leftOut("It was taken for code.") : .placeholder
  }

  /// In a string or in a part of a name, as `"[value]"`, `idx_[table]`, `src/[name]` and `<b>[Title]</b>` are.
  private var isGlued: Bool {
    [.quotationMark, .apostrophe, .underscore, .slash, .greaterThan].contains(before)
  }

  /// Words of code with commas between them: `[string, number]`. Prose has more words between its commas.
  private var isList: Bool {
    let parts = text.split(separator: .comma, omittingEmptySubsequences: false)
    return parts.count > 1 && parts.allSatisfy(Self.isItem)
  }

  private static func isItem(_ part: ArraySlice<UInt8>) -> Bool {
    let word = part.drop(while: \.isBlank).reversed().drop(while: \.isBlank)
    let marks: [UInt8] = [.underscore, .fullStop, .hyphen, .quotationMark, .apostrophe, .dollar, .slash]
    return word.allSatisfy { $0.isWord || marks.contains($0) }
  }

  /// Signs that no sentence has, `[String: Int]`, `[a: 1, b: 2]`, `[weak self]`, `[x for x in xs]`.
  private var readsAsCode: Bool {
    if text.contains(where: Self.signs.contains) { return true }
    let words = text.split(whereSeparator: \.isBlank).map { String(decoding: $0, as: UTF8.self) }
    if words.count == 2, words[0].hasSuffix(":") || Self.modifiers.contains(words[0]) { return true }
    let parts = text.split(separator: .comma)
    return (words.contains("for") && words.contains("in"))
      || (parts.count > 1 && parts.allSatisfy { $0.contains(.colon) })
  }

  private static let modifiers: Set<String> = [
    "weak", "unowned", "any", "some", "borrowing", "const", "ref", "mut", "dyn",
  ]

  private static let signs = Set("=+*<>{}()\"$&;@\\".utf8)

  private static let literals: Set<String> = [
    "true", "false", "null", "nil", "none", "undefined", "info", "warn", "warning", "error", "debug", "trace", "fatal",
    "notice", "ok", "y/n",
  ]

  private var lowercased: String { String(decoding: text.map(\.lowercased), as: UTF8.self) }
}

extension UInt8 {
  fileprivate static let comma: UInt8 = 0x2C
  fileprivate static let dollar: UInt8 = 0x24
}

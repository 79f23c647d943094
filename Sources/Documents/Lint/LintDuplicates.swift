/// Fields that stand twice and say different things.
extension LintPass {
  mutating func findDuplicates() {
    var first: [String: Field] = [:]
    for field in found.fields where field.form != "heading" {
      guard let key = Self.key(field), isAuthored(field) else { continue }
      guard let earlier = first[key] else {
        first[key] = field
        continue
      }
      guard Self.folded(earlier.value, key) != Self.folded(field.value, key) else { continue }
      add(
        .driftedDuplicate, line: field.line,
        "'\(Self.short(field.label))' is '\(Self.short(field.value))' here and '\(Self.short(earlier.value))' "
          + "in line \(earlier.line).")
    }
    findTitle()
  }

  /// What a field is compared by: its meaning, where two labels can mean the same, or its label. Nil for lists of people
  /// and for what has a value of its own in each place.
  private static func key(_ field: Field) -> String? {
    switch field.meaning {
    case "status", "title", "author", "owner", "created", "updated", "approved_at": return field.meaning
    case "version": return field.label.lowercased().contains("revision") ? "revision" : "version"
    case "reviewers", "date": return nil
    default:
      let label = field.label.lowercased().map { $0 == "_" || $0 == "-" ? " " : $0 }
      return String(label).trimmed
    }
  }

  private func isAuthored(_ field: Field) -> Bool {
    !Unfilled.isUnfilled(field.value) && !field.value.contains("{{") && !Unfilled.isDatePattern(field.value)
      && !Choices.isOpen(field.value) && Placeholders.found(in: field.value).isEmpty
  }

  /// Letters in either case; `_`, `-` and blanks alike; a link by its words; a date without its time; `v1.0` as `1.0`.
  private static func folded(_ value: String, _ key: String) -> String {
    let text = Heading.plain(value).lowercased()
    if ["created", "updated", "approved_at"].contains(key), isDate(text.prefix(10)) { return String(text.prefix(10)) }
    let words = text.split { $0 == "_" || $0 == "-" || $0.isWhitespace || $0 == "`" }.joined(separator: " ")
    return key == "version" && words.hasPrefix("v") ? String(words.dropFirst()) : words
  }

  private static func isDate(_ text: Substring) -> Bool {
    text.utf8.count == 10
      && text.utf8.enumerated().allSatisfy { index, byte in
        index == 4 || index == 7 ? byte == .hyphen : byte.isDigit
      }
  }

  // MARK: Title

  /// The front matter's title and the heading: one may say more than the other, and a heading that has no word of the
  /// title names the kind of document.
  private mutating func findTitle() {
    guard let title = found.fields.first(where: { $0.form == "front_matter" && $0.meaning == "title" }),
      isAuthored(title), let heading = document.sections.first(where: { $0.level == 1 }),
      Placeholders.found(in: heading.title).isEmpty, !heading.title.contains("{{")
    else { return }
    let (one, other) = (Self.words(title.value), Self.words(heading.title))
    let (text, headingText) = (one.joined(separator: " "), other.joined(separator: " "))
    guard !text.contains(headingText), !headingText.contains(text) else { return }
    guard !Set(one.filter { $0.count > 3 }).isDisjoint(with: other) else { return }
    add(
      .driftedDuplicate, line: heading.lines.lowerBound, section: heading.id,
      "The heading is '\(Self.short(heading.title))' and the title in line \(title.line) '\(Self.short(title.value))'.")
  }

  private static func words(_ text: String) -> [String] {
    Heading.plain(text).lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }
}

/// What a section's heading says about the boxes and the text in it.
package enum SectionRole: Hashable, Sendable {
  case plain
  case mustVerify
  case shouldCheck
  case openQuestions
  /// The reviewer's notes under an approval checklist.
  case reviewNotes

  package init(title: String, ancestors: some Sequence<String>) {
    // What a heading's field is filled in with says nothing about the section.
    let words = Self.label(title)
    if words.containsWord("must verify") {
      self = .mustVerify
    } else if words.containsWord("should check") {
      self = .shouldCheck
    } else if Self.asks(words) {
      self = .openQuestions
    } else if words.containsWord("notes"), Slug.withoutNumbering(title).lowercased() == "notes",
      ancestors.contains(where: { Self.label($0).containsWord("approval") })
    {
      self = .reviewNotes
    } else {
      self = ancestors.contains(where: { Self.asks(Self.label($0)) }) ? .openQuestions : .plain
    }
  }

  private static func label(_ title: String) -> [UInt8] {
    Array((Volatile.headingField(title)?.label ?? title).utf8)
  }

  /// Questions may stand in groups, each under a deeper heading.
  private static func asks(_ title: [UInt8]) -> Bool {
    ["open question", "unresolved question", "outstanding question"].contains(where: title.containsWord)
  }

  /// Whether the record ticks the boxes here.
  package var ticksAreFilled: Bool {
    switch self {
    case .mustVerify, .shouldCheck, .openQuestions: true
    case .plain, .reviewNotes: false
    }
  }
}

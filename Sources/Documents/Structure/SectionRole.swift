/// What a section's heading says about the boxes and the text in it.
package enum SectionRole: Hashable, Sendable {
  case plain
  case mustVerify
  case shouldCheck
  case openQuestions
  /// The reviewer's notes under an approval checklist.
  case reviewNotes

  package init(title: String, ancestors: some Sequence<String>) {
    // No heading that says something is shorter than this.
    let title = title.utf8.count < "notes".utf8.count ? "" : title.lowercased()
    if title.contains("must verify") {
      self = .mustVerify
    } else if title.contains("should check") {
      self = .shouldCheck
    } else if Self.asks(title) {
      self = .openQuestions
    } else if Slug.withoutNumbering(title) == "notes",
      ancestors.contains(where: { $0.lowercased().contains("approval") })
    {
      self = .reviewNotes
    } else {
      self = ancestors.contains(where: { Self.asks($0.lowercased()) }) ? .openQuestions : .plain
    }
  }

  /// Questions may stand in groups, each under a deeper heading.
  private static func asks(_ title: String) -> Bool {
    title.contains("open question") || title.contains("unresolved question") || title.contains("outstanding question")
  }

  /// Whether the record ticks the boxes here.
  package var ticksAreFilled: Bool {
    switch self {
    case .mustVerify, .shouldCheck, .openQuestions: true
    case .plain, .reviewNotes: false
    }
  }
}

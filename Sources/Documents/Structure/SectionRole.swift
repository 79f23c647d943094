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
    } else if title.contains("open question") {
      self = .openQuestions
    } else if Slug.withoutNumbering(title) == "notes",
      ancestors.contains(where: { $0.lowercased().contains("approval") })
    {
      self = .reviewNotes
    } else {
      self = .plain
    }
  }

  /// Whether the record ticks the boxes here.
  package var ticksAreFilled: Bool {
    switch self {
    case .mustVerify, .shouldCheck, .openQuestions: true
    case .plain, .reviewNotes: false
    }
  }
}

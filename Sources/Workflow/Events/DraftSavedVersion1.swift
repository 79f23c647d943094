import Documents

/// `draft.saved` as it was first stored: every revision named all of its sections.
struct DraftSavedVersion1: Decodable {
  let revision: Int
  let message: String?
  let source: DraftSource
  let author: String?
  let sections: [SectionRef]
  let changedSections: [String]
  let checklists: [Checklist]?
  let questions: [Question]?
  let frontMatter: [String: String]?
  let lint: [LintRemark]?
  let datedItems: [DatedItem]?

  typealias CodingKeys = DraftSaved.CodingKeys
}

extension DraftSaved {
  /// Each revision of version 1 is a key revision.
  init(_ old: DraftSavedVersion1) {
    self.init(
      revision: old.revision, message: old.message, source: old.source, author: old.author,
      sections: .all(old.sections), changedSections: old.changedSections, checklists: old.checklists,
      questions: old.questions, frontMatter: old.frontMatter, lint: old.lint, datedItems: old.datedItems)
  }
}

import Documents
import Workflow

/// What somebody is told who has just saved a draft: the revision that it became, and whose approvals are asked for again.
struct SavedNotice {
  /// In place of a revision, where nothing was stored.
  static let unchanged = "unchanged"

  let state: DocumentState
  let words: PageWords

  static func path(to slug: String, revision: Int?) -> String {
    "/documents/\(FormCoding.encoded(slug))?saved=" + (revision.map(String.init) ?? unchanged)
  }

  /// Nothing where the query says nothing that is so.
  func value(_ saved: String?) -> Value {
    guard let saved else { return .null }
    if saved == Self.unchanged {
      return ["text": .string("Nothing was stored: the text is that of revision \(state.revision), to the letter.")]
    }
    guard let revision = Int(saved), revision >= 1, revision <= state.revision else { return .null }
    let notice: Value = [
      "text": .string("Revision \(revision) was saved."),
      "compare": .string("/documents/\(state.opened.slug)/compare?from=\(max(1, revision - 1))&to=\(revision)"),
    ]
    guard revision == state.revision else { return notice }
    return notice.merging(["asked": Value(asked), "again": Value(again)])
  }

  private var asked: String? {
    let staled = state.verdicts.filter { $0.state == .stale && ($0.staledSeq ?? 0) > state.draftSeq }
    let names = staled.map { "\(words.name($0.principal)) (\(PageWords.role($0.role)))" }.deduplicated
    return names.isEmpty ? nil : "Asked to approve again: \(PageWords.list(names))."
  }

  private var again: String? {
    let hasApprovals = state.verdicts.contains { $0.state == .live && $0.isApproval }
    return asked == nil && hasApprovals ? "All approvals still count." : nil
  }
}

import Documents
import Ledger
import Workflow

/// What stands above every page of a document: its title, how it stands, and the ways to its other pages.
struct DocumentHead {
  /// The page that it stands above.
  enum Tab: String, CaseIterable {
    case read, edit, compare, history, print
  }

  let state: DocumentState
  let reader: String
  let people: Directory
  let words: PageWords

  var address: String { "/documents/" + state.opened.slug }
  private var mayWrite: Bool { people.mayWrite(reader, in: state.project) }
  private var isOwner: Bool { state.owner == reader || people.isAdmin(reader) }

  func value(at tab: Tab) -> Value {
    let open = state.comments.openCount
    return [
      "id": .string(state.id), "slug": .string(state.opened.slug), "address": .string(address),
      "title": .string(state.title), "project": Value(state.project), "template": .string(state.opened.template),
      "status": .string(state.status.rawValue), "status_text": .string(PageWords.status(state.status.rawValue)),
      "stage": .string(PageWords.role(state.stage)), "revision": .int(state.revision),
      "version": .int(state.version), "seq": .int(Int(state.seq)), "owner": words.person(state.owner),
      "reviewers": .array(state.reviewers.map(words.person)), "saved": PageWords.time(state.draftAt),
      "last_editor": words.person(state.lastEditor), "may_write": .bool(mayWrite),
      "may_submit": .bool(mayWrite && (state.status == .draft || state.status == .rejected)),
      "may_withdraw": .bool(isOwner && state.status == .inReview), "in_review": .bool(state.status == .inReview),
      "workflow": .string(state.policy.name), "open_comments": .string(PageWords.count(open, "open comment")),
      "open_count": .int(open), "has_open": .bool(open > 0),
      "tab": .object(Dictionary(uniqueKeysWithValues: Tab.allCases.map { ($0.rawValue, .bool($0 == tab)) })),
    ]
  }
}

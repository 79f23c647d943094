import Documents
import Workflow

/// A document's comments as threads, by the section that they speak of.
struct CommentThreads {
  private(set) var bySection: [String: [Value]] = [:]
  /// Those of no section, and those whose words are gone.
  private(set) var elsewhere: [Value] = []
  private(set) var openBySection: [String: Int] = [:]

  init(
    _ state: DocumentState, places: [String: AnchorPlace], texts: SetTexts, reader: String, mayWrite: Bool,
    words: PageWords
  ) {
    let replies = Dictionary(grouping: state.comments.filter { $0.replyTo != nil }, by: { $0.replyTo ?? "" })
    let model = { (comment: Comment) -> Value in
      [
        "id": .string(comment.id), "author": words.person(comment.author), "at": PageWords.time(comment.createdAt),
        "edited": .bool(comment.editedAt != nil), "revision": .int(comment.revision),
        "html": .string(texts.html(of: comment, erasures: state.erasures.count)), "body": .string(comment.body),
        "mine": .bool(comment.author == reader && mayWrite), "slug": .string(state.opened.slug),
        "quote": Value(comment.anchor?.quote),
      ]
    }
    for thread in state.comments where thread.replyTo == nil {
      let place = places[thread.id]
      let section = place?.isOutdated == true ? nil : place?.section ?? thread.anchor?.section
      let value = model(thread).merging([
        "replies": .array((replies[thread.id] ?? []).map(model)), "resolved": .bool(thread.resolved),
        "resolved_by": Value(thread.resolvedBy.map(words.name)), "outdated": .bool(place?.isOutdated ?? false),
        "anchored": .bool(thread.anchor != nil), "may_write": .bool(mayWrite),
        "line": place?.lineStart.map(Value.int) ?? .null,
      ])
      guard let section else {
        elsewhere.append(value)
        continue
      }
      bySection[section, default: []].append(value)
      if !thread.resolved { openBySection[section, default: 0] += 1 }
    }
  }
}

import Documents
import Ledger
import Workflow

/// What waits for whom, over all documents that somebody may see.
struct Waiting {
  /// A document with its turns, which lists hold by reference: a state is large.
  final class Entry: Sendable {
    let state: DocumentState
    let turns: [Turn]

    init(state: DocumentState, turns: [Turn]) {
      self.state = state
      self.turns = turns
    }
  }

  let entries: [Entry]

  init(services: ServerServices, hidden: Set<String>) async throws {
    var entries: [Entry] = []
    var filter = DocumentFilter()
    filter.hidden = hidden
    var cursor: (updatedAt: Int64, id: String)?
    repeat {
      let found = try await services.ledger.documents(filter, after: cursor, limit: Page.limitMax)
      cursor = found.count == Page.limitMax ? found.last.map { ($0.updatedAt, $0.id) } : nil
      for row in found {
        guard let state = try await services.ledger.document(row.id) else { continue }
        entries.append(Entry(state: state, turns: Turn.turns(of: state, in: services.ledger.gateContext(of: state))))
      }
    } while cursor != nil
    self.entries = entries
  }

  /// Each of somebody's turns, the oldest first.
  func turns(of user: String) -> [(entry: Entry, turn: Turn)] {
    entries.flatMap { entry in entry.turns.filter { $0.actor == user }.map { (entry, $0) } }
      .sorted { ($0.turn.since, $0.entry.state.id) < ($1.turn.since, $1.entry.state.id) }
  }
}

/// The inbox of one person: what waits for them, what they wait for, and what they follow.
struct InboxModel {
  /// Rows of each list; the first has pages of so many.
  private static let shownMax = 50

  let waiting: Waiting
  let user: String
  let words: PageWords
  /// The turns that are passed over: those of the pages before.
  let start: Int

  func value() -> Value {
    let mine = waiting.turns(of: user)
    let awaiting = waiting.entries.filter { entry in
      entry.state.owner == user && entry.turns.contains { $0.actor != user }
        && !entry.turns.contains { $0.actor == user }
    }
    let listed = Set(mine.map(\.entry.state.id) + awaiting.map(\.state.id))
    let followed = waiting.entries.filter { !listed.contains($0.state.id) && follows($0.state) }
    return [
      "turns": .array(mine.dropFirst(start).prefix(Self.shownMax).map(turn)), "pages": pages(of: mine.count),
      "turn_count": mine.isEmpty ? .null : .int(mine.count),
      "nothing": .bool(mine.isEmpty),
      "awaited": .array(awaiting.prefix(Self.shownMax).map(awaited)), "awaits": .bool(!awaiting.isEmpty),
      "followed": .array(followed.prefix(Self.shownMax).map { document($0.state) }),
      "follows": .bool(!followed.isEmpty), "empty": .bool(waiting.entries.isEmpty),
    ]
  }

  /// The ways to the turns before and behind, where there are any.
  private func pages(of count: Int) -> Value {
    guard count > Self.shownMax else { return .null }
    let last = min(start + Self.shownMax, count)
    let earlier = start > 0 ? "/?from=\(max(0, start - Self.shownMax))" : nil
    return [
      "text": .string("\(min(start + 1, count)) to \(last) of \(count)"), "earlier": Value(earlier),
      "later": Value(last < count ? "/?from=\(last)" : nil),
    ]
  }

  private func follows(_ state: DocumentState) -> Bool {
    state.owner == user || state.authors.contains(user) || state.reviewers.contains(user)
      || state.comments.speakers.contains(user) || state.verdicts.contains { $0.principal == user }
  }

  private func turn(_ entry: Waiting.Entry, _ turn: Turn) -> Value {
    document(entry.state).merging([
      "asked": .string(turn.reason.asked), "role": Value(turn.role.map(PageWords.role)),
      "since": PageWords.time(turn.since), "due": PageWords.time(turn.due),
    ])
  }

  private func awaited(_ entry: Waiting.Entry) -> Value {
    let others = entry.turns.map(\.actor).deduplicated
    let since = entry.turns.map(\.since).min()
    return document(entry.state).merging([
      "on": .string(words.list(of: others)), "since": since.map(PageWords.time) ?? .null,
    ])
  }

  private func document(_ state: DocumentState) -> Value {
    [
      "href": .string("/documents/" + state.opened.slug), "title": .string(state.title),
      "project": Value(state.project), "revision": .int(state.revision),
      "status": .string(state.status.rawValue), "status_text": .string(PageWords.status(state.status.rawValue)),
      "updated": PageWords.time(state.updatedAt), "owner": words.person(state.owner),
    ]
  }
}

import Foundation
import GRDB
import Workflow

/// The read tables of documents, kept in the transaction that appends.
struct DocumentProjection {
  let db: Database
  /// Words that come with the events.
  var texts: [StoredText] = []

  func apply(_ events: [ReplayedEvent], state: DocumentState) throws {
    try upsert(state)
    var drafts: [DraftSaved] = []
    for replayed in events {
      switch replayed.event {
      case .documentOpened(let opened):
        try opened.reviewers.forEach { try addReviewer($0, to: state.id) }
        try words.add(title: opened.title, of: state.id)
      case .reviewerAdded(let added): try addReviewer(added.user, to: state.id)
      case .draftSaved(let saved):
        try addRevision(saved, at: replayed.position, of: state)
        drafts.append(saved)
      case .draftSourceChanged(let changed):
        try BranchProjection(db: db).apply(changed, at: replayed.position.seq, of: state.id)
      default: break
      }
    }
    // Only the words of the latest revision are searched.
    switch drafts.count {
    case 0: break
    case 1: try words.apply(drafts[0], of: state)
    default: try words.replaceAll(of: state)
    }
  }

  /// Takes all rows of a document away.
  func remove(_ id: String) throws {
    try words.removeAll(of: id)
    for table in ["document_reviewer", "revision", "mapped_file", "recorded_commit"] {
      try db.execute(sql: "DELETE FROM \(table) WHERE document = ?", arguments: [id])
    }
    try db.execute(sql: "DELETE FROM document WHERE id = ?", arguments: [id])
  }

  private func upsert(_ state: DocumentState) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO document (id, slug, title, project, template, workflow, status, stage, owner, revision,
          version, seq, created_at, updated_at, step, timer_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET workflow = excluded.workflow, timer_at = excluded.timer_at, status = excluded.status, stage = excluded.stage, revision = excluded.revision,
          version = excluded.version, seq = excluded.seq, updated_at = excluded.updated_at
        """
    ).execute(arguments: [
      state.id, state.opened.slug, state.title, state.project, state.opened.template, state.policy.name,
      state.status.rawValue, state.stage, state.owner, state.revision, state.version, state.seq,
      state.createdAt.milliseconds, state.updatedAt.milliseconds, state.opened.step,
      state.nextTimer?.milliseconds,
    ])
  }

  private func addReviewer(_ user: String, to document: String) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO document_reviewer (document, user) VALUES (?, ?)", arguments: [document, user])
  }

  private func addRevision(_ saved: DraftSaved, at position: EventPosition, of state: DocumentState) throws {
    try db.cachedStatement(sql: "INSERT INTO revision (document, number, seq, recorded_at) VALUES (?, ?, ?, ?)")
      .execute(arguments: [
        state.id, saved.revision, position.seq, position.timestamp.milliseconds,
      ])
    try BranchProjection(db: db).apply(saved, at: position.seq, of: state.id)
  }

  var words: WordsIndex {
    WordsIndex(
      db: db, texts: Dictionary(texts.map { ($0.digest, $0.body) }, uniquingKeysWith: { first, _ in first }))
  }
}

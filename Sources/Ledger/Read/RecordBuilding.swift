import Documents
import Foundation
package import Workflow

/// Gathers from the log what the record form of a document says.
package struct RecordBuilding: Sendable {
  /// Rows that a revision history is given at most: the newest.
  private static let revisionsMax = 200

  private let ledger: Ledger
  private let state: DocumentState

  package init(ledger: Ledger, state: DocumentState) {
    self.ledger = ledger
    self.state = state
  }

  /// The latest revision in record form.
  package func markdown() async throws -> String {
    Record.fill(
      try await ledger.markdown(of: state.sections), with: try await recordState(),
      definition: try await ledger.definition(of: state))
  }

  /// The next draft of the document from words that may be its record form: what the log fills in is taken out.
  package func nextDraft(
    _ markdown: String, message: String?, source: DraftSource, author: String? = nil
  ) async throws -> DraftBuilding {
    let definition = try await ledger.definition(of: state)
    let previous = try await ledger.fingerprints(of: state)
    let words = Record.strip(
      markdown, authored: previous.map(\.text).joined(), with: try await recordState(), definition: definition)
    return DraftBuilding(
      markdown: words, previous: previous, message: message, source: source, author: author, definition: definition)
  }

  private func recordState() async throws -> RecordState {
    let revisions = try await ledger.revisions(
      of: state.id, before: state.revision + 1, limit: Self.revisionsMax
    ).reversed()
    let ids = Set(
      state.verdicts.flatMap { [$0.actor, $0.principal] } + state.marks.values.map(\.by) + state.reviewers
        + revisions.map(\.actor.id)
        + revisions.compactMap(\.saved.author))
    let names = try await ledger.names(of: ids)
    let name = { (id: String) in names[id] ?? id }
    var verdicts: [RecordState.Verdict] = []
    for verdict in state.verdicts where verdict.state == .live && verdict.outcome != .rejected {
      let hash = try await ledger.event(at: verdict.seq)?.leafHash.hexadecimal ?? ""
      verdicts.append(
        RecordState.Verdict(
          role: verdict.role,
          name: verdict.onBehalfOf.map { "\(name(verdict.actor)) for \(name($0))" } ?? name(verdict.actor),
          outcome: verdict.outcome.rawValue,
          signature: String(hash.prefix(12)), date: verdict.givenAt.date,
          note: verdict.note))
    }
    return RecordState(
      status: statusWord, version: "r\(state.revision)", updated: updated,
      // An imported document's work began where it was written.
      startedAt: state.imported == nil ? state.createdAt.description : nil, completedAt: state.submittedAt?.description,
      approvedAt: state.approvedAt?.description, reviewers: state.reviewers.map(name), verdicts: verdicts,
      marks: state.marks.mapValues {
        RecordState.Mark(isVerified: $0.verdict != .needsRevision, note: $0.note, name: name($0.by))
      },
      decisions: state.decisions.mapValues(\.decision),
      revisions: revisions.map { revision in
        RecordState.Revision(
          number: revision.saved.revision, date: revision.at.date,
          author: name(revision.saved.author ?? revision.actor.id),
          message: revision.saved.message ?? (revision.saved.revision == 1 ? "Opened" : "Draft saved"))
      })
  }

  /// The words of an imported document are as old as it says, until they are changed here.
  private var updated: String {
    let stated = state.revision == 1 ? state.imported?.facts.history.date("updated") : nil
    return stated ?? state.updatedAt.date
  }

  private var statusWord: String {
    switch state.status {
    case .draft: "Draft"
    case .inReview: "In Review"
    case .approved: "Approved"
    case .approvedWithModifications: "Approved with Modifications"
    case .rejected: "Rejected"
    case .deprecated: "Deprecated"
    }
  }
}

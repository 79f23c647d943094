import Documents
import Ledger
import Workflow

/// Documents a page at a time, with whose turn it is.
struct DocumentListing {
  static let pageMax = 50

  let services: ServerServices
  let words: PageWords

  struct Found {
    var rows: [Value] = []
    /// The projects that something was shown of.
    var projects: Set<String> = []
    /// Where the next page begins, as the interface writes it; nil on the last one.
    var next: String?
  }

  /// The most lately changed first. `isWanted` says what is shown of what the filter lets through.
  func page(
    _ filter: DocumentFilter, after place: String?, where isWanted: (DocumentState, [Turn]) -> Bool = { _, _ in true }
  ) async throws -> Found {
    var found = Found()
    var cursor = try DocumentCursor.position(place)
    while found.rows.count < Self.pageMax {
      let read = try await services.ledger.documents(filter, after: cursor, limit: Self.pageMax)
      for row in read where found.rows.count < Self.pageMax {
        cursor = (row.updatedAt, row.id)
        guard let state = try await services.ledger.document(row.id) else { continue }
        let turns = Turn.turns(of: state, in: services.ledger.gateContext(of: state))
        guard isWanted(state, turns) else { continue }
        found.rows.append(DocumentRow(state: state, turns: turns, words: words).value())
        if let project = state.project { found.projects.insert(project) }
      }
      if read.count < Self.pageMax { return found }
    }
    found.next = cursor.map { DocumentCursor.text(($0.id, $0.updatedAt)) }
    return found
  }
}

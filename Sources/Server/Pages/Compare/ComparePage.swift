import Documents
import Hummingbird
import Ledger
import Workflow

/// Two revisions of a document, word by word.
struct ComparePage {
  /// Revisions that one may choose from: the newest.
  private static let choicesMax = 200

  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("documents/{id}/compare") { request, context in
      let state = try await services.state(request, context)
      let caller = try context.known()
      let words = try await PageWords(services)
      let model = try await model(of: state, for: caller, words: words, request)
      let head = DocumentHead(state: state, reader: caller.id, people: services.ledger.directory, words: words)
      return try await PageFrame(services: services, request: request, context: context)
        .answer(
          "compare", title: "Compare \(state.title)", at: .documents, head.value(at: .compare).merging(model.members))
    }
  }

  private func model(
    of state: DocumentState, for caller: Caller, words: PageWords, _ request: Request
  ) async throws -> CompareModel {
    let approved = SectionStanding(state, reader: caller.id, words: words).approvedRevision
    let to = try request.number("to") ?? state.revision
    let since = approved.flatMap { $0 < to ? $0 : nil } ?? max(1, to - 1)
    let from = try request.number("from") ?? since
    let ledger = services.ledger
    let (old, new) = (
      try await ledger.fingerprints(of: state, revision: from), try await ledger.fingerprints(of: state, revision: to)
    )
    var records = try await ledger.revisions(of: state.id, before: nil, limit: Self.choicesMax)
    for number in Set([from, to]) where !records.contains(where: { $0.saved.revision == number }) {
      if let record = try await ledger.revision(number, of: state.id) { records.append(record) }
    }
    return CompareModel(
      state: state, comparison: RevisionComparison(from: old, to: new), from: from, to: to, records: records,
      approved: approved, words: words)
  }
}

import Documents
import Hummingbird
import Ledger
import Workflow

/// A document's record set for paper, with the page that it is signed off on.
struct PrintPage {
  let services: ServerServices
  private let records = SetRecords()

  init(services: ServerServices) { self.services = services }

  func add(to group: RouterGroup<ServerContext>) {
    group.get("documents/{id}/print") { request, context in
      let state = try await services.state(request, context)
      let model = try await model(of: state)
      return try await PageFrame(services: services, request: request, context: context)
        .answer("print", title: state.title, at: .documents, model)
    }
  }

  private func model(of state: DocumentState) async throws -> Value {
    let ledger = services.ledger
    let words = try await PageWords(services)
    let record = try await records.record(of: state, names: words.names, in: ledger)
    var marks: [String: String] = [:]
    for verdict in state.verdicts {
      marks[verdict.id] = try await ledger.event(at: verdict.seq)?.leafHash.hexadecimal
    }
    return SignOffModel(
      state: state, digest: record.digest, checkpoint: try await ledger.checkpoint(),
      key: ledger.verifierKey, marks: marks, printedAt: ledger.sources.now(), server: services.publicURL(), words: words
    ).value(html: record.html)
  }
}

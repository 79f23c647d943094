import Documents
import Hummingbird
import Ledger
import Workflow

/// A document: the text, what is said of it, and what is missing.
struct DocumentPage {
  let services: ServerServices
  private let texts = SetTexts()
  private let fragments: PageFragments

  init(services: ServerServices) {
    self.services = services
    fragments = PageFragments(randomBytes: services.ledger.sources.randomBytes)
  }

  func add(to group: RouterGroup<ServerContext>) {
    group.get("documents/{id}") { request, context in
      let state = try await services.state(request, context)
      let words = try await PageWords(services)
      let saved = SavedNotice(state: state, words: words).value(request.query("saved"))
      let frame = PageFrame(services: services, request: request, context: context)
      let model = try await model(
        of: state, for: try context.known(), words: words, seal: frame.seal, saved: saved)
      return try await frame.answer("document", title: state.title, at: .documents, model)
    }
  }

  private func model(
    of state: DocumentState, for caller: Caller, words: PageWords, seal: String, saved: Value
  ) async throws -> Value {
    let people = services.ledger.directory
    let gateContext = services.ledger.gateContext(of: state)
    let gate = Gate.current(of: state, in: gateContext)
    let comments = Array(state.comments)
    let threads = CommentThreads(
      state, places: try await texts.places(of: comments, in: state, services), texts: texts, reader: caller.id,
      mayWrite: people.mayWrite(caller.id, in: state.project), words: words)
    return DocumentModel(
      state: state, text: try await texts.text(of: state, in: services.ledger), threads: threads,
      fragments: fragments, seal: seal, gate: gate,
      turns: Turn.turns(of: state, in: gateContext, known: gate), reader: caller.id, people: people, words: words,
      now: gateContext.now, savedNotice: saved
    ).value()
  }
}

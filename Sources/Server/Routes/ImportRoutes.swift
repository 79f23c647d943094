import Documents
import Hummingbird
import Ledger
import Workflow

/// Taking in documents that were written elsewhere.
struct ImportRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.post("imports", use: importDocument)
  }

  /// 201 with the document, or 200 where the same path and text was imported before.
  @Sendable private func importDocument(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.draftJSONBytesMax)
    let building = ImportRequest(fields: try Fields(body), services: services, caller: try context.known())
    let ledger = services.ledger
    return try await building.opening.choosingAgain {
      let built = try await building.build()
      return try await services.write(
        .document(
          id: built.id, .importDocument(built.opened, firstDraft: built.draft.content, imported: built.imported)),
        request: request, context: context, body: body, texts: built.draft.texts
      ) { outcome in
        guard let state = outcome.document else { return .nothing }
        return Answer(
          DocumentView(state: state, context: ledger.gateContext(of: state)).value(),
          status: outcome.events.isEmpty ? 200 : 201,
          location: "/api/v1/documents/\(state.id)", version: outcome.version)
      }
    }
  }
}

import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Where a draft is written: Markdown beside its preview, with what saving it would bring about.
struct EditPage {
  let services: ServerServices
  let api: InnerAPI

  func add(to group: RouterGroup<ServerContext>) {
    group.get("documents/{id}/edit", use: show)
    group.post("documents/{id}/edit", use: take)
    group.post("documents/{id}/edit/merge", use: merge)
  }

  @Sendable private func show(_ request: Request, _ context: ServerContext) async throws -> Response {
    let state = try await services.state(request, context)
    try services.requireWriter(try context.known(), in: state.project)
    let draft = try EditedDraft(
      nil, section: request.query("section"), base: state.revision,
      baseSections: try await services.ledger.fingerprints(of: state))
    return try await page(EditModel(draft: draft, state: state), request, context)
  }

  @Sendable private func take(_ request: Request, _ context: ServerContext) async throws -> Response {
    let (sent, state) = try await read(request, context)
    let draft = try await EditedDraft(sent, of: state, in: services.ledger)
    if sent["action"] == "save" { return try await save(draft, sent, state, request, context) }
    return try await preview(draft, state, request, context)
  }

  private func read(
    _ request: Request, _ context: ServerContext
  ) async throws -> (sent: FormCoding, state: DocumentState) {
    let sent = try FormCoding(try await request.body(upTo: BodyLimits.draftJSONBytesMax))
    try context.pageForm.check(sent[PageFormSeal.field])
    let state = try await services.state(request, context)
    try services.requireWriter(try context.known(), in: state.project)
    return (sent, state)
  }

  private func preview(
    _ draft: EditedDraft, _ state: DocumentState, _ request: Request, _ context: ServerContext
  ) async throws -> Response {
    let foreseen = try await services.whatIf(draft.markdown, on: state, context)
    let checks = EditChecks(draft: draft, state: state, foreseen: foreseen, words: try await PageWords(services))
      .value()
    let html = draft.html
    if request.wantsJSON {
      let shown: [String: Value] = ["checks": checks]
      return .json([
        "preview": .string(html), "asks": .string(Templates.render("edit-asks", .object(shown))),
        "checks": .string(Templates.render("edit-checks", .object(shown))),
      ])
    }
    return try await page(EditModel(draft: draft, state: state, preview: html, checks: checks), request, context)
  }

  private func page(
    _ model: EditModel, _ request: Request, _ context: ServerContext, status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    let head = DocumentHead(
      state: model.state, reader: try context.known().id, people: services.ledger.directory,
      words: try await PageWords(services))
    return try await PageFrame(services: services, request: request, context: context)
      .answer(
        "edit", title: "Edit \(model.state.title)", at: .documents,
        head.value(at: .edit).merging(model.members), status: status)
  }
}

// MARK: - Saving

extension EditPage {
  private func save(
    _ draft: EditedDraft, _ sent: FormCoding, _ state: DocumentState, _ request: Request, _ context: ServerContext
  ) async throws -> Response {
    do {
      return try await store(draft, sent, state, request, context)
    } catch {
      let problem = Problem(error)
      if request.wantsJSON { return problem.response(instance: request.uri.path) }
      if problem.code == "stale_revision" { return try await conflict(draft, request, context) }
      guard problem.status.kind != .serverError else { throw error }
      return try await page(
        EditModel(draft: draft, state: state, problem: problem), request, context, status: problem.status)
    }
  }

  private func store(
    _ draft: EditedDraft, _ sent: FormCoding, _ state: DocumentState, _ request: Request, _ context: ServerContext
  ) async throws -> Response {
    let body: Value = [
      "markdown": .string(draft.markdown), "base_revision": .int(draft.base), "message": Value(draft.message),
    ]
    let answer = try await api.send(
      .put, "documents/\(FormCoding.encoded(state.id))/content", body: body, key: FormRoutes.key(sent, body),
      in: context)
    var revision: Int?
    if case .int(let number)? = answer.value["revision"], answer.value["unchanged"] != true { revision = number }
    let path = SavedNotice.path(to: state.opened.slug, revision: revision)
    return request.wantsJSON ? .json(["location": .string(path)]) : Response.redirect(to: path)
  }

  /// Somebody saved a revision in the meantime: both texts, brought together as far as may be.
  private func conflict(
    _ draft: EditedDraft, _ request: Request, _ context: ServerContext, fault: String? = nil,
    answers: [String: MergeAnswer] = [:]
  ) async throws -> Response {
    let state = try await services.state(request, context)
    let words = try await PageWords(services)
    let ledger = services.ledger
    let theirs = try await ledger.fingerprints(of: state)
    let newer = try await ledger.revisions(of: state.id, before: nil, limit: MergeModel.revisionsMax)
      .filter { $0.saved.revision > draft.base }
    let model = MergeModel(
      draft: draft, merge: draft.merge(with: theirs), state: state, newer: newer, words: words, answers: answers,
      fault: fault)
    let head = DocumentHead(state: state, reader: try context.known().id, people: ledger.directory, words: words)
    return try await PageFrame(services: services, request: request, context: context)
      .answer(
        "merge", title: "Two drafts of \(state.title)", at: .documents, head.value(at: .edit).merging(model.members),
        status: .conflict)
  }

  /// The merge is made again from the same three texts, with what was chosen, and saved on top of the latest.
  @Sendable private func merge(_ request: Request, _ context: ServerContext) async throws -> Response {
    let (sent, state) = try await read(request, context)
    let draft = try await EditedDraft(sent, of: state, in: services.ledger)
    guard let onto = sent["onto"].flatMap(Int.init) else {
      throw Refusal.field("onto", "must be the number of the revision that this is merged with.")
    }
    let theirs = try await services.ledger.fingerprints(of: state, revision: onto)
    let merge = draft.merge(with: theirs)
    let answers = MergeAnswer.all(of: merge, in: sent)
    guard let text = merge.text(choosing: answers.compactMapValues(\.chosen)) else {
      let fault = "Say for each section below whose words stand."
      if request.wantsJSON {
        return Problem(status: .unprocessableContent, code: "not_chosen", detail: fault)
          .response(instance: request.uri.path)
      }
      return try await conflict(draft, request, context, fault: fault, answers: answers)
    }
    let merged = try EditedDraft(text, section: nil, base: onto, baseSections: theirs, message: draft.message)
    return try await save(merged, sent, state, request, context)
  }
}

extension EditedDraft {
  /// With a later revision than the one that it began with.
  func merge(with theirs: [SectionFingerprint]) -> SectionMerge {
    let mine = ParsedDocument(markdown, previous: baseSections).fingerprints
    return SectionMerge(base: baseSections, mine: mine, theirs: theirs)
  }
}

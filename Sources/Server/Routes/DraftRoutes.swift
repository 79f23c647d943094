import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Workflow

/// A document's words: reading them in each form, saving drafts, revisions and their differences.
struct DraftRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("documents/{id}/content", use: read)
    group.put("documents/{id}/content", use: save)
    group.patch("documents/{id}/sections/{section}", use: saveSection)
    group.get("documents/{id}/revisions", use: revisions)
    group.get("documents/{id}/revisions/{number}", use: revision)
    group.get("documents/{id}/diff", use: diff)
  }

  @Sendable private func read(_ request: Request, _ context: ServerContext) async throws -> Response {
    let state = try await services.state(request, context)
    let form = try request.choice("form", of: ["record", "authored"])
    let markdown: String
    if let number = try request.number("revision") {
      markdown = try await services.ledger.markdown(of: try await sections(number, of: state))
    } else if form == "authored" {
      markdown = try await services.ledger.markdown(of: state.sections)
    } else {
      markdown = try await RecordBuilding(ledger: services.ledger, state: state).markdown()
    }
    var response = text(markdown, "text/markdown; charset=utf-8")
    if request.headers[.accept]?.contains("text/html") == true {
      let document = ParsedDocument(markdown, previous: try await services.ledger.fingerprints(of: state))
      response = text(Html.render(document), "text/html; charset=utf-8")
      response.headers[.contentSecurityPolicy] = "default-src 'none'; sandbox"
    }
    response.headers[.eTag] = "\"\(state.version)\""
    return response
  }

  private func text(_ text: String, _ type: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  @Sendable private func save(_ request: Request, _ context: ServerContext) async throws -> Response {
    let isJSON = request.headers[.contentType]?.contains("json") == true
    let body = try await request.body(upTo: isJSON ? BodyLimits.draftJSONBytesMax : BodyLimits.draftBytesMax)
    let state = try await services.state(request, context)
    if isJSON {
      let fields = try Fields(body)
      return try await save(
        try fields.text("markdown"), message: try fields.optionalText("message"),
        base: try fields.optionalNumber("base_revision"), of: state, request: request, context: context, body: body)
    }
    guard let markdown = String(validating: body, as: UTF8.self) else {
      throw Refusal(.malformed, "not_utf8", "The draft is not UTF-8: save it as UTF-8 and send it again.")
    }
    return try await save(
      markdown, message: request.query("message"), base: try request.number("base_revision"),
      of: state, request: request, context: context, body: body)
  }

  @Sendable private func saveSection(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.draftJSONBytesMax)
    let fields = try Fields(body)
    let state = try await services.state(request, context)
    let section = try context.parameters.require("section")
    guard let index = state.sections.firstIndex(where: { $0.id == section }) else {
      throw Refusal.unknown("section", section)
    }
    var texts = try await services.ledger.texts(of: state.sections)
    let markdown = try fields.text("markdown")
    // What parted it from the next section goes on to part them.
    let gap = texts[index].hasSuffix("\n\n") ? "\n\n" : "\n"
    let isLast = index + 1 == texts.count
    texts[index] = isLast || markdown.hasSuffix(gap) ? markdown : markdown.trimmedEnd + gap
    return try await save(
      texts.joined(), message: try fields.optionalText("message"), base: try fields.optionalNumber("base_revision"),
      of: state, request: request, context: context, body: body)
  }

  private func save(
    _ markdown: String, message: String?, base: Int?, of state: DocumentState, request: Request,
    context: ServerContext, body: Data
  ) async throws -> Response {
    guard markdown.utf8.count <= BodyLimits.draftBytesMax else {
      throw Refusal(.tooLarge, "body_too_large", "A draft is at most \(BodyLimits.draftBytesMax) bytes.")
    }
    let ifMatch = try request.expectedVersion()
    guard let base = base ?? ifMatch.map({ _ in state.revision }) else {
      throw Refusal(
        .baseMissing, "base_missing", "Say which revision the draft is based on: base_revision, or If-Match.")
    }
    let draft = try await RecordBuilding(ledger: services.ledger, state: state)
      .nextDraft(markdown, message: message, source: DraftSource(kind: context.source))
    return try await services.write(
      .document(id: state.id, .saveDraft(draft.content, baseRevision: base)), request: request, context: context,
      body: body, texts: draft.texts
    ) { outcome in try Self.answer(outcome) }
  }

  private static func answer(_ outcome: Outcome) throws -> Answer {
    guard let state = outcome.document else { return .nothing }
    let changed = outcome.events.compactMap { recorded -> [String]? in
      if case .draftSaved(let saved) = recorded.event { saved.changedSections } else { nil }
    }.first
    let staled = outcome.events.compactMap { recorded -> Value? in
      guard case .verdictStaled(let staled) = recorded.event, let verdict = state.verdict(staled.verdict) else {
        return nil
      }
      return VerdictView.value(verdict).merging(["changed_sections": Value(staled.sections)])
    }
    var value: Value = [
      "revision": .int(state.revision), "version": .int(outcome.version), "seq": .int(Int(outcome.seq)),
      "staled": .array(staled), "changed_sections": Value(changed ?? []),
    ]
    if outcome.events.isEmpty { value = value.merging(["unchanged": true]) }
    return Answer(value, version: outcome.version)
  }

  @Sendable private func revisions(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    let id = try await services.documentID(context)
    let found = try await services.ledger.revisions(
      of: id, before: try page.place().map { Int($0) }, limit: page.limit)
    let next = found.count == page.limit ? found.last.map { String($0.saved.revision) } : nil
    let orphans = try await services.ledger.document(id)?.orphanedRevisions ?? []
    return Page.answer(try found.map { try view($0, orphans: orphans) }, next: next)
  }

  @Sendable private func revision(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try await services.documentID(context)
    let number = try context.parameters.require("number")
    guard let wanted = Int(number), let revision = try await services.ledger.revision(wanted, of: id),
      let sections = try await services.ledger.sections(of: id, revision: wanted)
    else { throw Refusal.unknown("revision", number) }
    let orphans = try await services.ledger.document(id)?.orphanedRevisions ?? []
    return .json(
      try view(revision, orphans: orphans).merging([
        "markdown": .string(try await services.ledger.markdown(of: sections)),
        "sections": .array(sections.map(Self.view)),
      ]))
  }

  private static func view(_ section: SectionRef) -> Value {
    [
      "id": .string(section.id), "title": .string(section.title), "level": .int(section.level),
      "digest": .string(section.digest),
    ]
  }

  /// `orphans` are the revisions whose commits their branch has no more.
  private func view(_ revision: RevisionRecord, orphans: Set<Int>) throws -> Value {
    let isOrphan = orphans.contains(revision.saved.revision)
    let source = try JSON.value(of: revision.saved.source)
    return [
      "revision": .int(revision.saved.revision), "actor": .string(revision.actor.id),
      "author": .string(revision.saved.author ?? revision.actor.id), "at": Value(revision.at),
      "message": Value(revision.saved.message), "source": isOrphan ? source.merging(["orphaned": true]) : source,
      "changed_sections": Value(revision.saved.changedSections), "seq": .int(Int(revision.seq)),
    ]
  }

  @Sendable private func diff(_ request: Request, _ context: ServerContext) async throws -> Response {
    let form = try request.choice("form", of: ["unified", "sections"])
    let state = try await services.state(request, context)
    let to = try request.number("to") ?? state.revision
    let from = try request.number("from") ?? max(1, to - 1)
    let (before, after) = (try await sections(from, of: state), try await sections(to, of: state))
    let (old, new) = (
      try await services.ledger.markdown(of: before), try await services.ledger.markdown(of: after)
    )
    guard form == "sections" else {
      return text(
        Differ.unified(from: old, to: new, fromName: "revision \(from)", toName: "revision \(to)"),
        "text/plain; charset=utf-8")
    }
    let changes = Differ.sections(
      from: ParsedDocument(old, previous: try await fingerprints(before)),
      to: ParsedDocument(new, previous: try await fingerprints(after)))
    return .json([
      "from": .int(from), "to": .int(to),
      "changes": .array(try changes.map { try JSON.value(of: $0) }),
    ])
  }

  private func fingerprints(_ sections: [SectionRef]) async throws -> [SectionFingerprint] {
    zip(sections, try await services.ledger.texts(of: sections)).map { section, text in
      SectionFingerprint(
        id: section.id, title: section.title, level: section.level, digest: section.digest, text: text)
    }
  }

  private func sections(_ number: Int, of state: DocumentState) async throws -> [SectionRef] {
    guard let sections = try await services.ledger.sections(of: state.id, revision: number) else {
      throw Refusal.unknown("revision", String(number))
    }
    return sections
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self[...]
    while let last = text.last, last.isNewline { text.removeLast() }
    return String(text)
  }
}

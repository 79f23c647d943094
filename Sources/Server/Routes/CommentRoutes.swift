import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// Comments and their threads.
struct CommentRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("documents/{id}/comments", use: list)
    group.post("documents/{id}/comments", use: add)
    group.patch("documents/{id}/comments/{comment}", use: edit)
    group.post("documents/{id}/comments/{comment}/resolution") { request, context in
      try await settle(request, context) { .resolveComment(id: $0) }
    }
    group.delete("documents/{id}/comments/{comment}/resolution") { request, context in
      try await settle(request, context) { .reopenComment(id: $0) }
    }
  }

  @Sendable private func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    let state = try await services.state(request, context)
    let start = Int(try page.place() ?? 0)
    let shown = state.comments.dropFirst(start).prefix(page.limit)
    let places = try await AnchorPlaces(services: services, state: state, comments: Array(shown))
    let next = start + shown.count < state.comments.count ? String(start + shown.count) : nil
    return Page.answer(shown.map { Self.view($0, place: places[$0.id]) }, next: next)
  }

  @Sendable private func add(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let state = try await services.state(request, context)
    let anchor = try await anchor(fields, state)
    let added = CommentAdded(
      comment: services.ledger.sources.newID("com"), body: try fields.text("body"), anchor: anchor,
      revision: state.revision, replyTo: try fields.optionalText("reply_to"))
    return try await services.change(request, context, body: body, .addComment(added), status: 201) { state in
      state.comment(added.comment).map { Self.view($0, place: nil) }
    }
  }

  /// The quoted words must stand in the section now; later they are followed.
  private func anchor(_ fields: Fields, _ state: DocumentState) async throws -> Anchor? {
    guard let members = try fields.optionalObject("anchor") else { return nil }
    let anchor = try Fields(.object(members), prefix: "anchor")
    let made = Anchor(
      section: try anchor.text("section"), quote: try anchor.optionalText("quote"),
      lineStart: try anchor.optionalNumber("line_start"), lineEnd: try anchor.optionalNumber("line_end"))
    guard let quote = made.quote, let section = state.sections.first(where: { $0.id == made.section }) else {
      return made
    }
    let text = try await services.ledger.texts(of: [section]).joined()
    guard !quote.isEmpty, text.contains(quote) else {
      throw Refusal.field("anchor.quote", "does not stand in section '\(made.section)' of revision \(state.revision).")
    }
    return made
  }

  @Sendable private func edit(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let id = try context.parameters.require("comment")
    let text = try Fields(body).text("body")
    return try await services.change(request, context, body: body, .editComment(id: id, body: text)) { state in
      state.comment(id).map { Self.view($0, place: nil) }
    }
  }

  private func settle(
    _ request: Request, _ context: ServerContext, _ command: (String) -> DocumentCommand
  ) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let id = try context.parameters.require("comment")
    return try await services.change(request, context, body: body, command(id)) { state in
      state.comment(id).map { Self.view($0, place: nil) }
    }
  }

  private static func view(_ comment: Comment, place: AnchorPlace?) -> Value {
    var value: Value = [
      "id": .string(comment.id), "author": .string(comment.author), "body": .string(comment.body),
      "revision": .int(comment.revision), "reply_to": Value(comment.replyTo), "resolved": .bool(comment.resolved),
      "resolved_by": Value(comment.resolvedBy), "created_at": Value(comment.createdAt),
      "edited_at": Value(comment.editedAt), "anchor": .null,
      "source": comment.source.map(HostSourceView.value) ?? .null,
    ]
    if let anchor = comment.anchor {
      let isOutdated = place?.isOutdated ?? false
      let start = place.map(\.lineStart) ?? anchor.lineStart
      let end = place.map(\.lineEnd) ?? anchor.lineEnd
      value = value.merging([
        "anchor": [
          "section": .string(place?.section ?? anchor.section), "quote": Value(anchor.quote),
          "line_start": start.map(Value.int) ?? .null, "line_end": end.map(Value.int) ?? .null,
          "outdated": .bool(isOutdated),
        ],
        "outdated": .bool(isOutdated),
      ])
    }
    return value
  }
}

/// Where the anchors of some comments are in the state's revision; each revision's words are read once.
struct AnchorPlaces {
  private var places: [String: AnchorPlace] = [:]

  init(services: ServerServices, state: DocumentState, comments: [Comment]) async throws {
    let anchored = comments.filter { $0.anchor != nil }
    guard !anchored.isEmpty else { return }
    let fingerprints = try await services.ledger.fingerprints(of: state)
    let current = ParsedDocument(fingerprints.map(\.text).joined(), previous: fingerprints)
    var revisions: [Int: ParsedDocument] = [state.revision: current]
    for comment in anchored {
      guard let anchor = comment.anchor else { continue }
      if revisions[comment.revision] == nil {
        let saved = try await services.ledger.sections(of: state.id, revision: comment.revision) ?? []
        let named = try await services.ledger.fingerprints(of: saved)
        revisions[comment.revision] = ParsedDocument(named.map(\.text).joined(), previous: named)
      }
      places[comment.id] = Anchors.locate(anchor, in: revisions[comment.revision] ?? current, to: current)
    }
  }

  subscript(_ id: String) -> AnchorPlace? { places[id] }
}

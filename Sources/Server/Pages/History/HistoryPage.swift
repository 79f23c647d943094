import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Workflow

/// Everything that happened to a document, and the document as it was at any moment of that.
struct HistoryPage {
  /// Events of one page.
  static let limit = 50
  /// Moments that can be chosen by name: the newest.
  private static let chosenMax = 200

  let services: ServerServices
  let api: InnerAPI

  func add(to group: RouterGroup<ServerContext>) {
    group.get("documents/{id}/history", use: show)
    group.get("documents/{id}/history/{seq}/proof", use: proof)
  }

  @Sendable private func show(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try await services.documentID(context)
    guard let now = try await services.ledger.document(id) else { throw Refusal.unknown("document", id) }
    let caller = try context.known()
    let words = try await PageWords(services)
    let sentences = EventSentences(names: words.names, subjects: EventSubjects(now))
    var model = DocumentHead(state: now, reader: caller.id, people: services.ledger.directory, words: words)
      .value(at: .history)
    let moment = try await moment(request, of: now)
    let chosen = try await services.ledger.events(
      ofDocument: id, types: HistoryKind.turningPoints, limit: Self.chosenMax)
    model = model.merging(
      MomentChoice(now: now, moment: moment, chosen: chosen, sentences: sentences).value())
    if let moment, let then = try await services.ledger.document(id, at: moment.position) {
      model = model.merging(["then": try await self.then(then, now, moment, words, sentences)])
    } else {
      model = model.merging([
        "timeline": try await timeline(request, now, words, sentences),
        "too_early": .bool(moment != nil), "then": .null,
      ])
    }
    return try await PageFrame(services: services, request: request, context: context)
      .answer("history", title: "History of " + now.title, at: .documents, model)
  }

  /// What `?step=`, a number of the document's own events, or `?at=`, a log position or a time, asks for.
  private func moment(_ request: Request, of now: DocumentState) async throws -> Moment? {
    if let step = try request.number("step") {
      let event = try await services.ledger.event(ofDocument: now.id, version: min(step, now.version))
      return event.map { Moment(position: $0.seq, time: $0.position.timestamp) }
    }
    guard let at = request.query("at"), !at.isEmpty else { return nil }
    return Moment(position: try await services.position(at), time: try await services.moment(request))
  }

  private func then(
    _ then: DocumentState, _ now: DocumentState, _ moment: Moment, _ words: PageWords, _ sentences: EventSentences
  ) async throws -> Value {
    // Not kept: what was erased since must not be found again in what was set before.
    let fingerprints = try await services.ledger.fingerprints(of: then)
    let parsed = ParsedDocument(fingerprints.map(\.text).joined(), previous: fingerprints)
    let parts = SectionHtml.parts(of: parsed, sections: then.sections.map(\.id))
    let event = try await services.ledger.event(at: then.seq)
    return MomentModel(
      then: then, now: now, moment: moment, event: event,
      approvals: services.ledger.liveApprovals(in: then, at: moment.time), parts: parts, words: words,
      sentences: sentences
    ).value()
  }

  private func timeline(
    _ request: Request, _ now: DocumentState, _ words: PageWords, _ sentences: EventSentences
  ) async throws -> Value {
    let kind = try HistoryKind(asked: request.query("show"))
    let before = try request.query("before").map { _ in try request.number("before") ?? 0 }
    let found = try await services.ledger.events(
      ofDocument: now.id, before: before, types: kind.types, limit: Self.limit + 1)
    return TimelineModel(
      now: now, events: Array(found.prefix(Self.limit)), hasMore: found.count > Self.limit, isFirst: before == nil,
      kind: kind, key: services.ledger.verifierKey, words: words, sentences: sentences
    ).value()
  }

  /// Everything that proves one event of the document, with what to check it by.
  @Sendable private func proof(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try await services.documentID(context)
    let text = try context.parameters.require("seq")
    guard let seq = Int64(text), let event = try await services.ledger.event(at: seq), event.document == id else {
      throw Refusal.unknown("event", text)
    }
    let name = "proof-\(seq).json"
    let file = try await api.get("log/proof/file?seq=\(seq)", context)
    let key = services.ledger.verifierKey.map { "\($0)" } ?? "KEY"
    let whole = file.merging(["check": .string(ProofCheck.command(file: name, key: key))])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
    headers[.contentDisposition] = "attachment; filename=\"\(name)\""
    return Response(
      status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(whole))))
  }
}

/// How a proof is checked by whoever holds it, without this server.
enum ProofCheck {
  static func command(file: String, key: String) -> String { "countersign verify --proof \(file) --key '\(key)'" }
}

/// A moment of a document's history.
struct Moment {
  /// In the log: what came after it is not seen.
  let position: Int64
  let time: Timestamp
}

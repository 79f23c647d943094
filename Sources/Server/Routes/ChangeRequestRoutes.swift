import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Workflow

/// Change requests at git hosts, and what merging them would come to.
struct ChangeRequestRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("connections/{id}/change-requests", use: list)
    group.get("connections/{id}/change-requests/{number}", use: show)
    group.get("connections/{id}/change-requests/{number}/diff", use: diff)
  }

  @Sendable private func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    let connection = try await services.connection(context).created.connection
    let page = try Page(request)
    let found = try await services.ledger.changeRequests(
      of: connection, before: try page.place().map { Int($0) }, limit: page.limit)
    return Page.answer(
      found.map(ConnectionView.request), next: found.count == page.limit ? found.last.map { "\($0.number)" } : nil)
  }

  @Sendable private func show(_ request: Request, _ context: ServerContext) async throws -> Response {
    let (connection, found) = try await found(context)
    return .json(try await ChangeRequestView(services: services, connection: connection, request: found).value())
  }

  private func found(_ context: ServerContext) async throws -> (ConnectionCreated, ChangeRequestRecord) {
    let connection = try await services.connection(context).created
    let text = try context.parameters.require("number")
    guard let number = Int(text),
      let found = try await services.ledger.changeRequest(number, of: connection.connection)
    else { throw Refusal.unknown("change_request", text) }
    return (connection, found)
  }

  /// Each document's words as they stand beside what they would be, as a unified diff.
  @Sendable private func diff(_ request: Request, _ context: ServerContext) async throws -> Response {
    let (connection, found) = try await found(context)
    var text = ""
    for candidate in try await CandidateBuilding(ledger: services.ledger, connection: connection, request: found)
      .candidates()
    {
      let before = try await candidate.present.asyncMap { try await services.ledger.markdown(of: $0.sections) }
      text += Differ.unified(
        from: before ?? "", to: candidate.draft.markdown, fromName: "a/\(candidate.path)",
        toName: "b/\(candidate.path)")
    }
    return Response(
      status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}

/// One change request with all that is known of it.
private struct ChangeRequestView {
  let services: ServerServices
  let connection: ConnectionCreated
  let request: ChangeRequestRecord
  private var ledger: Ledger { services.ledger }

  func value() async throws -> Value {
    let checks = try await ledger.checks(ofChangeRequest: request.number, of: request.connection)
    var value = ConnectionView.request(request).merging([
      "author": ConnectionView.actor(
        request.author, user: try await ledger.user(of: request.author, at: connection)),
      "reviews": .array(try await reviews()),
      "checks": .array(checks.filter { $0.head == request.head }.map(ConnectionView.check)),
    ])
    if request.state == .open {
      let candidates = try await CandidateBuilding(ledger: ledger, connection: connection, request: request)
        .candidates()
      value = value.merging(["documents": .array(try candidates.map(document))])
    }
    return value
  }

  private func reviews() async throws -> [Value] {
    var shown: [Value] = []
    for review in try await ledger.reviews(ofChangeRequest: request.number, of: request.connection) {
      let user = try await ledger.user(of: review.reviewer, at: connection)
      shown.append([
        "id": .string(review.review), "reviewer": ConnectionView.actor(review.reviewer, user: user),
        "outcome": .string(review.outcome.rawValue), "commit": .string(review.commit),
        "inferred": .bool(review.isInferred), "note": Value(review.note), "at": Value(review.at),
      ])
    }
    return shown
  }

  /// The document as it would be after.
  private func document(_ found: DocumentCandidate) throws -> Value {
    let candidate = found.candidate
    let passed = candidate.passed.map { passed -> Value in
      [
        "review": .string(passed.review.source.id), "user": Value(passed.review.user),
        "code": .string(passed.refusal.code), "detail": .string(passed.refusal.detail),
      ]
    }
    return [
      "path": .string(found.path), "document": Value(found.present?.id), "title": .string(candidate.state.title),
      "status": .string(candidate.state.status.rawValue), "stage": .string(candidate.state.stage),
      "gate": candidate.gates.compactMap(\.gate).first.map(GateView.tree) ?? .null,
      "would_stale": .array(
        candidate.staled.map {
          ["verdict": .string($0.verdict), "role": .string($0.role), "sections": Value($0.sections)]
        }),
      "verdicts": .array(candidate.state.verdicts.filter { $0.state == .live }.map(VerdictView.value)),
      "passed_over": .array(passed),
      "changed_sections": Value(changed(found)),
      "lint": [
        "complete": .bool(found.lint.isEmpty),
        "findings": .array(try found.lint.map { try JSON.value(of: $0) }),
      ],
    ]
  }

  private func changed(_ found: DocumentCandidate) -> [String] {
    let before = Dictionary(
      (found.present?.sections ?? []).map { ($0.id, $0.digest) }, uniquingKeysWith: { first, _ in first })
    return found.candidate.state.sections.filter { before[$0.id] != $0.digest }.map(\.title)
  }
}

import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// Submission, comments, checklists, questions, verdicts and obligations.
struct ReviewRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.post("documents/{id}/submission") { request, context in
      try await change(request, context, .requestReview)
    }
    group.delete("documents/{id}/submission") { request, context in
      try await change(request, context, .withdrawReview(reason: nil))
    }
    group.post("documents/{id}/deprecation") { request, context in
      try await change(request, context) { .deprecate(reason: try $0.text("reason")) }
    }
    group.post("documents/{id}/reopening") { request, context in
      try await change(request, context) { .reopen(reason: try $0.text("reason")) }
    }
    group.post("documents/{id}/reviewers") { request, context in
      try await change(request, context) { .addReviewers(try ReviewerRequest.one($0)) }
    }
    group.post("documents/{id}/reviews") { request, context in
      try await change(request, context) { fields in
        .commentOnly(
          role: try fields.optionalText("role"), note: try fields.optionalText("note"),
          revision: try fields.number("revision"))
      }
    }
    group.post("documents/{id}/turn", use: handOver)
    group.put("documents/{id}/checklists/{item}", use: mark)
    group.put("documents/{id}/questions/{question}", use: answer)
    group.post("documents/{id}/verdicts", use: giveVerdict)
    group.delete("documents/{id}/verdicts/{verdict}", use: withdrawVerdict)
    group.post("documents/{id}/obligations/{obligation}/verification", use: verify)
  }

  /// A change whose body may be empty.
  private func change(
    _ request: Request, _ context: ServerContext, _ command: DocumentCommand
  ) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    return try await services.change(request, context, body: body, command)
  }

  private func change(
    _ request: Request, _ context: ServerContext, _ command: (Fields) throws -> DocumentCommand
  ) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    return try await services.change(request, context, body: body, try command(try Fields(body)))
  }

  @Sendable private func mark(_ request: Request, _ context: ServerContext) async throws -> Response {
    let item = try context.parameters.require("item")
    return try await change(request, context) { fields in
      .markChecklist(
        item: item, verdict: try fields.choice("verdict", of: ChecklistMark.Verdict.self),
        note: try fields.optionalText("note"))
    }
  }

  @Sendable private func answer(_ request: Request, _ context: ServerContext) async throws -> Response {
    let question = try context.parameters.require("question")
    return try await change(request, context) { fields in
      .answerQuestion(
        question: question, decision: try fields.text("decision"), rationale: try fields.optionalText("rationale"))
    }
  }

  @Sendable private func giveVerdict(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let sources = services.ledger.sources
    let id = sources.newID("ver")
    var obligations: [Obligation] = []
    for obligation in try fields.list("obligations") {
      obligations.append(
        Obligation(
          id: sources.newID("obl"), section: try obligation.text("section"), text: try obligation.text("text"),
          verifier: try obligation.optionalText("verifier"), due: try obligation.time("due")?.date))
    }
    let verdict = VerdictRequest(
      id: id, role: try fields.optionalText("role") ?? KnownRole.reviewer,
      outcome: try fields.choice("outcome", of: VerdictGiven.Outcome.self), note: try fields.optionalText("note"),
      revision: try fields.number("revision"), obligations: obligations,
      onBehalfOf: try fields.optionalText("on_behalf_of"))
    return try await services.change(request, context, body: body, .giveVerdict(verdict), status: 201) { state in
      state.verdict(id).map(VerdictView.value)
    }
  }

  /// From the caller, or from whom the owner or an admin names.
  @Sendable private func handOver(_ request: Request, _ context: ServerContext) async throws -> Response {
    let caller = try context.known()
    return try await change(request, context) { fields in
      .handOver(
        from: try fields.optionalText("from") ?? caller.id, to: try fields.text("to"),
        note: try fields.optionalText("note"))
    }
  }

  @Sendable private func withdrawVerdict(_ request: Request, _ context: ServerContext) async throws -> Response {
    try await change(request, context, .withdrawVerdict(id: try context.parameters.require("verdict")))
  }

  @Sendable private func verify(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try context.parameters.require("obligation")
    return try await change(request, context) { fields in
      .verifyObligation(id: id, revision: try fields.number("revision"), note: try fields.optionalText("note"))
    }
  }
}

extension ServerServices {
  /// One command on the document in the path; answers with where the document now stands.
  func change(
    _ request: Request, _ context: ServerContext, body: Data, _ command: DocumentCommand, status: Int = 200,
    shows: @escaping @Sendable (DocumentState) -> Value? = { _ in nil }
  ) async throws -> Response {
    let id = try await documentID(context)
    return try await write(.document(id: id, command), request: request, context: context, body: body) { outcome in
      guard let state = outcome.document else { return .nothing }
      return Answer(
        (shows(state) ?? .object([:])).merging(DocumentStanding.value(state, outcome)), status: status,
        version: outcome.version)
    }
  }
}

/// Where a document stands after a write.
enum DocumentStanding {
  static func value(_ state: DocumentState, _ outcome: Outcome) -> [String: Value] {
    [
      "document": .string(state.id), "status": .string(state.status.rawValue), "stage": .string(state.stage),
      "document_revision": .int(state.revision), "version": .int(outcome.version), "seq": .int(Int(outcome.seq)),
    ]
  }
}

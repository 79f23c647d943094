import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// Gates: how they stand, how they would stand, and passing over a rule.
struct GateRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("documents/{id}/gate", use: gate)
    group.post("documents/{id}/gate/what-if", use: whatIf)
    group.post("documents/{id}/gate/override", use: override)
  }

  @Sendable private func gate(_ request: Request, _ context: ServerContext) async throws -> Response {
    let state = try await services.state(request, context)
    guard let gate = Gate.current(of: state, in: services.ledger.gateContext(of: state)) else {
      throw Refusal.unknown("gate", state.stage)
    }
    var response = Response.json(GateView.tree(gate))
    response.headers[.eTag] = "\"\(state.version)\""
    return response
  }

  /// Whoever may read may ask; the answer is as if they saved the draft themselves.
  @Sendable private func whatIf(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.draftJSONBytesMax)
    let markdown = try Fields(body).text("markdown")
    let state = try await services.state(request, context)
    let outcome = try await services.whatIf(markdown, on: state, context)
    return .json(try outcome.value())
  }

  @Sendable private func override(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    return try await services.change(
      request, context, body: body,
      .override(rule: try fields.text("rule"), reason: try fields.text("reason")), status: 201
    ) { state in
      state.overrides.last.map(GateView.override)
    }
  }
}

extension ServerServices {
  /// What it would bring about if the caller saved these words.
  func whatIf(_ markdown: String, on state: DocumentState, _ context: ServerContext) async throws -> WhatIfView {
    guard markdown.utf8.count <= BodyLimits.draftBytesMax else {
      throw Refusal(.tooLarge, "body_too_large", "A draft is at most \(BodyLimits.draftBytesMax) bytes.")
    }
    let draft = try await RecordBuilding(ledger: ledger, state: state)
      .nextDraft(markdown, message: nil, source: DraftSource(kind: context.source))
    let gate = ledger.gateContext(of: state)
    let decision = DecisionContext(
      actor: try context.known().actor, now: gate.now, people: gate.people, project: gate.project)
    let outcome = try WhatIf.saving(draft.content, on: state, context: decision)
    let lint = Linter.findings(
      in: ParsedDocument(markdown), answered: Set(state.decisions.keys),
      definition: try await ledger.definition(of: state))
    return WhatIfView(outcome: outcome, lint: lint)
  }
}

/// What saving would bring about, as the API shows it.
struct WhatIfView {
  let outcome: WhatIf
  let lint: [LintFinding]

  func value() throws -> Value {
    let state = outcome.state
    let staled = outcome.staled.compactMap { staled -> Value? in
      state.verdict(staled.verdict).map {
        VerdictView.value($0).merging(["changed_sections": Value(staled.sections)])
      }
    }
    let restored = outcome.restored.compactMap { state.verdict($0.verdict).map(VerdictView.value) }
    let blocking = (outcome.gate?.blocking ?? []).map { finding in
      GateView.finding(finding).merging(["new": .bool(outcome.newlyBlocking.contains(finding.rule))])
    }
    return [
      "would_stale": .array(staled), "would_restore": .array(restored), "would_block": .array(blocking),
      "gate": outcome.gate.map(GateView.tree) ?? .null, "status": .string(state.status.rawValue),
      "stage": .string(state.stage), "revision": .int(state.revision),
      "lint": ["complete": .bool(lint.isEmpty), "findings": .array(try lint.map { try JSON.value(of: $0) })],
    ]
  }
}

import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// Workflows, and moving documents between them.
struct WorkflowRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("workflows", use: workflows)
    group.get("workflows/{name}", use: workflow)
    group.put("workflows/{name}", use: publish)
    group.post("documents/{id}/workflow", use: move)
  }

  @Sendable private func workflows(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    let found = try await services.ledger.workflows(after: page.cursor, limit: page.limit)
    let items: [Value] = found.map { record in
      [
        "name": .string(record.policy.name), "version": .int(record.policy.version),
        "description": Value(record.policy.description), "stages": Value(record.policy.stages.map(\.name)),
        "created_at": Value(record.createdAt),
      ]
    }
    return Page.answer(items, next: found.count == page.limit ? found.last?.policy.name : nil)
  }

  @Sendable private func workflow(_ request: Request, _ context: ServerContext) async throws -> Response {
    let name = try context.parameters.require("name")
    let version = try request.publishedVersion()
    guard let record = try await services.ledger.workflow(name, version: version) else {
      throw Refusal.unknown("workflow", version.map { "\(name), version \($0)" } ?? name)
    }
    return .json(try Self.view(record.policy, yaml: record.yaml, createdAt: record.createdAt))
  }

  @Sendable private func publish(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let name = try Slug.check(try context.parameters.require("name"), field: "name")
    let yaml = try YamlBody.text(body)
    let policy = try Self.policy(yaml, named: name)
    let text = StoredText(digest: Digests.sha256Hex(yaml), body: Data(yaml.utf8))
    let before = try await services.ledger.workflow(name)
    return try await services.write(
      .registry(.publishWorkflow(WorkflowPublished(name: name, version: 0, policy: policy, text: text.digest))),
      request: request, context: context, body: body, texts: [text]
    ) { outcome in
      let published = outcome.events.first
      // One event a version.
      let view = try Self.view(
        policy.numbered(outcome.version), yaml: yaml,
        createdAt: published?.position.timestamp ?? before?.createdAt ?? Timestamp(milliseconds: 0))
      return Answer(
        view.merging(["unchanged": .bool(published == nil), "seq": .int(Int(outcome.seq))]),
        status: published == nil ? 200 : 201, location: "/api/v1/workflows/\(name)", version: outcome.version)
    }
  }

  private static func policy(_ yaml: String, named name: String) throws(Refusal) -> Policy {
    do { return try Policy(yaml: yaml, named: name) } catch { throw YamlBody.refusal("invalid_workflow", error) }
  }

  private static func view(_ policy: Policy, yaml: String, createdAt: Timestamp) throws -> Value {
    [
      "name": .string(policy.name), "version": .int(policy.version), "description": Value(policy.description),
      "calendar": try policy.calendar.map { try JSON.value(of: $0) } ?? .null,
      "stages": try JSON.value(of: policy.stages), "yaml": .string(yaml), "created_at": Value(createdAt),
    ]
  }

  @Sendable private func move(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let name = try fields.text("workflow")
    let version = try fields.optionalNumber("version")
    guard let workflow = try await services.ledger.workflow(name, version: version) else {
      throw Refusal.field(
        version == nil ? "workflow" : "version",
        "there is no workflow '\(name)'\(version.map { ", version \($0)" } ?? ""): GET /workflows lists them.")
    }
    let command = DocumentCommand.changeWorkflow(workflow.policy, reason: try fields.optionalText("reason"))
    let id = try await services.documentID(context)
    return try await services.write(
      .document(id: id, command), request: request, context: context, body: body
    ) { outcome in
      guard let state = outcome.document else { return .nothing }
      let moved: Value = [
        "workflow": .string(state.policy.name), "workflow_version": .int(state.policy.version),
        "unchanged": .bool(outcome.events.isEmpty), "surviving": Value(Self.surviving(outcome, state)),
        "staled": Value(Self.staled(outcome)),
      ]
      return Answer(
        moved.merging(DocumentStanding.value(state, outcome)), version: outcome.version)
    }
  }

  /// The verdicts that still count; where nothing was moved, all that did.
  private static func surviving(_ outcome: Outcome, _ state: DocumentState) -> [String] {
    for case .documentWorkflowChanged(let changed) in outcome.events.map(\.event) { return changed.surviving }
    return state.verdicts.filter { $0.state == .live }.map(\.id)
  }

  private static func staled(_ outcome: Outcome) -> [String] {
    outcome.events.compactMap { if case .verdictStaled(let staled) = $0.event { staled.verdict } else { nil } }
  }
}

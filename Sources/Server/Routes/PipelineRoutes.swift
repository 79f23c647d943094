import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// Pipelines as data: read by everybody, published by admins.
struct PipelineRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("pipelines", use: list)
    group.get("pipelines/{name}", use: show)
    group.put("pipelines/{name}", use: publish)
  }

  @Sendable private func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    let found = try await services.ledger.pipelines(after: page.cursor, limit: page.limit)
    return Page.answer(
      found.map { PipelineView.value($0.pipeline).merging(["created_at": Value($0.createdAt)]) },
      next: found.count == page.limit ? found.last?.pipeline.name : nil)
  }

  /// The latest version, or the one of `?version=`.
  @Sendable private func show(_ request: Request, _ context: ServerContext) async throws -> Response {
    let name = try context.parameters.require("name")
    guard let record = try await services.ledger.pipeline(name, version: try request.publishedVersion()) else {
      throw Refusal.unknown("pipeline", name)
    }
    var response = Response.json(
      PipelineView.value(record.pipeline).merging([
        "yaml": .string(record.yaml), "seq": .int(Int(record.seq)), "created_at": Value(record.createdAt),
      ]))
    response.headers[.eTag] = "\"\(record.pipeline.version)\""
    return response
  }

  /// 201 with the new version, or 200 where it says what the latest says.
  @Sendable private func publish(_ request: Request, _ context: ServerContext) async throws -> Response {
    let name = try context.parameters.require("name")
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let yaml = try YamlBody.text(body)
    let pipeline = try Self.pipeline(yaml)
    guard pipeline.name == name else {
      throw Refusal.field("name", "names itself '\(pipeline.name)': put it to /pipelines/\(pipeline.name).")
    }
    try await check(pipeline)
    let latest = try await services.ledger.pipeline(name)?.pipeline.version ?? 1
    let text = StoredText(digest: Digests.sha256Hex(yaml), body: Data(yaml.utf8))
    return try await services.write(
      .registry(
        .publishPipeline(PipelinePublished(name: name, version: 0, pipeline: pipeline, text: text.digest))),
      request: request, context: context, body: body, texts: [text]
    ) { outcome in
      let published = pipeline.numbered(outcome.events.first.map(Self.version) ?? latest)
      return Answer(
        PipelineView.value(published).merging([
          "yaml": .string(yaml), "unchanged": .bool(outcome.events.isEmpty), "seq": .int(Int(outcome.seq)),
        ]),
        status: outcome.events.isEmpty ? 200 : 201, location: "/api/v1/pipelines/\(name)", version: outcome.version)
    }
  }

  private static func pipeline(_ yaml: String) throws(Refusal) -> Pipeline {
    do { return try Pipeline(yaml: yaml) } catch { throw YamlBody.refusal("invalid_pipeline", error) }
  }

  /// What it names must be there when it is published.
  private func check(_ pipeline: Pipeline) async throws {
    for (index, step) in pipeline.steps.enumerated() {
      if try await services.ledger.template(step.template) == nil {
        throw Refusal.field(
          "steps[\(index)].template", "there is no template '\(step.template)': publish it with POST /templates.")
      }
      if let workflow = step.workflow, try await services.ledger.workflow(workflow) == nil {
        throw Refusal.field(
          "steps[\(index)].workflow",
          "there is no workflow '\(workflow)': publish it with PUT /workflows/\(workflow).")
      }
    }
  }

  private static func version(_ recorded: RecordedEvent) -> Int {
    if case .pipelinePublished(let published) = recorded.event { published.version } else { 1 }
  }
}

enum PipelineView {
  static func value(_ pipeline: Pipeline) -> Value {
    [
      "name": .string(pipeline.name), "version": .int(pipeline.version), "title": .string(pipeline.title),
      "steps": .array(
        pipeline.steps.map { step in
          [
            "number": .int(step.number), "name": .string(step.name), "title": .string(step.title),
            "template": .string(step.template), "workflow": Value(step.workflow), "requires": Value(step.requires),
          ]
        }),
    ]
  }
}

import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// Templates.
struct RegistryRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("templates", use: templates)
    group.post("templates", use: publishTemplate)
    group.get("templates/{name}", use: template)
    group.post("templates/{name}/preview", use: preview)
  }

  @Sendable private func publishTemplate(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.draftJSONBytesMax)
    let fields = try Fields(body)
    let name = try Slug.check(try fields.text("name"), field: "name")
    let markdown = try fields.text("markdown")
    guard !markdown.trimmed.isEmpty, markdown.utf8.count <= BodyLimits.draftBytesMax else {
      throw Refusal.field("markdown", "must be text of at most \(BodyLimits.draftBytesMax) bytes.")
    }
    let yaml = try fields.optionalText("definition")
    let findings = Recogniser.findings(in: ParsedDocument(markdown), definition: try yaml.map(Self.definition))
    let texts = [markdown, yaml].compactMap { $0 }.map {
      StoredText(digest: Digests.sha256Hex($0), body: Data($0.utf8))
    }
    let latest = try await services.ledger.template(name)?.version ?? 1
    return try await services.write(
      .registry(
        .publishTemplate(
          TemplatePublished(
            name: name, version: 0, text: texts[0].digest, definition: texts.dropFirst().first?.digest))),
      request: request, context: context, body: body, texts: texts
    ) { outcome in
      let version = outcome.events.first.map { Self.version($0) } ?? latest
      let view = try RegistryViews.template(name, version: version, markdown: markdown, findings: findings)
      return Answer(
        view.merging(["seq": .int(Int(outcome.seq))]), status: 201, location: "/api/v1/templates/\(name)",
        version: outcome.version)
    }
  }

  private static func definition(_ yaml: String) throws -> TemplateDefinition {
    do { return try TemplateDefinition(yaml: yaml) } catch {
      throw Refusal.field("definition", "line \(error.line): \(error.message)")
    }
  }

  private static func version(_ recorded: RecordedEvent) -> Int {
    if case .templatePublished(let published) = recorded.event { published.version } else { 1 }
  }

  @Sendable private func templates(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    let found = try await services.ledger.templates(after: page.cursor, limit: page.limit)
    let items: [Value] = found.map {
      ["name": .string($0.name), "version": .int($0.version), "created_at": Value($0.createdAt)]
    }
    return Page.answer(items, next: found.count == page.limit ? found.last?.name : nil)
  }

  private func record(_ context: ServerContext) async throws -> TemplateRecord {
    let name = try context.parameters.require("name")
    guard let template = try await services.ledger.template(name) else { throw Refusal.unknown("template", name) }
    return template
  }

  @Sendable private func template(_ request: Request, _ context: ServerContext) async throws -> Response {
    let template = try await record(context)
    let findings = Recogniser.findings(
      in: ParsedDocument(template.markdown), definition: template.parsedDefinition)
    return .json(
      try RegistryViews.template(
        template.name, version: template.version, markdown: template.markdown, findings: findings
      ).merging(["markdown": .string(template.markdown), "definition": Value(template.definition)]))
  }

  @Sendable private func preview(_ request: Request, _ context: ServerContext) async throws -> Response {
    let template = try await record(context)
    let fields = try Fields(try await request.body(upTo: BodyLimits.otherBytesMax))
    let text = try DocumentOpening.render(
      template: template.markdown, named: template.name, title: try fields.optionalText("title") ?? "Untitled",
      variables: try fields.optionalObject("variables") ?? [:],
      configuration: try fields.optionalObject("configuration") ?? [:], definition: template.parsedDefinition)
    if request.headers[.accept]?.contains("text/markdown") == true {
      return Response(
        status: .ok, headers: [.contentType: "text/markdown; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: text.markdown)))
    }
    return .json([
      "markdown": .string(text.markdown), "conditionals": .array(try text.decisions.map { try JSON.value(of: $0) }),
    ])
  }
}

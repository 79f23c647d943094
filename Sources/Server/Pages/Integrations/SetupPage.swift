import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// How a tool is connected, step by step, with the form at the end; what is made shows its secret once.
struct SetupPage {
  private static let endpointForm = PageForm(
    "integrations/endpoints", .post, "endpoints", ["event_types": .texts, "projects": .texts])
  private static let connectionForm = PageForm(
    "integrations/connections", .post, "connections",
    [
      "paths": .texts, "settings.check": .flag, "settings.history": .flag, "settings.reconcile_minutes": .number,
    ])

  let services: ServerServices
  let api: InnerAPI

  func add(to group: RouterGroup<ServerContext>) {
    group.get("integrations/endpoints/new") { request, context in
      let guide = try Self.endpoint(request.query("kind"))
      return try await page(guide, isEndpoint: true, request, context)
    }
    group.get("integrations/connections/new") { request, context in
      let guide = try Self.connection(request.query("host"))
      return try await page(guide, isEndpoint: false, request, context)
    }
    group.post("integrations/endpoints") { request, context in
      try await make(Self.endpointForm, isEndpoint: true, request, context)
    }
    group.post("integrations/connections") { request, context in
      try await make(Self.connectionForm, isEndpoint: false, request, context)
    }
  }

  private static func endpoint(_ kind: String?) throws(Refusal) -> SetupGuide {
    guard let guide = SetupGuide.endpoint(kind ?? "webhook") else {
      throw Refusal.unknown("kind of endpoint", kind ?? "")
    }
    return guide
  }

  private static func connection(_ host: String?) throws(Refusal) -> SetupGuide {
    guard let guide = SetupGuide.hosts.first(where: { $0.kind == host ?? "github" }) else {
      throw Refusal.unknown("kind of host", host ?? "")
    }
    return guide
  }

  private func page(
    _ guide: SetupGuide, isEndpoint: Bool, _ request: Request, _ context: ServerContext, typed: FormCoding? = nil,
    problem: Problem? = nil
  ) async throws -> Response {
    let common = SetupFields(typed: typed, problem: problem)
    let members =
      isEndpoint
      ? common.endpoint(usual: services.endpointKinds.traits(of: guide.kind)?.defaultEventTypes ?? [])
      : common.connection(
        projects: try await projects(context),
        templates: try await services.ledger.templates(after: nil, limit: Page.limitMax).map(\.name),
        workflows: try await services.ledger.workflows(after: nil, limit: Page.limitMax).map(\.policy.name))
    let model = guide.value(typed: typed, problem: problem).merging(members).merging([
      "endpoint": .bool(isEndpoint), "action": .string("/integrations/" + (isEndpoint ? "endpoints" : "connections")),
    ])
    return try await PageFrame(services: services, request: request, context: context)
      .answer("setup", title: guide.title, at: .integrations, model, status: problem?.status ?? .ok)
  }

  private func projects(_ context: ServerContext) async throws -> [String] {
    try await services.ledger.projects(after: nil, limit: Page.limitMax, hidden: try services.hidden(from: context))
      .map(\.opened.slug)
  }

  /// Makes it and shows what is shown once; where it is refused, the guide comes back with what was typed.
  private func make(
    _ form: PageForm, isEndpoint: Bool, _ request: Request, _ context: ServerContext
  ) async throws -> Response {
    let sent = try FormCoding(try await request.body(upTo: BodyLimits.otherBytesMax))
    try context.pageForm.check(sent[PageFormSeal.field])
    let guide = isEndpoint ? try Self.endpoint(sent["kind"]) : try Self.connection(sent["host"])
    do {
      let body = try form.body(of: sent)
      // The same page sent twice makes one; what was mended on it is another request.
      let key = sent[PageFormSeal.onceField].map { "\($0.prefix(100)) \(body.json.sha256Hexadecimal.prefix(32))" }
      let made = try await api.send(form.method, form.target, body: body, key: key, in: context).value
      return try await shown(made, guide, isEndpoint: isEndpoint, request, context)
    } catch let error where Problem(error).status.kind == .clientError {
      return try await page(
        guide, isEndpoint: isEndpoint, request, context, typed: sent, problem: Problem(error))
    }
  }

  private func shown(
    _ made: Value, _ guide: SetupGuide, isEndpoint: Bool, _ request: Request, _ context: ServerContext
  ) async throws -> Response {
    let place = isEndpoint ? "endpoints" : "connections"
    let model: Value = [
      "heading": .string("\(guide.title) is connected"), "name": made["name"] ?? .null,
      "secret": made["secret"] ?? .null, "hook_url": made["hook_url"] ?? .null, "until": .null,
      "steps": isEndpoint ? .null : .array(guide.ways.flatMap { $0.steps.dropFirst(2).map(Value.string) }),
      "href": .string("/integrations/\(place)/\(made["id"]?.string ?? "")"), "endpoint": .bool(isEndpoint),
      "id": made["id"] ?? .null,
    ]
    return try await PageFrame(services: services, request: request, context: context)
      .answer("secret", title: "\(guide.title) is connected", at: .integrations, model)
  }
}

/// The fields that every endpoint and every connection has.
struct SetupFields {
  typealias Field = SetupGuide.Field
  let typed: FormCoding?
  let problem: Problem?

  func endpoint(usual types: [String]) -> [String: Value] {
    let usual = types.joined(separator: ", ")
    return [
      "first": fields([Field("name", "Name", hint: "How it is called here, such as “Architecture channel”.")]),
      "more": fields([
        Field(
          "event_types", "Events", hint: "With commas between; verdict.* is a family, * all. Left empty: \(usual)."),
        Field("projects", "Projects", hint: "Their slugs, with commas between. Left empty: all."),
      ]),
    ]
  }

  func connection(projects: [String], templates: [String], workflows: [String]) -> [String: Value] {
    [
      "first": fields([Field("name", "Name", hint: "How it is called here; the repository's where it is left empty.")]),
      "more": fields([
        Field("branch", "Branch", value: "main"),
        Field("paths", "Watched files", hint: "Patterns, with commas between.", value: "**/*.md"),
        Field("project", "Project of new documents", choices("None", projects)),
        Field("template", "Template of new documents", choices("None", templates)),
        Field("workflow", "Workflow of new documents", choices("The usual one", workflows)),
        Field("settings.check", "Gate as a check", .choice([("true", "Set it"), ("false", "Do not set it")])),
        Field(
          "settings.comments", "Comments of change requests",
          .choice([("in", "Take them in"), ("both", "Take them in, and send ours"), ("none", "Leave them alone")])),
        Field(
          "settings.write_back", "Approved records",
          .choice([
            ("none", "Do not write them back"), ("change_request", "Write them back by a change request"),
            ("direct", "Write them to the branch"),
          ])),
        Field(
          "settings.history", "First import",
          .choice([("true", "All that each file has been"), ("false", "What each file is now")])),
        Field("secret", "Secret", .secret, hint: "Left empty, one is made. Only where the host makes its own."),
      ]),
    ]
  }

  private func choices(_ none: String, _ names: [String]) -> Field.Kind {
    .choice([("", none)] + names.map { ($0, $0) })
  }

  private func fields(_ fields: [Field]) -> Value {
    .array(fields.map { $0.value(typed: typed, problem: problem) })
  }
}

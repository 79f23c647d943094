import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// What `POST /documents` asks for, made into an opened document and its first draft.
struct DocumentOpeningRequest {
  struct Built {
    let id: String
    let opened: DocumentOpened
    let draft: DraftBuilding
    /// What is agreed with the reviewers who are not optional.
    let terms: [ReviewerAdded]
  }

  let fields: Fields
  let services: ServerServices
  let caller: Caller
  /// Where the first draft comes from.
  var source = "api"

  func build() async throws -> Built {
    let name = try fields.text("template")
    let title = try fields.text("title")
    guard let template = try await services.ledger.template(name) else {
      throw Refusal.field("template", "there is no template '\(name)': register it with POST /templates.")
    }
    let definition = template.parsedDefinition
    let project = try await project()
    let step = try step(of: project, template: name)
    let policy = try await policy(for: step)
    let text = try DocumentOpening.render(
      template: template.markdown, named: name, title: title,
      variables: try variables(project), configuration: project?.opened.configuration ?? [:],
      definition: definition)
    let findings = Recogniser.findings(in: ParsedDocument(text.markdown), definition: definition)
    let roles = findings.signOffRoles.map(\.role)
    let id = services.ledger.sources.newID("doc")
    let reviewers = try ReviewerRequest.list(fields)
    let opened = DocumentOpened(
      title: title, slug: DraftBuilding.slug(title: title, id: id), project: project?.opened.slug, template: name,
      templateVersion: template.version, policy: policy.expanded(with: roles), signOffRoles: roles,
      owner: try fields.optionalText("owner") ?? caller.id, reviewers: reviewers.map(\.user),
      links: try fields.optionalTextMap("links") ?? [:], step: step?.name)
    let draft = DraftBuilding(
      markdown: text.markdown, previous: [], message: nil, source: DraftSource(kind: source),
      definition: definition)
    return Built(
      id: id, opened: opened, draft: draft, terms: reviewers.filter(\.isHeard))
  }

  /// Somebody else may take the step that was chosen between our reading and our writing: then it is chosen again, so
  /// often. A step that the request names is refused at once.
  private static let triesMax = 10

  func choosingAgain(_ open: () async throws -> Response) async throws -> Response {
    let isNamed = try fields.optionalText("step") != nil
    for _ in 1..<Self.triesMax {
      do { return try await open() } catch let refusal as Refusal where refusal.code == "step_has_document" && !isNamed
      {
        continue
      }
    }
    return try await open()
  }

  func project() async throws -> ProjectRecord? {
    guard let slug = try fields.optionalText("project") else { return nil }
    guard services.ledger.directory.maySee(caller.id, project: slug),
      let project = try await services.ledger.project(slug)
    else {
      throw Refusal.field("project", "there is no project '\(slug)': open it with POST /projects.")
    }
    return project
  }

  /// What the caller gives; the project's slug is there for those who ask for it.
  private func variables(_ project: ProjectRecord?) throws -> [String: Value] {
    var variables = try fields.optionalObject("variables") ?? [:]
    if variables["slug"] == nil, let slug = project?.opened.slug { variables["slug"] = .string(slug) }
    return variables
  }

  /// The step of the project's pipeline that the document is; nil where it is none.
  func step(of project: ProjectRecord?, template: String) throws(Refusal) -> PipelineStep? {
    let name = try fields.optionalText("step")
    guard let state = services.ledger.projects[project?.opened.slug] else {
      guard name == nil else {
        throw Refusal.field("step", "is a step of a project's pipeline: name the project too.")
      }
      return nil
    }
    return try state.step(named: name, for: template)
  }

  /// The latest version of the workflow that is asked for, else of the step's, else of the server's default.
  func policy(for step: PipelineStep?) async throws -> Policy {
    let name = try fields.optionalText("workflow") ?? step?.workflow ?? services.defaultWorkflow
    guard let workflow = try await services.ledger.workflow(name) else {
      throw Refusal.field("workflow", "there is no workflow '\(name)': GET /workflows lists them.")
    }
    return workflow.policy
  }
}

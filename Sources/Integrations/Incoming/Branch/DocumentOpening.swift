import Documents
import Foundation
import Ledger
import Workflow

/// Opens a document for a file that is none yet.
struct DocumentOpening {
  let ledger: Ledger
  let connection: ConnectionCreated
  let defaultWorkflow: String

  /// What the opening would be; nil where the words fit no template, or their workflow is not there. Throws what the project
  /// refuses.
  func prepared(
    _ markdown: String, message: String?, source: DraftSource, author: String?
  ) async throws -> (opened: DocumentOpened, draft: DraftBuilding)? {
    do {
      let template = try await FileOpening(ledger: ledger, connection: connection).template(for: markdown)
      return try await prepared(markdown, template, message: message, source: source, author: author)
    } catch is FileProblem {
      return nil
    }
  }

  /// Opens it, and returns its id; nil where the words fit no template.
  @discardableResult
  func open(_ markdown: String, message: String?, source: DraftSource, author: String?) async throws -> String? {
    let prepared = try await prepared(markdown, message: message, source: source, author: author)
    return try await prepared.asyncMap { try await open($0.opened, $0.draft) }
  }

  /// Throws `FileProblem` where there is no such workflow.
  func prepared(
    _ markdown: String, _ template: TemplateRecord, message: String?, source: DraftSource, author: String?
  ) async throws -> (opened: DocumentOpened, draft: DraftBuilding) {
    let step = try ledger.projects[connection.project]?.step(named: nil, for: template.name)
    let workflow = connection.workflow ?? step?.workflow ?? defaultWorkflow
    guard let policy = try await ledger.workflow(workflow)?.policy else {
      throw FileProblem("there is no workflow '\(workflow)'")
    }
    let document = ParsedDocument(markdown)
    let title = String((document.title ?? source.path ?? "").prefix(WorkflowLimits.titleCharactersMax))
    let roles = Recogniser.findings(in: document, definition: template.parsedDefinition).signOffRoles.map(\.role)
    let opened = DocumentOpened(
      title: title, slug: "", project: connection.project, template: template.name, templateVersion: template.version,
      policy: policy.expanded(with: roles), signOffRoles: roles, owner: owner(author), reviewers: [], links: [:],
      step: step?.name)
    let draft = DraftBuilding(
      markdown: markdown, previous: [], message: message, source: source, author: author,
      definition: template.parsedDefinition)
    return (opened, draft)
  }

  func open(_ opened: DocumentOpened, _ draft: DraftBuilding) async throws -> String {
    let id = ledger.sources.newID("doc")
    var opened = opened
    opened.slug = DraftBuilding.slug(title: opened.title, id: id)
    _ = try await ledger.perform(
      WriteRequest(
        target: .document(id: id, .open(opened, firstDraft: draft.content)), actor: .daemon,
        metadata: EventMetadata(source: "hook"), texts: draft.texts))
    return id
  }

  /// The author, while they are active: nobody else can own what is opened.
  private func owner(_ author: String?) -> String {
    author.flatMap { ledger.directory.users[$0]?.active == true ? $0 : nil } ?? Actor.daemon.id
  }
}

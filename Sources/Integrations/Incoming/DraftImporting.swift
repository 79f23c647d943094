import Documents
import Foundation
import Ledger
import Workflow

/// Saves a file of a git host as a draft of the document that it is, or opens one for it.
struct DraftImporting: Sendable {
  /// Somebody else may save between our reading and our writing: then it is read again, so often.
  private static let triesMax = 10

  let ledger: Ledger
  let defaultWorkflow: String

  /// Returns the document's id.
  func save(
    _ markdown: String, path: String, push: HookPush, connection: ConnectionCreated
  ) async throws -> String {
    let source = DraftSource(
      kind: connection.host, repository: connection.repository, commit: push.after, path: path,
      connection: connection.connection, author: push.author)
    let author =
      try await push.authorLogin.asyncMap { try await ledger.user(withLogin: $0, at: connection.host) } ?? nil
    guard let id = try await document(for: path, connection: connection) else {
      return try await open(markdown, path: path, source: source, author: author, connection: connection)
    }
    for _ in 0..<Self.triesMax {
      guard let state = try await ledger.document(id) else { throw HookFailure(reason: "document \(id) is missing") }
      let draft = try await RecordBuilding(ledger: ledger, state: state)
        .nextDraft(markdown, message: push.message, source: source, author: author)
      do {
        try await write(.saveDraft(draft.content, baseRevision: state.revision), on: id, texts: draft.texts)
        return id
      } catch let refusal as Refusal where refusal.code == "stale_revision" {
        continue
      }
    }
    throw HookFailure(reason: "document \(id) kept changing")
  }

  /// By an earlier push, else by a link of a document in the project that ends with the path.
  private func document(for path: String, connection: ConnectionCreated) async throws -> String? {
    if let known = try await ledger.mappedDocument(connection: connection.connection, path: path) { return known }
    var filter = DocumentFilter()
    filter.project = connection.project
    for row in try await ledger.documents(filter, after: nil, limit: 200) {
      guard let links = try await ledger.document(row.id)?.opened.links.values else { continue }
      if links.contains(where: { $0 == path || $0.hasSuffix("/" + path) }) { return row.id }
    }
    return nil
  }

  private func open(
    _ markdown: String, path: String, source: DraftSource, author: String?, connection: ConnectionCreated
  ) async throws -> String {
    guard let name = connection.template, let template = try await ledger.template(name) else {
      throw HookFailure(reason: "\(path) is no known document, and the connection names no template to open one from")
    }
    let step = try ledger.projects[connection.project]?.step(named: nil, for: name)
    let workflow = connection.workflow ?? step?.workflow ?? defaultWorkflow
    guard let policy = try await ledger.workflow(workflow)?.policy else {
      throw HookFailure(reason: "there is no workflow '\(workflow)'")
    }
    let id = ledger.sources.newID("doc")
    let document = ParsedDocument(markdown)
    let title = String((document.title ?? path).prefix(WorkflowLimits.titleCharactersMax))
    let roles = Recogniser.findings(in: document, definition: template.parsedDefinition).signOffRoles.map(\.role)
    let opened = DocumentOpened(
      title: title, slug: DraftBuilding.slug(title: title, id: id), project: connection.project, template: name,
      templateVersion: template.version, policy: policy.expanded(with: roles), signOffRoles: roles,
      owner: author ?? Actor.daemon.id, reviewers: [], links: [:], step: step?.name)
    let draft = DraftBuilding(
      markdown: markdown, previous: [], message: nil, source: source, author: author,
      definition: template.parsedDefinition)
    try await write(.open(opened, firstDraft: draft.content), on: id, texts: draft.texts)
    return id
  }

  private func write(_ command: DocumentCommand, on id: String, texts: [StoredText]) async throws {
    _ = try await ledger.perform(
      WriteRequest(
        target: .document(id: id, command), actor: .daemon, metadata: EventMetadata(source: "hook"), texts: texts))
  }
}

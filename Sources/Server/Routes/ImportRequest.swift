import Documents
import Foundation
import Ledger
import Workflow

/// What `POST /imports` asks for, made into an opened document, its first draft and what it says of its own past.
struct ImportRequest {
  /// Bytes of a path: more fits no file system that we know of.
  static let pathBytesMax = 4096

  struct Built {
    let id: String
    let opened: DocumentOpened
    let draft: DraftBuilding
    let imported: DocumentImported
  }

  let fields: Fields
  let services: ServerServices
  let caller: Caller

  /// Project, step and workflow mean what they mean where a document is opened.
  var opening: DocumentOpeningRequest { DocumentOpeningRequest(fields: fields, services: services, caller: caller) }

  func build() async throws -> Built {
    // A project that the caller may not know of is refused as one that is not there, before anything is said of roles.
    let project = try await opening.project()
    try services.requireWriter(caller, in: project?.opened.slug)
    let path = try path()
    let markdown = try markdown()
    let document = ParsedDocument(markdown)
    let (template, match) = try await template(for: document)
    let history = ImportedHistory(of: document)
    let title = try title(history: history, path: path)
    let definition = template.parsedDefinition
    let roles = Recogniser.findings(in: document, definition: definition).signOffRoles.map(\.role)
    let id = DocumentImported.documentID(path: path, project: project?.opened.slug)
    // What was imported before is a step already, or none.
    let isKnown = try await services.ledger.document(id) != nil
    let step = isKnown ? nil : try opening.step(of: project, template: template.name)
    let policy = try await opening.policy(for: step)
    let opened = DocumentOpened(
      title: title, slug: DraftBuilding.slug(title: title, id: id, tail: Self.slugTail),
      project: project?.opened.slug, template: template.name, templateVersion: template.version,
      policy: policy.expanded(with: roles), signOffRoles: roles, owner: try fields.optionalText("owner") ?? caller.id,
      reviewers: [], links: [:], step: step?.name)
    let draft = DraftBuilding(
      markdown: markdown, previous: [], message: "Imported from \(path)",
      source: DraftSource(kind: "import", path: path), definition: definition)
    let imported = DocumentImported(
      path: path, digest: Digests.sha256Hex(markdown), templateScore: match.score, history: history)
    return Built(id: id, opened: opened, draft: draft, imported: imported)
  }

  /// Digits of the id in a slug: the id is made of the path, so a second try would make the same slug again.
  private static let slugTail = 10

  /// Relative and plain, so that it names the same file whoever reads it.
  private func path() throws -> String {
    let path = try fields.text("path")
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard path.utf8.count <= Self.pathBytesMax, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }),
      path.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      throw Refusal.field(
        "path",
        "must be a path from the folder that is imported, such as docs/design.md, of at most \(Self.pathBytesMax) bytes."
      )
    }
    return path
  }

  private func markdown() throws -> String {
    let markdown = try fields.text("markdown")
    guard !markdown.trimmed.isEmpty, markdown.utf8.count <= BodyLimits.draftBytesMax else {
      throw Refusal.field("markdown", "must be text of at most \(BodyLimits.draftBytesMax) bytes.")
    }
    return markdown
  }

  /// The one that is asked for, however badly it fits; else the best, where it fits at all.
  private func template(for document: ParsedDocument) async throws -> (TemplateRecord, TemplateMatch) {
    let name = try fields.optionalText("template")
    if let name, try await services.ledger.template(name) == nil {
      throw Refusal.field("template", "there is no template '\(name)': register it with POST /templates.")
    }
    let templates = try await services.ledger.allTemplates()
    let matches = TemplateMatching(templates.map { ($0.name, $0.markdown) }).matches(for: document)
    let chosen = name.map { name in matches.first { $0.template == name } } ?? matches.first?.fitting
    guard let chosen, let template = templates.first(where: { $0.name == chosen.template }) else {
      let best =
        matches.first.map { " the best, '\($0.template)', has \($0.score) of \(TemplateMatching.scoreMin);" } ?? ""
      throw Refusal.field("template", "no template fits this document:\(best) name one.")
    }
    return (template, chosen)
  }

  private func title(history: ImportedHistory, path: String) throws -> String {
    if let title = try fields.optionalText("title") { return title }
    return DocumentImported.title(of: history, path: path)
  }
}

extension Ledger {
  /// Templates that documents are matched with: the first by name.
  private static let templatesMax = 1000

  /// The latest version of each template.
  fileprivate func allTemplates() async throws -> [TemplateRecord] {
    try await templates(after: nil, limit: Self.templatesMax)
  }
}

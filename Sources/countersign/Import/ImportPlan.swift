import Documents
import Foundation
import NIOHTTP1
import Workflow

/// What an import would do, file by file; nothing is written yet.
struct ImportPlan {
  /// Where a file stands on the server.
  enum Standing: Equatable {
    case new
    /// Imported before, with the same bytes.
    case there(slug: String)
    /// Imported before, with other bytes.
    case changed(slug: String)
  }

  struct Item {
    let file: MarkdownTree.File
    let title: String
    let history: ImportedHistory
    /// Of all templates, the best first.
    let matches: [TemplateMatch]
    /// Nil where no template fits.
    let chosen: TemplateMatch?
    let standing: Standing
  }

  let items: [Item]
  let leftOut: [MarkdownTree.LeftOut]

  var new: [Item] { items.filter { $0.chosen != nil && $0.standing == .new } }
  var there: [Item] { items.filter { if case .there = $0.standing { true } else { false } } }
  var changed: [Item] { items.filter { if case .changed = $0.standing { true } else { false } } }
  var withoutTemplate: [Item] { items.filter { $0.chosen == nil && $0.standing == .new } }

  /// Matches each file with the server's templates, or takes the one that is named, and asks which are there already.
  static func make(
    of tree: MarkdownTree, template: String?, project: String?, api: APIClient
  ) async throws -> ImportPlan {
    let templates = try await templates(of: api)
    if let template, !templates.contains(where: { $0.name == template }) {
      throw CommandFailure(
        "There is no template '\(template)'; there are \(templates.map(\.name).joined(separator: ", ")).")
    }
    let matching = TemplateMatching(templates)
    var items: [Item] = []
    for file in tree.files {
      let document = ParsedDocument(file.markdown)
      let history = ImportedHistory(of: document)
      let matches = matching.matches(for: document)
      items.append(
        Item(
          file: file, title: DocumentImported.title(of: history, path: file.path), history: history, matches: matches,
          chosen: template.map { name in matches.first { $0.template == name } } ?? matches.first?.fitting,
          standing: try await standing(of: file, project: project, api: api)))
    }
    return ImportPlan(items: items, leftOut: tree.leftOut)
  }

  private static func templates(of api: APIClient) async throws -> [(name: String, markdown: String)] {
    var templates: [(name: String, markdown: String)] = []
    var cursor = ""
    repeat {
      let page = try await api.json(.GET, "templates?limit=200\(cursor)")
      for name in page["items"]?.items.compactMap({ $0["name"]?.string }) ?? [] {
        templates.append((name, try await api.json(.GET, "templates/\(name)")["markdown"]?.string ?? ""))
      }
      cursor = page["next_cursor"]?.string.map { "&cursor=" + $0.replacingOccurrences(of: "=", with: "%3D") } ?? ""
    } while !cursor.isEmpty
    return templates
  }

  private static func standing(
    of file: MarkdownTree.File, project: String?, api: APIClient
  ) async throws -> Standing {
    let id = DocumentImported.documentID(path: file.path, project: project)
    let (status, answer) = try await api.attempt(.GET, "documents/\(id)")
    guard status == 200 else {
      if status == 404 { return .new }
      throw CommandFailure(answer["detail"]?.string ?? "The daemon answered \(status).")
    }
    let slug = answer["slug"]?.string ?? id
    let isSame = answer["imported"]?["digest"]?.string == Digests.sha256Hex(file.markdown)
    return isSame ? .there(slug: slug) : .changed(slug: slug)
  }
}

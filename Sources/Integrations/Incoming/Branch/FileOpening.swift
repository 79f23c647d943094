import Documents
import Foundation
import Ledger
import Workflow

/// Finds the document that a file is, and the template of one that is new.
struct FileOpening: Sendable {
  /// Documents of a project whose links are looked at: the latest changed.
  private static let documentsMax = 1000
  private static let pageSize = 200

  let ledger: Ledger
  let connection: ConnectionCreated

  /// By what was taken in before, else by a link of a document in the project that ends with the path.
  func document(for path: String) async throws -> String? {
    if let mapped = try await ledger.mappedFile(connection: connection.connection, path: path) {
      return mapped.state == .moved ? nil : mapped.document
    }
    var filter = DocumentFilter()
    filter.project = connection.project
    var (seen, cursor) = (0, (updatedAt: Int64, id: String)?.none)
    while seen < Self.documentsMax {
      let rows = try await ledger.documents(filter, after: cursor, limit: Self.pageSize)
      for row in rows where try await isLinked(row.id, to: path) { return row.id }
      guard let last = rows.last, rows.count == Self.pageSize else { return nil }
      (seen, cursor) = (seen + rows.count, (last.updatedAt, last.id))
    }
    return nil
  }

  private func isLinked(_ document: String, to path: String) async throws -> Bool {
    let links = try await ledger.document(document)?.opened.links.values
    return links?.contains { $0 == path || $0.hasSuffix("/" + path) } ?? false
  }

  /// The connection's, else the published one whose headings the text shares most, at least half of them. Throws
  /// `FileProblem` where there is none.
  func template(for markdown: String) async throws -> TemplateRecord {
    if let name = connection.template {
      guard let template = try await ledger.template(name) else {
        throw FileProblem("the connection's template '\(name)' is not there")
      }
      return template
    }
    let all = try await templates()
    let matching = TemplateMatching(all.map { ($0.name, $0.markdown) })
    let match = matching.matches(for: ParsedDocument(markdown)).first { match in
      match.fitting != nil && match.headings.count * 2 >= match.headings.count + match.missing.count
    }
    guard let match, let template = all.first(where: { $0.name == match.template }) else {
      throw FileProblem("it is no known document and fits no template: name one in the connection, or publish one")
    }
    return template
  }

  private func templates() async throws -> [TemplateRecord] {
    var all: [TemplateRecord] = []
    while true {
      let page = try await ledger.templates(after: all.last?.name, limit: Self.pageSize)
      all += page
      if page.count < Self.pageSize { return all }
    }
  }
}

/// Why a file cannot be a document's draft; others go on.
struct FileProblem: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

package import Documents

/// A document that was written elsewhere was taken in, with what it says of its own past. Version 1.
///
/// All of that is as the document states it: nobody was authenticated for it, and no verdict comes of it.
package struct DocumentImported: Hashable, Sendable, Codable {
  /// Always true: marks what stands here as imported wherever the event is shown alone.
  package var imported = true
  /// Where it lay, in the tree that it was imported from.
  package var path: String
  /// SHA-256 of its bytes.
  package var digest: String
  /// How well it fits its template, 0 to 1.
  package var templateScore: Double
  package var history: ImportedHistory

  package init(path: String, digest: String, templateScore: Double, history: ImportedHistory) {
    self.path = path
    self.digest = digest
    self.templateScore = templateScore
    self.history = history
  }

  enum CodingKeys: String, CodingKey {
    case imported, path, digest
    case templateScore = "template_score"
    case history
  }
}

extension DocumentImported {
  /// What the document calls itself, else its file's name; cut to what a title may have.
  package static func title(of history: ImportedHistory, path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let stem = file.lowercased().hasSuffix(".md") ? String(file.dropLast(3)) : file
    let title = history.title ?? (stem.isEmpty ? file : stem)
    return String(
      title.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(WorkflowLimits.titleCharactersMax))
  }

  /// The id of the document that a path is in a project: importing it again finds what is there.
  package static func documentID(path: String, project: String?) -> String {
    "doc_" + Digests.sha256Hex("import\u{0}\(project ?? "")\u{0}\(path)").prefix(26)
  }
}

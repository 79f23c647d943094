/// What the labels of status lines, control tables, front matter and review headings mean.
package enum FieldMeaning {
  /// As in ``Field/meaning``; `other` where the label is unknown.
  package static func of(_ label: String) -> String {
    label.utf8.count > labelBytesMax ? "other" : meanings[normal(label)] ?? "other"
  }

  /// Every meaning that a label can have.
  package static let all: Set<String> = Set(meanings.values).union(["other"])

  /// No label that means something is longer.
  static let labelBytesMax = 100

  /// In lower case, without emphasis and a colon at the end; `_` and `-` count as spaces.
  private static func normal(_ label: String) -> String {
    var bytes = Heading.plain(label).lowercased().utf8.map { $0 == .underscore || $0 == .hyphen ? .space : $0 }
    while let last = bytes.last, last == .colon || last == .space { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let meanings: [String: String] = [
    "status": "status", "document status": "status", "state": "status",
    "version": "version", "document version": "version", "revision": "version",
    "created": "created", "created date": "created", "created on": "created", "created at": "created",
    "creation date": "created",
    "last updated": "updated", "updated": "updated", "updated date": "updated", "last modified": "updated",
    "updated at": "updated", "last update": "updated",
    "approval date": "approved_at", "approved at": "approved_at", "approved on": "approved_at",
    "pipeline approved at": "approved_at", "date approved": "approved_at",
    "pipeline started at": "started_at", "started at": "started_at",
    "pipeline completed at": "completed_at", "completed at": "completed_at",
    "date": "date",
    "reviewers": "reviewers", "reviewer": "reviewers", "reviewed by": "reviewers",
    "author": "author", "authors": "author", "owner": "owner",
    "title": "title", "document title": "title",
    "pipeline stage": "stage", "pipeline stage name": "stage", "stage": "stage",
    "pipeline project": "project", "project": "project",
  ]
}

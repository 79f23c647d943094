/// What a document that was written elsewhere says of its own past. Nobody was authenticated for any of it.
///
/// It is part of a stored event: its JSON is golden, so a field is added and never changed.
package struct ImportedHistory: Hashable, Sendable, Codable {
  package enum Status: String, Hashable, Sendable, Codable, CaseIterable {
    case draft
    case inReview = "in_review"
    case approved
    case deprecated
  }

  /// A date in the document's fields, `2026-03-05`.
  package struct StatedDate: Hashable, Sendable, Codable {
    /// As in ``Field/meaning``: `created`, `updated`, `approved_at`, `started_at`, `completed_at` or `date`.
    package var meaning: String
    package var date: String
    package var line: Int
  }

  /// A row of a sign-off table in which a name stands.
  package struct SignOff: Hashable, Sendable, Codable {
    /// `technical-lead`: the role as users hold it.
    package var role: String
    /// `Technical Lead`: as the table writes it.
    package var title: String
    package var name: String
    package var date: String?
    package var line: Int
  }

  package struct Revision: Hashable, Sendable, Codable {
    package var version: String?
    package var date: String?
    package var author: String?
    package var changes: String?
    package var line: Int
  }

  /// A block of the headings `Reviewer: …`, `Date: …` and `Status: …`.
  package struct Approval: Hashable, Sendable, Codable {
    package var reviewer: String?
    package var date: String?
    /// As it is written.
    package var status: String?
    package var line: Int
  }

  package struct NotUnderstood: Hashable, Sendable, Codable {
    /// What it stands for: a field's meaning, `sign_off` or `revision`.
    package var what: String
    package var text: String
    package var line: Int
  }

  /// What the document is taken for; `draft` where its words say anything else.
  package var status: Status = .draft
  /// As the document writes it; nil where it states none.
  package var writtenStatus: String?
  package var title: String?
  package var version: String?
  package var author: String?
  package var owner: String?
  package var reviewers: [String] = []
  package var dates: [StatedDate] = []
  package var signOffs: [SignOff] = []
  package var revisions: [Revision] = []
  package var approvals: [Approval] = []
  package var notUnderstood: [NotUnderstood] = []
  /// Plain sentences on how it was read.
  package var remarks: [String] = []

  package init() {}

  /// The first date of that meaning.
  package func date(_ meaning: String) -> String? { dates.first { $0.meaning == meaning }?.date }

  enum CodingKeys: String, CodingKey {
    case status
    case writtenStatus = "written_status"
    case title, version, author, owner, reviewers, dates
    case signOffs = "sign_offs"
    case revisions, approvals
    case notUnderstood = "not_understood"
    case remarks
  }
}

extension ImportedHistory {
  /// Rows of each list that are kept; what is beyond stays in the document's own text, and a remark says so.
  static let rowsMax = 500
  /// Characters of a value that are kept.
  static let valueCharactersMax = 500

  /// Reads a document; never fails, and takes time linear in its length. Placeholders count as absent.
  package init(of document: ParsedDocument) {
    var reading = HistoryReading(document)
    reading.read()
    self = reading.history
  }
}

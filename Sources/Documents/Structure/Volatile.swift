import Foundation

/// The places that the record form fills in from the log, in all the forms that documents use.
package enum Volatile {
  /// What a field means to the record, by its label; nil for a field of the author's own.
  package static func meaning(of label: String) -> String? {
    switch label.trimmed.lowercased().replacing(" ", with: "_") {
    case "status": "status"
    case "version": "version"
    case "last_updated", "updated", "updated_at": "updated"
    case "reviewed_by", "reviewer", "reviewers": "reviewers"
    case "date": "date"
    case "approval_date", "approved_at", "pipeline_approved_at": "approved_at"
    case "pipeline_started_at": "started_at"
    case "pipeline_completed_at": "completed_at"
    default: nil
    }
  }

  /// `**Label**: value`, `**Label:** value`, also behind a quote mark.
  package static func boldField(_ line: String) -> (label: String, value: String)? {
    var text = line.trimmed[...]
    while text.first == ">" { text = text.dropFirst().drop { $0 == " " } }
    guard text.hasPrefix("**"), let end = text.dropFirst(2).range(of: "**") else { return nil }
    var label = text[text.index(text.startIndex, offsetBy: 2)..<end.lowerBound]
    var rest = text[end.upperBound...]
    if label.hasSuffix(":") {
      label = label.dropLast()
    } else if rest.hasPrefix(":") {
      rest = rest.dropFirst()
    } else {
      return nil
    }
    return (label.trimmed, rest.trimmed)
  }

  /// `### Status: Pending`: a heading that is a field.
  package static func headingField(_ heading: String) -> (label: String, value: String)? {
    guard let colon = heading.firstIndex(of: ":") else { return nil }
    let label = String(heading[..<colon]).trimmed
    guard ["reviewer", "reviewers", "date", "status"].contains(label.lowercased()) else { return nil }
    return (label, String(heading[heading.index(after: colon)...]).trimmed)
  }

  /// What the record adds behind a checklist item or a question: ` — noted: …`, ` [DECIDED: …]`.
  package static func withoutRemark(_ text: String) -> String {
    var text = text
    for mark in [" [DECIDED: ", " _(verified by ", " _(noted by ", " _(needs revision, "] {
      if let range = text.range(of: mark) { text = String(text[..<range.lowerBound]) }
    }
    return text.trimmed
  }
}

/// What a table is for, by its header and the heading above it.
package enum TableMeaning: String, Hashable, Sendable {
  case documentControl = "document_control"
  case signOff = "sign_off"
  case revisionHistory = "revision_history"
  case changelog
  case questions
  case risks
  case relatedDocuments = "related_documents"
  case datedItems = "dated_items"
  case other

  package init(header: [String], heading: String) {
    let columns = header.map { Heading.plain($0).lowercased() }
    let title = heading.lowercased()
    func has(_ names: String...) -> Bool { names.allSatisfy(columns.contains) }
    if has("role", "name", "signature") {
      self = .signOff
    } else if has("version", "date", "changes") {
      self = title.contains("changelog") ? .changelog : .revisionHistory
    } else if has("field", "value") {
      self = .documentControl
    } else if has("#", "question") || (has("question") && title.contains("question")) {
      self = .questions
    } else if has("risk id", "risk") || (columns.contains("risk") && title.contains("risk")) {
      self = .risks
    } else if has("document", "link") {
      self = .relatedDocuments
    } else if columns.contains(where: { $0.hasSuffix("cleanup date") }) {
      self = .datedItems
    } else {
      self = .other
    }
  }

  package var isHistory: Bool { self == .revisionHistory || self == .changelog }

  /// The cells that are the author's words.
  func kept(_ row: [String], header: [String]) -> [String] {
    switch self {
    case .signOff:
      let role = header.firstIndex { Heading.plain($0).lowercased() == "role" } ?? 0
      return row.indices.contains(role) ? [row[role]] : []
    case .questions:
      let volatile = header.firstIndex { Heading.plain($0).lowercased() == "decision" }
      return row.indices.filter { $0 != volatile }.map { Volatile.withoutRemark(row[$0]) }
    default: return row
    }
  }
}

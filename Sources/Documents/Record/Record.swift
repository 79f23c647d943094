import Foundation

/// The Markdown filled in from the log: status, dates, reviewers, ticks, decisions, sign-off, history. All other bytes
/// stay as their author wrote them.
package enum Record {
  package static func fill(_ authored: String, with state: RecordState) -> String {
    let document = ParsedDocument(authored)
    var filling = RecordFilling(document: document, state: state)
    filling.fill()
    return filling.text
  }
}

struct RecordFilling {
  let document: ParsedDocument
  let state: RecordState
  private let findings: Findings
  /// Lines that are written anew, by number; a line may become several.
  private var replaced: [Int: String] = [:]

  init(document: ParsedDocument, state: RecordState) {
    self.document = document
    self.state = state
    findings = Recogniser.findings(in: document)
  }

  var text: String {
    let bytes = Array(document.source.utf8)
    return document.lines.map { line in
      let end = String(
        decoding: bytes[(line.bytes.lowerBound + line.text.utf8.count)..<line.bytes.upperBound], as: UTF8.self)
      guard let new = replaced[line.number] else { return line.text + end }
      return new.replacingOccurrences(of: "\n", with: end.isEmpty ? "\n" : end) + end
    }.joined()
  }

  mutating func fill() {
    findings.fields.forEach { fill($0) }
    findings.checklists.flatMap(\.items).forEach { fill($0) }
    findings.questions.forEach { fill($0) }
    for block in document.blocks {
      guard case .table(let table) = block.kind else { continue }
      let heading = document.section(atLine: table.line)?.title ?? ""
      switch TableMeaning(header: table.header, heading: heading) {
      case .signOff: fillSignOff(table)
      case .revisionHistory, .changelog: fillHistory(table)
      default: break
      }
    }
  }

  private mutating func fill(_ field: Field) {
    guard let value = value(of: field) else { return }
    let line = document.lines[field.line - 1].text
    switch field.form {
    case "front_matter":
      guard let colon = line.firstIndex(of: ":") else { return }
      let isQuoted = line[line.index(after: colon)...].trimmed.hasPrefix("\"")
      replaced[field.line] = "\(line[...colon]) " + (isQuoted ? "\"\(value)\"" : value)
    case "control_table":
      var cells = Table.cells(of: line)
      guard cells.count > 1 else { return }
      cells[1] = Self.cell(value)
      replaced[field.line] = "| " + cells.joined(separator: " | ") + " |"
    case "heading":
      guard let colon = line.firstIndex(of: ":") else { return }
      replaced[field.line] = "\(line[...colon]) \(value)"
    default:
      guard let start = Self.valueStart(in: line) else { return }
      let hardBreak = line.hasSuffix("  ") ? "  " : ""
      replaced[field.line] = "\(line[..<start]) \(value)\(hardBreak)"
    }
  }

  /// Where the value of a bold field begins.
  private static func valueStart(in line: String) -> String.Index? {
    guard let open = line.range(of: "**"), let close = line[open.upperBound...].range(of: "**") else { return nil }
    let rest = line[close.upperBound...]
    return rest.hasPrefix(":") ? rest.index(after: rest.startIndex) : close.upperBound
  }

  /// Nil leaves the field as it was written.
  private func value(of field: Field) -> String? {
    let oneLine = { (names: [String]) in Self.line(names.joined(separator: ", ")) }
    let approvers = state.verdicts.map(\.name)
    switch field.meaning {
    case "status":
      return field.form == "front_matter"
        ? state.status.lowercased().replacingOccurrences(of: " ", with: "_") : state.status
    case "version": return state.version
    case "updated": return state.updated
    case "started_at": return state.startedAt
    case "completed_at": return state.completedAt
    case "approved_at":
      return field.label.contains("_") ? state.approvedAt : state.approvedAt.map { String($0.prefix(10)) }
    case "date" where field.form == "heading": return state.verdicts.last?.date
    case "reviewers":
      if field.form == "control_table" { return state.reviewers.isEmpty ? nil : oneLine(state.reviewers) }
      return approvers.isEmpty ? nil : oneLine(approvers)
    default: return nil
    }
  }

  private mutating func fill(_ item: ChecklistItem) {
    guard let mark = state.marks[item.id] else { return }
    let line = document.lines[item.line - 1].text
    guard let box = line.range(of: "[ ]") ?? line.range(of: "[x]") ?? line.range(of: "[X]") else { return }
    let ticked = line.replacingCharacters(in: box, with: mark.isVerified ? "[x]" : "[ ]")
    let words = mark.isVerified ? mark.note == nil ? "verified by" : "noted by" : "needs revision,"
    let note = mark.note.map { ": " + Self.line($0) } ?? ""
    replaced[item.line] = "\(ticked) _(\(words) \(Self.line(mark.name))\(note))_"
  }

  private mutating func fill(_ question: Question) {
    guard let decision = state.decisions[question.id] else { return }
    let line = document.lines[question.line - 1].text
    let remark = " [DECIDED: \(Self.cell(decision))]"
    guard line.trimmed.hasPrefix("|") else {
      let ticked = line.replacingOccurrences(of: "- [ ]", with: "- [x]")
      replaced[question.line] = ticked + remark
      return
    }
    var cells = Table.cells(of: line)
    guard let place = cells.firstIndex(of: question.text) else { return }
    cells[place] += remark
    replaced[question.line] = "| " + cells.joined(separator: " | ") + " |"
  }

  private mutating func fillSignOff(_ table: Table) {
    for (index, row) in table.rows.enumerated() {
      guard let title = table.cell("role", of: row) else { continue }
      let role = SectionIdentity.slug(of: title)
      guard let verdict = state.verdicts.last(where: { $0.role == role }) else { continue }
      let cells = table.header.map { column in
        switch Heading.plain(column).lowercased() {
        case "name": Self.cell(verdict.name)
        case "signature": "`\(verdict.signature)`"
        case "date": verdict.date
        default: table.cell(Heading.plain(column).lowercased(), of: row) ?? ""
        }
      }
      replaced[table.rowLine(index)] = "| " + cells.joined(separator: " | ") + " |"
    }
  }

  /// The rows that the author wrote stay; the log's follow.
  private mutating func fillHistory(_ table: Table) {
    let rows = state.revisions.map { revision in
      let cells = table.header.map { column in
        switch Heading.plain(column).lowercased() {
        case "version": "r\(revision.number)"
        case "date": revision.date
        case "author": Self.cell(revision.author)
        case "changes": Self.cell(revision.message)
        default: ""
        }
      }
      return "| " + cells.joined(separator: " | ") + " |"
    }
    guard !rows.isEmpty else { return }
    let last = table.rowLine(table.rows.count - 1)
    replaced[last] = ([document.lines[last - 1].text] + rows).joined(separator: "\n")
  }

  /// Text from people, made safe for a table cell.
  private static func cell(_ text: String) -> String {
    line(text).replacingOccurrences(of: "|", with: "\\|")
  }

  /// On one line, and unable to close what it stands in.
  private static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacingOccurrences(of: "]", with: "\\]")
      .replacingOccurrences(of: "<", with: "&lt;").replacingOccurrences(of: "`", with: "'")
  }
}

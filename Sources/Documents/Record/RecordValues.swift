import Foundation

/// What the log says at each place, written so that it can't break out of the place.
struct RecordValues {
  let state: RecordState
  let definition: TemplateDefinition?

  /// The bytes that the place has in the record form; nil leaves it as it was written.
  func filled(_ place: RecordPlace, in bytes: [UInt8]) -> [UInt8]? {
    let written = Array(bytes[place.bytes])
    switch place.key.kind {
    case .field(let form, let label): return field(label, form, written)
    case .box(let item): return state.marks[item].map { [$0.isVerified ? 0x78 : .space] }
    case .remark(let item): return state.marks[item].map { Array(remark($0).utf8) }
    case .questionBox(let question): return state.decisions[question].map { _ in [0x78] }
    case .decision(let question):
      return state.decisions[question].map { Array(" [DECIDED: \(RecordText.cell($0))]".utf8) }
    case .decisionCell(let question):
      return RecordText.padded(state.decisions[question].map(RecordText.cell), as: written)
    case .signOff(let role, let column): return RecordText.padded(signOff(role, column), as: written)
    case .notes: return notes
    }
  }

  private func signOff(_ role: String, _ column: String) -> String? {
    guard let verdict = state.verdicts.last(where: { $0.role == role }) else { return nil }
    switch column {
    case "name": return RecordText.cell(verdict.name)
    case "signature": return "`\(verdict.signature)`"
    default: return verdict.date
    }
  }

  private func remark(_ mark: RecordState.Mark) -> String {
    let words = mark.isVerified ? mark.note == nil ? "verified by" : "noted by" : "needs revision,"
    let note = mark.note.map { ": " + RecordText.line($0) } ?? ""
    return " _(\(words) \(RecordText.line(mark.name))\(note))_"
  }

  private var notes: [UInt8]? {
    // A note of blanks alone says nothing, and its line would end with a blank that the place does not hold.
    let lines = state.verdicts.compactMap { verdict in
      verdict.note.map(RecordText.line).flatMap { note in
        note.isEmpty ? nil : "- **\(RecordText.line(verdict.name))**, \(verdict.date): \(note)"
      }
    }
    return lines.isEmpty ? nil : Array(("\n" + lines.joined(separator: "\n")).utf8)
  }

  // MARK: Fields

  private func field(_ label: String, _ form: String, _ written: [UInt8]) -> [UInt8]? {
    let authored = String(decoding: written, as: UTF8.self).trimmed
    guard let value = value(of: label, form, isUnfilled: Untouched.isUntouched(authored)), !value.isEmpty else {
      return nil
    }
    switch form {
    case "front_matter":
      return Array((" " + QuotedScalar.yaml(value, isQuoted: authored.hasPrefix("\"") || authored.hasPrefix("'"))).utf8)
    case "control_table": return RecordText.padded(RecordText.cell(value), as: written)
    case "heading": return Array((" " + RecordText.line(value).replacingOccurrences(of: "#", with: "\\#")).utf8)
    default: return Array((" " + RecordText.line(value)).utf8)
    }
  }

  /// Version and dates of the author's own are left alone once they are given; a status is always the log's.
  private func value(of label: String, _ form: String, isUnfilled: Bool) -> String? {
    let isTimestamp = label.contains("_at")
    switch definition?.meaning(of: label) ?? FieldMeaning.of(label) {
    case "status":
      return form == "front_matter" ? state.status.lowercased().replacingOccurrences(of: " ", with: "_") : state.status
    case "version": return isUnfilled ? state.version : nil
    case "updated": return state.updated
    case "created": return isUnfilled ? date(state.startedAt, isTimestamp) : nil
    case "started_at": return isUnfilled ? state.startedAt : nil
    case "completed_at": return state.completedAt
    case "approved_at": return date(state.approvedAt, isTimestamp)
    case "date":
      if form == "heading" { return state.verdicts.last?.date }
      return isUnfilled ? date(state.startedAt, isTimestamp) : nil
    case "reviewers": return reviewers(label)
    default: return nil
    }
  }

  /// A timestamp as it is, or its date.
  private func date(_ timestamp: String?, _ isTimestamp: Bool) -> String? {
    timestamp.map { isTimestamp ? $0 : String($0.prefix(10)) }
  }

  /// `Reviewers` are those who are asked, `Reviewer` and `Reviewed By` those who answered.
  private func reviewers(_ label: String) -> String? {
    var seen: Set<String> = []
    let asked = label.lowercased().contains("reviewers")
    let names = (asked ? state.reviewers : state.verdicts.map(\.name)).map(RecordText.line)
      .filter { !$0.isEmpty && seen.insert($0).inserted }
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }
}

/// Whether a place is still as its template left it.
enum Untouched {
  /// Nothing, a placeholder, a date pattern, an expression, or the choices themselves: `Draft | In Review`.
  static func isUntouched(_ value: String) -> Bool {
    var text = value
    for quote in ["\"", "'"] where text.count >= 2 && text.hasPrefix(quote) && text.hasSuffix(quote) {
      text = String(text.dropFirst().dropLast())
    }
    return Unfilled.isUnfilled(text) || Unfilled.isDatePattern(text) || Choices.isOpen(text) || text.contains("{{")
      || !Placeholders.found(in: text).isEmpty
  }
}

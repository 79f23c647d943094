/// Approval blocks, and what status the document has by all that it says.
extension HistoryReading {
  /// Headings `Reviewer: …`, `Date: …`, `Status: …` that follow one another are one block; a heading that comes again
  /// begins the next.
  mutating func readApprovals() {
    var block: [Field] = []
    for field in fields where field.form == "heading" {
      if block.contains(where: { $0.meaning == field.meaning }) {
        readApproval(block)
        block = []
      }
      block.append(field)
    }
    readApproval(block)
  }

  private mutating func readApproval(_ block: [Field]) {
    guard let line = block.first?.line else { return }
    func value(_ meanings: String...) -> String? {
      block.first { meanings.contains($0.meaning) }.flatMap { Self.filled($0.value) }
    }
    let (reviewer, status) = (value("reviewers"), value("status").flatMap(Self.chosen))
    let written = value("date", "approved_at")
    guard reviewer != nil || status != nil || written != nil else { return }
    add(
      ImportedHistory.Approval(
        reviewer: reviewer, date: date(written, of: "approval", line: line), status: status, line: line))
  }

  /// The document's own status decides; where it states none, its approval blocks do, all of them together.
  mutating func readStatus() {
    let own = filled("status").filter { $0.form != "heading" }.compactMap { field in
      Self.chosen(field.value).map { (text: $0, line: field.line) }
    }
    let blocks = history.approvals.compactMap { block in block.status.map { (text: $0, line: block.line) } }
    let stated = own.isEmpty ? blocks : own
    guard let first = stated.first else { return }
    if let other = stated.first(where: { Self.normal($0.text) != Self.normal(first.text) }) {
      setStatus(.draft, written: first.text)
      return remark(
        "The status is '\(first.text)' in line \(first.line) and '\(other.text)' in line \(other.line): taken for a draft."
      )
    }
    setStatus(Self.known(first.text) ?? .draft, written: first.text)
    if Self.known(first.text) == nil {
      misunderstood("status", first.text, line: first.line)
      remark("'\(first.text)' is no status that is known here: taken for a draft.")
    }
  }

  /// Nil for a choice that is still to be made: `Draft | In Review | Approved`.
  private static func chosen(_ text: String) -> String? {
    let options = text.split { $0 == "|" || $0 == "/" || $0 == "," }.compactMap { known(String($0)) }
    return options.count > 1 ? nil : text
  }

  private static func known(_ text: String) -> ImportedHistory.Status? {
    ImportedHistory.Status.allCases.first { $0.rawValue == normal(text) }
  }

  /// `✅ In-Review` becomes `in_review`.
  private static func normal(_ text: String) -> String {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
  }
}

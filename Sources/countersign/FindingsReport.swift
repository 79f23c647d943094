import Documents

/// What was found in a template, as a page for a terminal: a table for each kind of thing.
struct FindingsReport {
  private let findings: Findings

  init(_ findings: Findings) { self.findings = findings }

  var text: String {
    var lines: [String] = []
    for (title, header, rows) in parts {
      lines.append("\(title): \(rows.isEmpty ? "none" : String(rows.count))")
      if !rows.isEmpty { lines += TextTable(header, rows).lines.map { "  " + $0 } + [""] }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var parts: [(String, [String], [[String]])] {
    [
      ("Variables", ["LINE", "NAME", "KIND"], findings.variables.map { [line($0.line), $0.name, $0.kind] }),
      (
        "Placeholders", ["LINE", "PLACE", "SECTION", "TEXT"],
        findings.placeholders.map { [line($0.line), $0.place, $0.section, "[\($0.text)]"] }
      ),
      (
        "Conditionals", ["LINE", "SECTION", "KIND", "ASKS FOR", "OTHERWISE"],
        findings.conditionals.map {
          [line($0.line), $0.section, $0.kind.rawValue, $0.asksFor ?? $0.condition, $0.fallback ?? "-"]
        }
      ),
      ("Checklist items", ["LINE", "LIST", "KIND", "TICKED", "TEXT"], items),
      (
        "Questions", ["LINE", "ID", "BLOCKS", "OPTIONS", "TEXT"],
        findings.questions.map {
          [line($0.line), $0.id, $0.blocking ? "yes" : "no", options($0), $0.text]
        }
      ),
      ("Sign-off roles", ["LINE", "ROLE", "TITLE"], findings.signOffRoles.map { [line($0.line), $0.role, $0.title] }),
      (
        "Fields", ["LINE", "FORM", "LABEL", "MEANING", "VALUE"],
        findings.fields.map { [line($0.line), $0.form, $0.label, $0.meaning, $0.value] }
      ),
      (
        "Tables", ["LINE", "MEANING", "ROWS", "COLUMNS"],
        findings.tables.map {
          [line($0.line), $0.meaning, String($0.rows), $0.columns.joined(separator: ", ")]
        }
      ),
      (
        "Related documents", ["LINE", "TITLE", "TARGET"],
        findings.relatedDocuments.map { [line($0.line), $0.title, $0.target] }
      ),
      (
        "Risks", ["LINE", "ID", "STATUS", "TEXT"],
        findings.risks.map { [line($0.line), $0.id, $0.status ?? "-", $0.text] }
      ),
      (
        "Dated items", ["LINE", "KIND", "DATE", "LABEL"],
        findings.datedItems.map { [line($0.line), $0.kind, $0.date, $0.label] }
      ),
      (
        "Not recognised", ["LINE", "WHAT", "TEXT", "WHY"],
        findings.unrecognised.map { [line($0.line), $0.what, $0.text, $0.reason] }
      ),
    ]
  }

  private var items: [[String]] {
    findings.checklists.flatMap { list in
      list.items.map { [line($0.line), list.title, list.kind.rawValue, $0.ticked ? "yes" : "no", $0.text] }
    }
  }

  private func line(_ number: Int) -> String { String(number) }

  private func options(_ question: Question) -> String {
    question.options.map(\.key).joined(separator: "/")
  }
}

/// Names what is still unfilled in a document.
package enum Linter {
  /// In the order of the lines; in time linear in the document's length. `answered` has the ids of the questions that are
  /// decided in the log, `definition` what its template's author says of it.
  package static func findings(
    in document: ParsedDocument, answered: Set<String> = [], definition: TemplateDefinition? = nil
  ) -> [LintFinding] {
    findings(in: document, found: Recogniser.findings(in: document, definition: definition), answered: answered)
  }

  /// The same where what the document holds was found already.
  package static func findings(
    in document: ParsedDocument, found: Findings, answered: Set<String> = []
  ) -> [LintFinding] {
    var pass = LintPass(document, found: found, answered: answered)
    pass.findBrackets()
    pass.findLeftovers()
    pass.findInValues()
    pass.findInTables()
    pass.findBlanks()
    pass.findQuestions()
    pass.findDuplicates()
    pass.findEmptySections()
    return pass.findings.sorted { ($0.line, $0.rule) < ($1.line, $1.rule) }
  }
}

/// What the rules ask of a document, read once.
struct LintPass {
  let document: ParsedDocument
  let found: Findings
  let answered: Set<String>
  let record: RecordedLines
  /// The index of each block's section.
  let sectionOfBlock: [Int]
  /// Cells, fields, items and paragraphs, in the order of their lines.
  let values: [WrittenValue]
  private(set) var findings: [LintFinding] = []

  init(_ document: ParsedDocument, found: Findings, answered: Set<String>) {
    self.document = document
    self.answered = answered
    self.found = found
    sectionOfBlock = Self.sections(of: document)
    record = RecordedLines(document, found, sectionOfBlock)
    values = WrittenValues.all(in: document, sectionOfBlock)
  }

  mutating func add(_ rule: LintRule, line: Int, section: String? = nil, _ message: String) {
    findings.append(
      LintFinding(
        rule: rule.rawValue, section: section ?? document.section(atLine: line)?.id ?? "preamble", line: line,
        message: message))
  }

  func heading(ofBlock block: Int) -> String {
    document.sections.indices.contains(sectionOfBlock[block]) ? document.sections[sectionOfBlock[block]].title : ""
  }

  private static func sections(of document: ParsedDocument) -> [Int] {
    var section = 0
    return document.blocks.map { block in
      while section + 1 < document.sections.count,
        document.sections[section + 1].lines.lowerBound <= block.lines.lowerBound
      { section += 1 }
      return section
    }
  }

  /// A text in a message, cut where it is long.
  static func short(_ text: String) -> String {
    let words = Heading.plain(text)
    return words.count > 80 ? words.prefix(79) + "…" : words
  }
}

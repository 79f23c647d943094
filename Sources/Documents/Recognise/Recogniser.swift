import Foundation

/// Finds what a document asks for: in one pass over its blocks, each with the heading it stands under.
package enum Recogniser {
  package static func findings(in document: ParsedDocument) -> Findings {
    var pass = RecogniserPass(document: document)
    pass.run()
    return pass.findings
  }
}

struct RecogniserPass {
  let document: ParsedDocument
  var findings = Findings()
  private var heading = ""
  private var section = "preamble"
  private var seenIDs: Set<String> = []

  init(document: ParsedDocument) {
    self.document = document
  }

  mutating func run() {
    var sections = document.sections.makeIterator()
    var next = sections.next()
    findFrontMatter()
    for block in document.blocks {
      while let candidate = next, candidate.lines.lowerBound <= block.lines.lowerBound {
        (section, heading) = (candidate.id, candidate.title)
        next = sections.next()
      }
      findPlaceholders(in: block)
      find(block)
    }
    findings.variables = JinjaNames.variables(in: document.source)
  }

  private mutating func find(_ block: Block) {
    let line = block.lines.lowerBound
    switch block.kind {
    case .heading(_, let text):
      if let field = Volatile.headingField(Heading.plain(text)) {
        add(field.label, value: field.value, form: "heading", line: line)
      }
    case .htmlComment: findConditional(block)
    case .table(let table): find(table)
    case .listItem(let item) where item.ticked != nil: findTask(item, line: line)
    case .paragraph, .quote: findBoldFields(block)
    default: break
    }
  }

  private mutating func findFrontMatter() {
    for entry in FrontMatter.entries(in: document.lines, blocks: document.blocks) {
      add(entry.key, value: entry.value, form: "front_matter", line: entry.line)
    }
  }

  private mutating func findBoldFields(_ block: Block) {
    for number in block.lines {
      let text = document.lines[number - 1].text
      guard let field = Volatile.boldField(text) else { continue }
      let isKnown = FieldMeaning.of(field.label) != "other"
      // A bold label deep in the text is prose; in the header and the footer it is a field.
      guard isKnown || section == "preamble" || document.section(named: section)?.level == 1 else { continue }
      let form = text.trimmed.hasPrefix(">") ? "quote" : number > document.lines.count - 5 ? "footer" : "bold_header"
      add(field.label, value: field.value, form: form, line: number)
    }
  }

  private mutating func add(_ label: String, value: String, form: String, line: Int) {
    findings.fields.append(
      Field(label: label, meaning: FieldMeaning.of(label), value: value, form: form, line: line))
  }

  private mutating func find(_ table: Table) {
    let meaning = TableMeaning(header: table.header, heading: heading)
    guard meaning != .other else { return }
    findings.tables.append(
      TableFinding(
        meaning: meaning.rawValue, section: section, line: table.line, columns: table.header, rows: table.rows.count))
    for (index, row) in table.rows.enumerated() {
      findRow(row, of: table, meaning: meaning, line: table.rowLine(index))
    }
  }

  private mutating func findRow(_ row: [String], of table: Table, meaning: TableMeaning, line: Int) {
    let cell = { (name: String) in table.cell(name, of: row) }
    switch meaning {
    case .signOff:
      guard let title = cell("role"), !title.isEmpty else { return }
      findings.signOffRoles.append(
        SignOffRole(role: SectionIdentity.slug(of: title), title: Heading.plain(title), line: line))
    case .documentControl:
      guard row.count > 1 else { return }
      add(Heading.plain(row[0]), value: row[1], form: "control_table", line: line)
    case .questions: findQuestion(row, of: table, line: line)
    case .risks:
      guard let id = cell("risk id"), !id.isEmpty else { return }
      findings.risks.append(Risk(id: id, text: cell("risk") ?? "", status: cell("status"), line: line))
    case .relatedDocuments:
      findings.relatedDocuments.append(
        RelatedDocument(title: cell("document") ?? "", target: cell("link") ?? "", line: line))
    case .datedItems:
      findings.datedItems.append(
        DatedItem(label: row.first ?? "", kind: "cleanup", date: cell("cleanup date") ?? "", line: line))
    default: break
    }
  }

  private mutating func findQuestion(_ row: [String], of table: Table, line: Int) {
    guard let text = table.cell("question", of: row), !text.isEmpty else { return }
    let number = table.cell("#", of: row).map { SectionIdentity.slug(of: $0) } ?? String(findings.questions.count + 1)
    let decision = table.cell("decision", of: row) ?? ""
    findings.questions.append(
      Question(
        id: unique("q-\(number)"), text: Volatile.withoutRemark(text),
        options: QuestionOptions.options(in: table.cell("options", of: row) ?? ""),
        recommendation: table.cell("recommendation", of: row),
        answered: !decision.isEmpty || text.contains("[DECIDED:"), blocking: false, section: section, line: line))
  }

  private mutating func findTask(_ item: ListItem, line: Int) {
    let title = heading.lowercased()
    let text = Volatile.withoutRemark(item.text)
    if title.contains("open question") {
      findings.questions.append(
        Question(
          id: unique("q-" + SectionIdentity.slug(of: text).prefix(40)), text: text, options: [], recommendation: nil,
          answered: item.ticked == true, blocking: false, section: section, line: line))
    }
    let kind: Checklist.Kind =
      title.contains("must verify")
      ? .mustVerify
      : title.contains("should check") ? .shouldCheck : title.contains("open question") ? .questions : .plain
    if findings.checklists.last?.section != section {
      findings.checklists.append(
        Checklist(id: section, title: heading, kind: kind, section: section, items: []))
    }
    let entry = ChecklistItem(
      id: unique(String(SectionIdentity.slug(of: text).prefix(48))), text: text, required: kind == .mustVerify,
      ticked: item.ticked == true, line: line)
    findings.checklists[findings.checklists.count - 1].items.append(entry)
  }

  private mutating func unique(_ base: String) -> String {
    var id = base
    var number = 2
    while !seenIDs.insert(id).inserted {
      id = "\(base)-\(number)"
      number += 1
    }
    return id
  }

  private mutating func findConditional(_ block: Block) {
    let text = block.lines.map { document.lines[$0 - 1].text }.joined(separator: " ")
    guard let conditional = ConditionalText(comment: text) else { return }
    findings.conditionals.append(
      Conditional(
        kind: conditional.kind, asksFor: conditional.asksFor, condition: conditional.condition,
        fallback: conditional.fallback, section: section, line: block.lines.lowerBound))
  }

  private mutating func findPlaceholders(in block: Block) {
    guard let place = block.placeholderPlace else { return }
    for number in block.lines {
      for text in Placeholders.found(in: document.lines[number - 1].text) {
        findings.placeholders.append(Placeholder(text: text, section: section, line: number, place: place))
      }
    }
  }
}

extension Table {
  /// The cell of a row in the column of that name; nil where the table or the row has none.
  func cell(_ column: String, of row: [String]) -> String? {
    guard let index = header.firstIndex(where: { Heading.plain($0).lowercased() == column }),
      row.indices.contains(index)
    else { return nil }
    return row[index]
  }
}

extension Block {
  fileprivate var placeholderPlace: String? {
    switch kind {
    case .frontMatter: "front_matter"
    case .heading: "heading"
    case .fence, .indentedCode: "fence"
    case .table: "table"
    case .paragraph, .listItem, .quote: "prose"
    case .htmlComment, .html, .thematicBreak: nil
    }
  }
}

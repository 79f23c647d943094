/// Finds what a document asks for and what it says of itself: in one pass over its blocks, each with the heading that
/// it stands under.
package enum Recogniser {
  /// Takes time linear in the document's length. Lines count from 1; each list is in the order of the lines.
  package static func findings(in document: ParsedDocument) -> Findings {
    var pass = RecogniserPass(document)
    pass.run()
    return pass.findings
  }
}

struct RecogniserPass {
  let document: ParsedDocument
  /// Labels of the link definitions that lead somewhere.
  let definitions: Set<String>
  var findings = Findings()
  /// The section that the pass is in: its id, its heading and what that says.
  private(set) var section = "preamble"
  private(set) var heading = ""
  private(set) var role = SectionRole.plain
  /// Names of checklist items and of questions.
  var names = UniqueNames()
  /// The line of the item that the open checklist ended with, and the label in front of the list.
  var checklistEnd = 0
  var label: (text: String, line: Int)?

  init(_ document: ParsedDocument) {
    self.document = document
    definitions = LinkDefinitions.labels(in: document)
  }

  mutating func run() {
    findings.variables = JinjaNames.variables(in: document.source)
    findFrontMatter()
    var sections = document.sections.makeIterator()
    var next = sections.next()
    var roles = SectionRoles()
    for index in document.blocks.indices {
      while let candidate = next, candidate.lines.lowerBound <= document.blocks[index].lines.lowerBound {
        enter(candidate, as: roles.next(level: candidate.level, title: candidate.title))
        next = sections.next()
      }
      findPlaceholders(in: index)
      find(document.blocks[index])
    }
    findBoldFields()
    findings.fields.sort { $0.line < $1.line }
    findings.relatedDocuments.sort { $0.line < $1.line }
    dropKnownDates()
    findings.unrecognised.sort { $0.line < $1.line }
  }

  /// A date pattern in a field or a history that the record fills in is no riddle.
  private mutating func dropKnownDates() {
    var known = Set(findings.fields.lazy.filter { $0.meaning != "other" }.map(\.line))
    for table in findings.tables where TableMeaning(rawValue: table.meaning)?.isHistory == true {
      known.formUnion(table.line...table.line + 1 + table.rows)
    }
    findings.unrecognised.removeAll { $0.what == "date_pattern" && known.contains($0.line) }
  }

  private mutating func enter(_ section: Section, as role: SectionRole) {
    self.section = section.id
    heading = section.title
    self.role = role
    label = nil
  }

  private mutating func find(_ block: Block) {
    let line = block.lines.lowerBound
    switch block.kind {
    case .heading(let level, let text):
      if level >= 2, block.isTopLevel, let field = Volatile.headingField(Heading.plain(text)) {
        add(field.label, value: field.value, form: "heading", line: line)
      }
    case .htmlComment: findConditional(block)
    case .table(let table): find(table)
    case .listItem(let item): find(item, depth: block.listDepth, line: line)
    case .paragraph:
      noteLabel(block)
      if role == .openQuestions { findLabelledQuestions(in: block) }
    case .fence(_, closed: false):
      let text = document.lines[line - 1].trimmed
      findings.unrecognised.append(
        Unrecognised(
          what: "unclosed_fence", text: text, line: line,
          reason: "Nothing closes the fence, so all that follows was read as code."))
    default: break
    }
  }

  /// `**Must Verify**` in front of a list names the list.
  private mutating func noteLabel(_ block: Block) {
    guard block.lines.count == 1 else { return }
    let text = document.lines[block.lines.lowerBound - 1].trimmed
    guard text.hasPrefix("**"), text.hasSuffix("**") || text.hasSuffix(":") else { return }
    let plain = Heading.plain(text)
    label = (plain.hasSuffix(":") ? String(plain.dropLast()) : plain, block.lines.lowerBound)
  }

  private mutating func find(_ item: ListItem, depth: Int, line: Int) {
    if item.ticked != nil {
      findTask(item, line: line)
    } else if role == .openQuestions, !item.text.isEmpty {
      if depth == 1 { findQuestion(item.text, line: line) } else { noteAnswer(item.text) }
    } else {
      findRelated(item, line: line)
    }
  }

  private mutating func findConditional(_ block: Block) {
    let text = block.lines.map { document.lines[$0 - 1].text }.joined(separator: " ")
    guard let conditional = ConditionalText(comment: text) else {
      findings.unrecognised.append(
        Unrecognised(
          what: "comment", text: ConditionalText.folded(text), line: block.lines.lowerBound,
          reason: "It is a comment and no conditional: it stays where it is, and readers do not see it."))
      return
    }
    findings.conditionals.append(
      Conditional(
        kind: conditional.kind, asksFor: conditional.asksFor, condition: conditional.condition,
        fallback: conditional.fallback, section: section, line: block.lines.lowerBound))
  }
}

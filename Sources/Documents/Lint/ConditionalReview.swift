/// Asks a template's conditionals again, of the configuration that the project has now, and holds the document to the
/// answers.
package enum ConditionalReview {
  /// Findings of the rule `conditional_changed`: a section that says only its fall-back sentence though the
  /// configuration asks for it by now, or one that is written though the configuration asks for it no longer.
  /// Conditionals without a fall-back sentence, and those that the configuration does not answer, are the author's.
  package static func findings(
    in document: ParsedDocument, template: String, definition: TemplateDefinition? = nil, configuration: [String: Value]
  ) -> [LintFinding] {
    let origin = ParsedDocument(template)
    return Recogniser.findings(in: origin, definition: definition).conditionals.compactMap { conditional in
      guard let fallback = conditional.fallback,
        let isAskedFor = conditional.isMet(by: configuration, definition: definition),
        let section = section(of: conditional, from: origin, in: document)
      else { return nil }
      let isLeftOut = isOnly(fallback, section, in: document)
      guard isAskedFor == isLeftOut else { return nil }
      let name = conditional.asksFor.map { "'\($0)'" } ?? "what the section is for"
      return LintFinding(
        rule: LintRule.conditionalChanged.rawValue, section: section.id, line: section.lines.lowerBound,
        message: isAskedFor
          ? "The project's configuration has \(name) by now: write the section '\(section.title)'."
          : "The project's configuration does not have \(name): write only: \(fallback)")
    }
  }

  /// The document's section that came from the template's: by id, else by heading.
  private static func section(
    of conditional: Conditional, from template: ParsedDocument, in document: ParsedDocument
  ) -> Section? {
    if let section = document.sections.first(where: { $0.id == conditional.section }) { return section }
    return template.section(named: conditional.section).flatMap { document.section(named: $0.title) }
  }

  private static func isOnly(_ sentence: String, _ section: Section, in document: ParsedDocument) -> Bool {
    guard let whole = document.subtree(of: section.id) else { return false }
    let body = document.lines[section.lines.lowerBound - 1].bytes.upperBound..<whole.upperBound
    let words = document.text(body).split(whereSeparator: \.isWhitespace)
    let breaks: Set<Substring> = ["---", "***", "___"]
    return words.filter { !breaks.contains($0) } == sentence.split(whereSeparator: \.isWhitespace)
  }
}

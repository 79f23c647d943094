/// What became of one conditional of the template.
package struct ConditionalDecision: Hashable, Sendable, Codable {
  package let section: String
  package let condition: String
  /// Nil where the configuration says nothing: the comment stays for the author.
  package let kept: Bool?
  /// The sentence that stands for the section where it is not kept.
  package let fallback: String?
}

/// Decides conditionals by a project's configuration: the section, or its fall-back sentence.
enum ConditionalDeciding {
  static func decide(
    _ markdown: String, configuration: [String: Value], definition: TemplateDefinition?
  ) -> OpenedText {
    let document = ParsedDocument(markdown)
    let conditionals = Recogniser.findings(in: document, definition: definition).conditionals
    var dropped: Set<Int> = []
    var sentences: [Int: String] = [:]
    let decisions = conditionals.map { conditional in
      let kept = conditional.isMet(by: configuration, definition: definition)
      if let kept { apply(kept, conditional, document, &dropped, &sentences) }
      return ConditionalDecision(
        section: conditional.section, condition: conditional.condition, kept: kept, fallback: conditional.fallback)
    }
    guard !dropped.isEmpty || !sentences.isEmpty else { return OpenedText(markdown: markdown, decisions: decisions) }
    let lines = document.lines.map { line in
      (dropped.contains(line.number) ? "" : document.text(line.bytes)) + (sentences[line.number] ?? "")
    }
    return OpenedText(markdown: lines.joined(), decisions: decisions)
  }

  private static func apply(
    _ kept: Bool, _ conditional: Conditional, _ document: ParsedDocument, _ dropped: inout Set<Int>,
    _ sentences: inout [Int: String]
  ) {
    // An instruction without a sentence to fall back on stays for the author where its condition is not met.
    guard kept || conditional.fallback != nil else { return }
    let comment = document.blocks.first { $0.lines.lowerBound == conditional.line && $0.kind == .htmlComment }
    if let comment {
      dropped.formUnion(comment.lines)
      let after = comment.lines.upperBound + 1
      if kept, after <= document.lines.count, document.lines[after - 1].isBlank { dropped.insert(after) }
    }
    guard !kept, let fallback = conditional.fallback,
      let section = document.sections.first(where: { $0.id == conditional.section }),
      let whole = document.subtree(of: section.id)
    else { return }
    let heading = document.lines[section.lines.lowerBound - 1]
    // What parts the section from the next one stays.
    let body = document.bytes.trimmed(heading.bytes.upperBound..<whole.upperBound)
    let end = document.trailingBreak(in: heading.bytes.upperBound..<body.upperBound) ?? body.upperBound
    for line in document.lines where line.bytes.lowerBound >= heading.bytes.upperBound && line.bytes.lowerBound < end {
      dropped.insert(line.number)
    }
    sentences[section.lines.lowerBound] = "\n\(fallback)\n" + (end < body.upperBound ? "\n" : "")
  }
}

extension ParsedDocument {
  /// Where a thematic break that ends the range begins.
  fileprivate func trailingBreak(in range: Range<Int>) -> Int? {
    guard let last = lines.last(where: { $0.bytes.lowerBound < range.upperBound && !$0.isBlank }),
      last.bytes.lowerBound >= range.lowerBound, last.block >= 0, blocks[last.block].kind == .thematicBreak
    else { return nil }
    return last.bytes.lowerBound
  }
}

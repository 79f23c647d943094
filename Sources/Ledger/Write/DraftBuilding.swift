package import Documents
import Foundation
package import Workflow

/// Turns words into what the writer needs of them: sections with ids and digests, checklists, questions; the words
/// themselves go to the ledger under their digests.
package struct DraftBuilding: Sendable {
  package let content: DraftContent
  package let texts: [StoredText]
  package let markdown: String
  /// Its sections, as the next draft needs them.
  package let fingerprints: [SectionFingerprint]

  /// `previous` are the sections of the revision before, whose words the ledger keeps; none where there is no such.
  package init(
    markdown: String, previous: [SectionFingerprint], message: String?, source: DraftSource, author: String? = nil,
    definition: TemplateDefinition? = nil
  ) {
    let document = ParsedDocument(markdown, previous: previous)
    let findings = Recogniser.findings(in: document, definition: definition)
    let words = document.sections.map { document.text(of: $0) }
    let sections = zip(document.sections, words).map { section, text in
      SectionRef(
        id: section.id, title: section.title, level: section.level, digest: section.digest,
        text: Digests.sha256Hex(text))
    }
    texts = Self.texts(of: sections, words, after: previous)
    self.markdown = markdown
    fingerprints = zip(sections, words).map { section, text in
      SectionFingerprint(
        id: section.id, title: section.title, level: section.level, digest: section.digest, text: text)
    }
    content = DraftContent(
      sections: sections, checklists: findings.checklists, questions: findings.questions, message: message,
      source: source, author: author,
      frontMatter: Self.frontMatter(of: document), lint: Self.lint(document, findings),
      datedItems: findings.datedItems)
  }

  /// The words that are new, each after those of the same section before; the ledger keeps all others.
  private static func texts(
    of sections: [SectionRef], _ words: [String], after previous: [SectionFingerprint]
  ) -> [StoredText] {
    let before = Dictionary(previous.map { ($0.id, $0.text) }, uniquingKeysWith: { first, _ in first })
    return zip(sections, words).compactMap { section, text in
      guard let old = before[section.id] else { return StoredText(digest: section.text, body: Data(text.utf8)) }
      // Bytes are compared: two strings are equal that are written in different bytes.
      guard !old.utf8.elementsEqual(text.utf8) else { return nil }
      return StoredText(
        digest: section.text, body: Data(text.utf8), base: (Digests.sha256Hex(old), Data(old.utf8)))
    }
  }

  /// Keys of front matter that a condition of a workflow may ask for: the first.
  private static let frontMatterKeysMax = 200

  private static func frontMatter(of document: ParsedDocument) -> [String: String] {
    let entries = document.frontMatter?.entries.prefix(frontMatterKeysMax) ?? []
    return Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// By rule. Questions are left to the rule of their own, which knows what was decided since.
  private static func lint(_ document: ParsedDocument, _ found: Findings) -> [LintRemark] {
    let remarks = Linter.findings(in: document, found: found)
      .filter { $0.rule != LintRule.unansweredQuestion.rawValue }
    return Dictionary(grouping: remarks, by: \.rule).sorted { $0.key < $1.key }.map { rule, found in
      LintRemark(rule: rule, count: found.count, line: found.map(\.line).min() ?? 1)
    }
  }
}

extension DraftBuilding {
  /// A document's readable name: the title's words, and the end of its id so that no two are equal.
  package static func slug(title: String, id: String, tail: Int = 5) -> String {
    let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let slug = words.joined(separator: "-").prefix(60)
    return "\(slug.isEmpty ? "document" : slug)-\(id.suffix(tail))"
  }
}

extension Ledger {
  /// The sections of a state's latest revision, as the next one needs them.
  package func fingerprints(of state: DocumentState) async throws -> [SectionFingerprint] {
    try await fingerprints(of: state.sections)
  }

  /// The sections of any revision, as it named them.
  package func fingerprints(of sections: [SectionRef]) async throws -> [SectionFingerprint] {
    let texts = try await texts(of: sections)
    return zip(sections, texts).map { section, text in
      SectionFingerprint(
        id: section.id, title: section.title, level: section.level, digest: section.digest, text: text)
    }
  }

  /// A revision's words as they were written.
  package func markdown(of sections: [SectionRef]) async throws -> String {
    String(decoding: try await words(of: sections), as: UTF8.self)
  }
}

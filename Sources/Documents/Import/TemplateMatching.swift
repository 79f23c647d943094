import Foundation

/// How well a document fits one template, and why.
package struct TemplateMatch: Hashable, Sendable, Codable {
  /// How many of the template's traits of one kind the document has.
  package struct Share: Hashable, Sendable, Codable {
    package var found: Int
    package var of: Int
  }

  package var template: String
  /// From 0 to 1, in hundredths.
  package var score: Double
  /// The template's headings that the document has, as the template writes them.
  package var headings: [String]
  package var missing: [String]
  package var tables: Share
  package var labels: Share
  package var frontMatter: Share

  enum CodingKeys: String, CodingKey {
    case template, score, headings, missing, tables, labels
    case frontMatter = "front_matter"
  }

  /// Itself, where the document fits the template at all.
  package var fitting: TemplateMatch? { score >= TemplateMatching.scoreMin ? self : nil }

  /// One line: `57 of 60 headings, 21 of 24 tables, 9 of 9 labels; missing: Glossary`.
  package var why: String {
    let shares = [("tables", tables), ("labels", labels), ("front-matter keys", frontMatter)].compactMap {
      $1.of > 0 ? "\($1.found) of \($1.of) \($0)" : nil
    }
    let counts = ["\(headings.count) of \(headings.count + missing.count) headings"] + shares
    let named = missing.prefix(4).joined(separator: ", ") + (missing.count > 4 ? ", …" : "")
    return counts.joined(separator: ", ") + (missing.isEmpty ? "" : "; missing: \(named)")
  }
}

/// Scores documents against templates by what they share: headings, table headers, field labels, front-matter keys.
///
/// What few of the templates have counts more. The score is an F-measure: how much of the template stands in the
/// document, and how many of the document's headings are the template's, the former counting four times as much, so
/// that an author's own sections cost little and a shared `References` alone earns nothing.
package struct TemplateMatching: Sendable {
  /// Below it a document is none of a template's: half a template left out still has more, other kinds of documents
  /// stay under half of it.
  package static let scoreMin = 0.35

  private let templates: [(name: String, traits: TemplateTraits)]
  /// In how many templates each trait stands.
  private let frequency: [TemplateTrait: Int]

  /// Reads each template once; time linear in their length.
  package init(_ templates: [(name: String, markdown: String)]) {
    self.templates = templates.map { ($0.name, TemplateTraits(ParsedDocument($0.markdown))) }
    frequency = self.templates.reduce(into: [:]) { count, template in
      for (trait, _) in template.traits.all { count[trait, default: 0] += 1 }
    }
  }

  /// All templates, the best first; equal ones by name.
  package func matches(for document: ParsedDocument) -> [TemplateMatch] {
    let traits = DocumentTraits(document)
    return templates.map { match(traits, $0.name, $0.traits) }.sorted {
      ($1.score, $0.template) < ($0.score, $1.template)
    }
  }

  private func match(_ document: DocumentTraits, _ name: String, _ template: TemplateTraits) -> TemplateMatch {
    let shared = template.all.filter { document.all.contains($0.trait) }
    let recall = ratio(weight(shared.map(\.trait)), weight(template.all.map(\.trait)))
    let score = Self.fMeasure(precision: precision(of: document, for: template), recall: recall)
    func share(_ kind: TemplateTrait.Kind) -> TemplateMatch.Share {
      TemplateMatch.Share(
        found: shared.count { $0.trait.kind == kind }, of: template.all.count { $0.trait.kind == kind })
    }
    let headings = template.all.filter { $0.trait.kind == .heading }
    return TemplateMatch(
      template: name, score: (score * 100).rounded() / 100,
      headings: headings.filter { document.all.contains($0.trait) }.map(\.written),
      missing: headings.filter { !document.all.contains($0.trait) }.map(\.written), tables: share(.table),
      labels: share(.label), frontMatter: share(.frontMatter))
  }

  /// Which part of the document's headings are the template's, by weight.
  private func precision(of document: DocumentTraits, for template: TemplateTraits) -> Double {
    let own = Set(template.all.map(\.trait))
    var (found, all) = (0.0, 0.0)
    for keys in document.headings {
      let traits = keys.map { TemplateTrait(kind: .heading, key: $0) }
      let counts = traits.map { weight([$0]) }.min() ?? 0
      all += counts
      if traits.contains(where: own.contains) { found += counts }
    }
    return ratio(found, all)
  }

  /// A trait of one template among N counts ln(1 + N), one of all of them ln 2.
  private func weight(_ traits: [TemplateTrait]) -> Double {
    traits.reduce(0) { sum, trait in
      sum + trait.weight * log(1 + Double(templates.count) / Double(max(1, frequency[trait] ?? 1)))
    }
  }

  private func ratio(_ part: Double, _ whole: Double) -> Double { whole > 0 ? part / whole : 0 }

  /// F with beta 2.
  private static func fMeasure(precision: Double, recall: Double) -> Double {
    let below = 4 * precision + recall
    return below > 0 ? 5 * precision * recall / below : 0
  }
}

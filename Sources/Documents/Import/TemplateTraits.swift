/// One thing that a template's documents have in common.
struct TemplateTrait: Hashable {
  enum Kind: Hashable, CaseIterable {
    case heading, table, label, frontMatter
  }

  let kind: Kind
  /// In lower case, without numbering, emphasis and what an author fills in.
  let key: String

  /// How much it says beside a heading: labels such as `Purpose` are common, and tables are reshaped.
  var weight: Double {
    switch kind {
    case .heading, .frontMatter: 1
    case .table: 0.8
    case .label: 0.5
    }
  }
}

/// The traits of a template, in the order of its lines, each once and with the words that it was written in.
struct TemplateTraits {
  private(set) var all: [(trait: TemplateTrait, written: String)] = []

  init(_ template: ParsedDocument) {
    var seen: Set<TemplateTrait> = []
    func add(_ kind: TemplateTrait.Kind, _ key: String, _ written: String) {
      let trait = TemplateTrait(kind: kind, key: key)
      if seen.insert(trait).inserted { all.append((trait, written)) }
    }
    for section in template.sections where section.level > 0 {
      if let key = HeadingKey.template(section.title) { add(.heading, key, section.title) }
    }
    for found in BodyTraits.all(in: template) where TemplateText.withoutPlaceholders(found.key) == found.key {
      add(found.kind, found.key, found.key)
    }
  }
}

/// The traits that a document may share with templates.
struct DocumentTraits {
  private(set) var all: Set<TemplateTrait> = []
  /// The keys of each heading; headings that answer to the same keys count once.
  private(set) var headings: Set<[String]> = []

  init(_ document: ParsedDocument) {
    headings = Set(document.sections.lazy.filter { $0.level > 0 }.map { HeadingKey.document($0.title) })
    all = Set(headings.joined().map { TemplateTrait(kind: .heading, key: $0) }).union(BodyTraits.all(in: document))
  }
}

/// Table headers, labels of bold fields and keys of the front matter.
enum BodyTraits {
  static func all(in document: ParsedDocument) -> [TemplateTrait] {
    let keys = document.frontMatter?.entries.map { TemplateTrait(kind: .frontMatter, key: $0.key.lowercased()) } ?? []
    return keys + document.blocks.flatMap { traits(of: $0, in: document) }
  }

  private static func traits(of block: Block, in document: ParsedDocument) -> [TemplateTrait] {
    switch block.kind {
    case .table(let table): [TemplateTrait(kind: .table, key: columns(table))]
    case .listItem(let item): label(item.text).map { [$0] } ?? []
    case .paragraph, .quote: block.lines.compactMap { label(document.lines[$0 - 1].text) }
    default: []
    }
  }

  private static func columns(_ table: Table) -> String {
    table.header.map { Heading.plain($0).lowercased() }.joined(separator: " | ")
  }

  private static func label(_ line: String) -> TemplateTrait? {
    guard let field = Volatile.boldField(line) else { return nil }
    return TemplateTrait(kind: .label, key: Heading.plain(field.label).lowercased())
  }
}

import Documents
import TestSupport
import Testing

struct IdentifyingAnySections {
  private func ids(_ text: String, after document: ParsedDocument) -> [String] {
    ParsedDocument(text, previous: document.fingerprints).sections.map(\.id)
  }

  private func text(_ document: ParsedDocument, replacing section: Section, _ words: String) -> String {
    document.text(0..<section.bytes.lowerBound) + words
      + document.text(section.bytes.upperBound..<document.bytes.count)
  }

  /// Sections with enough words of their own to be known by them.
  private func telling(_ document: ParsedDocument) -> [Section] {
    let bodies = document.sections.map { body(document, $0).split(whereSeparator: \.isWhitespace).joined() }
    return document.sections.indices.filter { index in
      document.sections[index].level > 1 && bodies[index].count > 60 && bodies.count { $0 == bodies[index] } == 1
    }.map { document.sections[$0] }
  }

  private func heading(_ document: ParsedDocument, _ section: Section) -> String {
    document.text(document.lines[section.lines.lowerBound - 1].bytes)
  }

  private func body(_ document: ParsedDocument, _ section: Section) -> String {
    String(document.text(of: section).dropFirst(section.level == 0 ? 0 : heading(document, section).count))
  }

  @Test(arguments: Samples.documents)
  func `edits of a section's text keep all`(sample: Samples.Sample) {
    var random = Seeded()
    let document = ParsedDocument(sample.text)
    for section in document.sections.shuffled(using: &random).prefix(12) {
      let words = body(document, section).split(separator: " ", omittingEmptySubsequences: false).map { word in
        !word.isEmpty && word.allSatisfy(\.isLetter) && Int.random(in: 0..<3, using: &random) == 0
          ? "other" : String(word)
      }
      let head = section.level == 0 ? "" : heading(document, section)
      let edited = text(document, replacing: section, head + words.joined(separator: " "))
      let found = ids(edited, after: document)
      #expect(found == document.sections.map(\.id), "\(sample), \(section.id), seed \(random.seed)")
    }
  }

  @Test(arguments: Samples.documents)
  func `another heading over the same text keeps all`(sample: Samples.Sample) {
    let document = ParsedDocument(sample.text)
    for section in telling(document) {
      let hashes = String(repeating: "#", count: section.level)
      let edited = text(document, replacing: section, "\(hashes) Quite something else\n" + body(document, section))
      #expect(ids(edited, after: document) == document.sections.map(\.id), "\(sample), \(section.id)")
    }
  }

  @Test(arguments: Samples.documents)
  func `renumbering keeps all`(sample: Samples.Sample) {
    let document = ParsedDocument(sample.text)
    var number = 20
    let edited = document.sections.map { section in
      guard section.level == 2, heading(document, section).hasPrefix("## ") else { return document.text(of: section) }
      number += 1
      let bare = heading(document, section).dropFirst(3).drop { $0.isNumber || $0 == "." || $0 == " " }
      return "## \(number). \(bare)" + body(document, section)
    }
    #expect(ids(edited.joined(), after: document) == document.sections.map(\.id), "\(sample)")
  }

  @Test(arguments: Samples.documents)
  func `a section that moves with what is below it takes its ids along`(sample: Samples.Sample) {
    var random = Seeded()
    let document = ParsedDocument(sample.text)
    var trees: [[Section]] = []
    for section in document.sections {
      if section.level > 2, !trees.isEmpty { trees[trees.count - 1].append(section) } else { trees.append([section]) }
    }
    let movable = trees.indices.filter { trees[$0][0].level == 2 }
    guard movable.count > 2 else { return }
    for _ in 0..<8 {
      var order = trees
      let from = movable.randomElement(using: &random) ?? 0
      let tree = order.remove(at: from)
      order.insert(tree, at: min(movable.randomElement(using: &random) ?? 0, order.count))
      let edited = order.joined().map { document.text(of: $0) + "\n" }.joined()
      let found = ids(edited, after: document)
      #expect(found == order.joined().map(\.id), "\(sample), \(tree[0].id), seed \(random.seed)")
    }
  }

  @Test func `repeated headings follow their texts`() {
    var random = Seeded()
    for _ in 0..<20 {
      let count = Int.random(in: 2...12, using: &random)
      let sections = (0..<count).map { number in
        "## Component\n\nIt is number \(number) and speaks of \((0..<8).map { "thing\(number * 10 + $0)" }.joined(separator: " ")).\n\n"
      }
      let document = ParsedDocument(sections.joined())
      let known = document.sections.map(\.id)
      #expect(Set(known).count == count)
      let order = Array(0..<count).shuffled(using: &random)
      let found = ids(order.map { sections[$0] }.joined(), after: document)
      #expect(found == order.map { known[$0] }, "seed \(random.seed)")
    }
  }

  @Test func `are unique after anything`() {
    var random = Seeded()
    for _ in 0..<300 {
      let old = ParsedDocument(Samples.soup(&random))
      let new = ParsedDocument(
        TextMutation.some(old.source + Samples.soup(&random), &random), previous: old.fingerprints)
      let found = new.sections.map(\.id)
      #expect(Set(found).count == found.count, "seed \(random.seed)")
      #expect(found.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 < 0x80 } }, "seed \(random.seed)")
    }
  }
}

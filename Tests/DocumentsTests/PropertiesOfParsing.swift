import Documents
import TestSupport
import Testing

struct PrintingAnyMarkdown {
  /// Parsed and printed it is the text to the byte; lines and sections tile it, each section begins where a line does.
  private func expectWhole(_ text: String, _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let document = ParsedDocument(text)
    let bytes = Array(text.utf8)
    let printed = document.sections.map { document.text(of: $0) }.joined()
    #expect(printed.utf8.elementsEqual(bytes), "\(what): \(text.debugDescription)", sourceLocation: sourceLocation)
    var (line, byte) = (1, 0)
    var isTiled = document.bytes == bytes && (!document.sections.isEmpty || bytes.isEmpty)
    for section in document.sections {
      isTiled =
        isTiled && section.bytes.lowerBound == byte && section.lines.lowerBound == line && !section.bytes.isEmpty
      (line, byte) = (section.lines.upperBound + 1, section.bytes.upperBound)
    }
    isTiled = isTiled && byte == bytes.count && line == document.lines.count + 1
    isTiled = isTiled && document.lines.flatMap { Array($0.bytes) }.elementsEqual(bytes.indices)
    #expect(isTiled, "\(what): \(text.debugDescription)", sourceLocation: sourceLocation)
    let ids = Set(document.sections.map(\.id))
    #expect(ids.count == document.sections.count, "\(what): \(text.debugDescription)", sourceLocation: sourceLocation)
  }

  @Test func `fragments, bytes and scalars print as they were given`() {
    var random = Seeded()
    for _ in 0..<400 {
      expectWhole(Samples.soup(&random), "seed \(random.seed)")
      expectWhole(Samples.noise(&random), "seed \(random.seed)")
      expectWhole(Samples.scalars(&random), "seed \(random.seed)")
    }
  }

  @Test(arguments: [
    "", "\n", "\r", "\r\n", "\n\r", "\u{FEFF}", "\u{FEFF}# A", "\u{0}", "# \u{0}\n", "#", "---", "---\n---",
    "---\na: b",
    "---\r\na: b\r\n---\r\n# T", "a\rb\r\nc\n", "# A\r# B\r\n# C", "\u{FEFF}---\na: b\n---\n", "|", "|-|", "a|\n-|",
    "- |a|\n  |-|",
    "[a]: /u\n===", "> ", "-", "```", "\t\t", "# A\n\u{2028}# B", "a\u{B}\u{C}b",
  ])
  func `edge cases print as they were given`(text: String) {
    expectWhole(text, "edge case")
  }

  @Test(arguments: Samples.documents)
  func `documents print as they were given after any mutation`(sample: Samples.Sample) {
    var random = Seeded()
    expectWhole(sample.text, sample.description)
    for mutation in TextMutation.allCases {
      for _ in 0..<3 {
        let text = mutation.apply(to: sample.text, &random)
        expectWhole(text, "\(sample), \(mutation.rawValue), seed \(random.seed)")
      }
    }
  }
}

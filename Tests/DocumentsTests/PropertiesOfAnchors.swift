import Documents
import TestSupport
import Testing

struct AnchoringAnywhere {
  private func folded(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

  private func words(_ place: AnchorPlace, of document: ParsedDocument) -> String {
    guard let start = place.lineStart, let end = place.lineEnd else { return "" }
    return document.text(document.lines[start - 1].bytes.lowerBound..<document.lines[end - 1].bytes.upperBound)
  }

  private func quote(_ document: ParsedDocument, _ random: inout Seeded) -> (anchor: Anchor, text: String)? {
    guard let line = document.lines.filter({ $0.text.split(separator: " ").count > 3 }).randomElement(using: &random)
    else { return nil }
    let words = line.text.split(separator: " ")
    let first = Int.random(in: 0..<words.count - 2, using: &random)
    let text = words[first...min(words.count - 1, first + Int.random(in: 1...6, using: &random))].joined(separator: " ")
    guard line.text.contains(text), let section = document.section(atLine: line.number) else { return nil }
    return (Anchor(section: section.id, quote: text, lineStart: line.number, lineEnd: line.number), text)
  }

  @Test(arguments: Samples.documents)
  func `what is placed says what the quote says`(sample: Samples.Sample) {
    var random = Seeded()
    let old = ParsedDocument(sample.text)
    for _ in 0..<40 {
      guard let (anchor, text) = quote(old, &random) else { continue }
      let new = ParsedDocument(TextMutation.some(sample.text, &random), previous: old.fingerprints)
      let place = Anchors.locate(anchor, in: old, to: new)
      if place.isOutdated {
        #expect(place.lineStart == nil && place.section == nil)
      } else {
        #expect(
          folded(words(place, of: new)).contains(folded(text)), "\(sample) '\(text)', seed \(random.seed)")
        #expect(place.section == place.lineStart.flatMap { new.section(atLine: $0)?.id }, "seed \(random.seed)")
      }
      let still = Anchors.locate(anchor, in: old, to: old)
      #expect(still.lineStart == anchor.lineStart, "\(sample) '\(text)', seed \(random.seed)")
    }
  }

  @Test(arguments: Samples.documents)
  func `lines above, another order and another heading take the anchor along`(sample: Samples.Sample) throws {
    var random = Seeded()
    let old = ParsedDocument(sample.text)
    for _ in 0..<20 {
      guard let (anchor, text) = quote(old, &random), let line = anchor.lineStart else { continue }
      let what = "\(sample) '\(text)', seed \(random.seed)"
      let section = try #require(old.section(atLine: line))
      // Lines above, in the same section.
      let head = old.lines[section.lines.lowerBound - 1].bytes.upperBound
      if line > section.lines.lowerBound, section.level > 0 {
        let more = old.text(0..<head) + "\nMore words.\n\nAnd more.\n\n" + old.text(head..<old.bytes.count)
        let place = Anchors.locate(anchor, in: old, to: ParsedDocument(more, previous: old.fingerprints))
        #expect(place.lineStart == line + 5, "\(what)")
      }
      // The section to the end of the document.
      guard section.level > 0 else { continue }
      let rest = old.text(0..<section.bytes.lowerBound) + old.text(section.bytes.upperBound..<old.bytes.count)
      let moved = ParsedDocument(rest + "\n" + old.text(of: section), previous: old.fingerprints)
      // A section among others like it may take the id of another.
      guard moved.sections.last?.id == section.id else { continue }
      let place = Anchors.locate(anchor, in: old, to: moved)
      let start = moved.lines.count - section.lines.count
      #expect(place.lineStart == start + line - section.lines.lowerBound + 1, "\(what)")
    }
  }

  @Test(arguments: Samples.documents)
  func `words that are gone leave the anchor outdated`(sample: Samples.Sample) {
    var random = Seeded()
    let old = ParsedDocument(sample.text)
    for _ in 0..<20 {
      guard let (anchor, text) = quote(old, &random) else { continue }
      let without = sample.text.replacing(text, with: "nothing")
      guard !folded(without).contains(folded(text)) else { continue }
      let place = Anchors.locate(anchor, in: old, to: ParsedDocument(without, previous: old.fingerprints))
      #expect(place.isOutdated, "\(sample) '\(text)', seed \(random.seed)")
    }
  }

  private let base = "# A\n\nThe fox runs.\n\nWait.\n\nThe fox runs on.\n\n# B\n\nA fox sleeps here.\n"

  private func line(_ anchor: Anchor, in text: String) -> Int? {
    let old = ParsedDocument(base)
    return Anchors.locate(anchor, in: old, to: ParsedDocument(text, previous: old.fingerprints)).lineStart
  }

  @Test func `tells words that stand twice apart`() {
    let second = Anchor(section: "a", quote: "fox", lineStart: 7, lineEnd: 7)
    #expect(line(second, in: base) == 7)
    #expect(line(second, in: base.replacing("Wait.", with: "Wait.\n\nMore.")) == 9)
    #expect(line(second, in: base.replacing("The fox runs.\n\n", with: "")) == 5)
    #expect(line(second, in: base.replacing("fox runs on", with: "cat runs on")) == nil)
    #expect(line(second, in: base.replacing("fox runs on", with: "fox walks on")) == 7)
    #expect(line(Anchor(section: "a", quote: "fox"), in: base) == 3)
  }

  @Test func `lands on no words of another place`() {
    let sleeping = Anchor(section: "b", quote: "fox", lineStart: 11)
    #expect(line(sleeping, in: base.replacing("A fox sleeps", with: "A cat sleeps")) == nil)
    // The words went to another section, and stood nowhere else.
    let here = Anchor(section: "b", quote: "sleeps here", lineStart: 11)
    let moved = base.replacing("A fox sleeps here.", with: "Gone.").replacing("Wait.", with: "It sleeps\nhere.")
    #expect(line(here, in: moved) == 5)
    #expect(line(here, in: moved.replacing("runs on", with: "sleeps here")) == nil)
    // Part of another word is another word.
    #expect(line(Anchor(section: "b", quote: "here"), in: base.replacing("sleeps here", with: "sleeps there")) == nil)
    #expect(line(Anchor(section: "b", quote: "ere"), in: base.replacing("sleeps here", with: "sleeps there")) == 11)
  }

  @Test func `folds white space, and follows lines and sections`() {
    #expect(
      line(Anchor(section: "b", quote: "fox  sleeps\nhere"), in: base.replacing("fox sleeps", with: "fox\r\nsleeps"))
        == 11)
    #expect(line(Anchor(section: "a", lineStart: 5, lineEnd: 7), in: "Before.\n\n" + base) == 7)
    #expect(line(Anchor(section: "a", lineStart: 7, lineEnd: 9), in: "Before.\n\n" + base) == 9)
    #expect(line(Anchor(section: "a", lineStart: 5), in: base.replacing("Wait.", with: "Go.")) == nil)
    #expect(line(Anchor(section: "b"), in: base) == 9 && line(Anchor(section: "none"), in: base) == nil)
    #expect(line(Anchor(section: "b", quote: " \n"), in: base) == 9)
  }
}

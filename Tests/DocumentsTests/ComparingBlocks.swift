import Documents
import TestSupport
import Testing

struct ComparingBlocks {
  private func words(_ block: BlockChange) -> String {
    block.parts.map { part in
      switch part.op {
      case .same: part.text
      case .added: "+\(part.text)+"
      case .removed: "-\(part.text)-"
      }
    }.joined()
  }

  private func changes(_ old: String, _ new: String) -> [String] {
    BlockDiff.changes(from: old, to: new).map { "\($0.kind.rawValue): \(words($0))" }
  }

  @Test func `a changed paragraph shows the words that changed`() {
    #expect(
      changes("One stays.\n\nRounding is half to even, always.\n", "One stays.\n\nRounding is half up, always.\n") == [
        "same: One stays.", "changed: Rounding is half -to even-+up+, always.",
      ])
  }

  @Test func `a sign beside a word does not change the word`() {
    #expect(
      changes("It rings, then stops here.", "It rings; then stops here.") == [
        "changed: It rings-,-+;+ then stops here."
      ])
  }

  @Test func `a paragraph with other words is another one, and what went comes first`() {
    #expect(
      changes("Nobody may enter at night.\n", "Costs are shared by all regions equally.\n") == [
        "removed: -Nobody may enter at night.-", "added: +Costs are shared by all regions equally.+",
      ])
  }

  @Test func `a table and code are compared within themselves, and keep their spaces`() {
    let table = { (cost: String) in "| What | Cost |\n|------|------|\n| Door |  \(cost) |\n" }
    let blocks = BlockDiff.changes(from: table("40"), to: table("50"))
    #expect(blocks.map(\.style) == [.exact])
    #expect(words(blocks[0]) == "| What | Cost |\n|------|------|\n| Door |  -40-+50+ |")
    let code = { (name: String) in "```sql\nSELECT \(name)\n\nFROM door;\n```\n\nAfter it.\n" }
    #expect(BlockDiff.changes(from: code("id"), to: code("key")).map(\.style) == [.exact, .prose])
  }

  @Test func `other blank lines and carriage returns are no change`() {
    #expect(changes("One.\n\nTwo.\n", "One.\r\n\r\n\r\nTwo.") == ["same: One.", "same: Two."])
  }

  @Test func `the parts are both texts, whatever they are`() {
    var random = Seeded()
    let pieces = [
      "a door", "rings", " ", "\n\n", "\n", "# Head\n", "| a | b |\n", "```\n", ".", "é\u{301}", "400", "- [ ] x\n",
    ]
    for _ in 0..<300 {
      let text = { (random: inout Seeded) in
        (0..<Int.random(in: 0...30, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      }
      let (old, new) = (text(&random), text(&random))
      let changes = BlockDiff.changes(from: old, to: new)
      func joined(without operation: DiffOperation) -> [Substring] {
        changes.map { $0.parts.filter { $0.op != operation }.map(\.text).joined() }.joined(separator: "\n")
          .split { $0.isWhitespace }
      }
      #expect(joined(without: .added) == old.split { $0.isWhitespace }, "seed \(random.seed)")
      #expect(joined(without: .removed) == new.split { $0.isWhitespace }, "seed \(random.seed)")
    }
  }

  @Test(arguments: HostilePattern.all)
  func `takes linear time on hostile words`(pattern: HostilePattern) {
    let text = pattern.text()
    let other = String(text.unicodeScalars.enumerated().map { $0.offset % 61 == 30 ? "x" : Character($0.element) })
    let time = ThreadTime.measure { _ = BlockDiff.changes(from: text, to: other) }
    #expect(time < .seconds(20), "\(pattern)")
  }
}

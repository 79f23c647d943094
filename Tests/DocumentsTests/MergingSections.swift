@testable import Documents
import TestSupport
import Testing

struct MergingSections {
  private let base =
    "# Store\n\nWhat it is.\n\n## Doors\n\nThey ring.\n\n## Costs\n\nA day costs 400.\n\n## Security\n\nBy list.\n"

  private func merge(_ mine: String, _ theirs: String) -> SectionMerge {
    let base = ParsedDocument(base).fingerprints
    return SectionMerge(
      base: base, mine: ParsedDocument(mine, previous: base).fingerprints,
      theirs: ParsedDocument(theirs, previous: base).fingerprints)
  }

  @Test func `what one side alone changed is taken from it`() {
    let merge = merge(base.replacing("ring", with: "sing"), base.replacing("400", with: "500"))
    #expect(merge.conflicts.isEmpty)
    #expect(merge.text(choosing: [:]) == base.replacing("ring", with: "sing").replacing("400", with: "500"))
  }

  @Test func `the same change on both sides is no conflict`() {
    let both = base.replacing("400", with: "500")
    #expect(merge(both, both).text(choosing: [:]) == both)
  }

  @Test func `what both changed waits for a choice`() {
    let merge = merge(base.replacing("400", with: "500"), base.replacing("400", with: "600"))
    #expect(merge.conflicts.map(\.id) == ["costs"])
    #expect(merge.text(choosing: [:]) == nil)
    #expect(
      merge.text(choosing: ["costs": "## Costs\n\nA day costs 550.\n\n"]) == base.replacing("400", with: "550"))
    #expect(merge.text(choosing: ["costs": ""])?.contains("Costs") == false)
  }

  @Test func `what one side took out and the other changed waits for a choice`() {
    let merge = merge(base.replacing("## Costs\n\nA day costs 400.\n\n", with: ""), base.replacing("400", with: "600"))
    #expect(
      merge.conflicts.map(\.outcome) == [
        .conflict(
          .init(base: "## Costs\n\nA day costs 400.\n\n", mine: nil, theirs: "## Costs\n\nA day costs 600.\n\n"))
      ])
  }

  @Test func `what one side took out and the other left is gone`() {
    let without = base.replacing("## Costs\n\nA day costs 400.\n\n", with: "")
    #expect(
      merge(without, base.replacing("ring", with: "sing")).text(choosing: [:])
        == without.replacing("ring", with: "sing"))
    #expect(
      merge(base.replacing("ring", with: "sing"), without).text(choosing: [:])
        == without.replacing("ring", with: "sing"))
  }

  @Test func `new sections of both sides stand after what they followed`() {
    let mine = base.replacing("## Costs", with: "## Lifts\n\nTwo.\n\n## Costs")
    let theirs = base + "\n## Rooms\n\nFour.\n"
    let wanted = mine + "\n## Rooms\n\nFour.\n"
    #expect(merge(mine, theirs).text(choosing: [:]) == wanted)
    #expect(merge(theirs, mine).text(choosing: [:]) == wanted)
  }

  @Test func `sections of one name that both added wait for a choice`() {
    let merge = merge(base + "\n## Rooms\n\nFour.\n", base + "\n## Rooms\n\nFive.\n")
    #expect(merge.conflicts.map(\.id) == ["rooms"])
  }

  @Test func `the order is that of the side that changed it`() {
    let security = "## Security\n\nBy list.\n"
    let moved = base.replacing("\n" + security, with: "").replacing("## Doors", with: security + "\n## Doors")
    let order = { (merge: SectionMerge) in merge.parts.map(\.id) }
    #expect(order(merge(moved, base.replacing("400", with: "500"))) == ["store", "security", "doors", "costs"])
    #expect(order(merge(base.replacing("400", with: "500"), moved)) == ["store", "security", "doors", "costs"])
  }

  @Test func `whoever changed nothing gets the other text`() {
    var random = Seeded()
    for _ in 0..<100 {
      var lines = base.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      for _ in 0..<3 { lines[Int.random(in: 0..<lines.count, using: &random)] += " more" }
      let other = lines.joined(separator: "\n")
      let trimmed = { (text: String?) in text?.split(whereSeparator: \.isWhitespace) }
      #expect(trimmed(merge(base, other).text(choosing: [:])) == trimmed(other), "seed \(random.seed)")
      #expect(trimmed(merge(other, base).text(choosing: [:])) == trimmed(other), "seed \(random.seed)")
    }
  }
}

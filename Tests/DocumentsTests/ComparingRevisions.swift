import Documents
import Testing

@Suite struct ComparingRevisions {
  private let old = ParsedDocument(
    """
    # Store

    What it is.

    ## Doors

    A door that stands open rings after a minute.

    ## Costs

    A day costs 400, and a week costs 2500.

    ## Security

    Only those on the list may enter the store.

    """)

  private func parts(_ new: String) -> [RevisionComparison.Part] {
    RevisionComparison(from: old.fingerprints, to: ParsedDocument(new, previous: old.fingerprints).fingerprints).parts
  }

  private func told(_ new: String) -> [String] {
    parts(new).map { "\($0.id):\($0.changes.map { " " + $0.rawValue }.joined())\($0.isSlight ? " slight" : "")" }
  }

  @Test func `the same revision is the same`() {
    #expect(parts(old.source).allSatisfy { $0.isSame && $0.blocks.isEmpty })
  }

  @Test func `each section is told by what became of it, and what went stands where it stood`() {
    let new =
      old.source.replacing("400", with: "500")
      .replacing("## Doors\n\nA door that stands open rings after a minute.\n\n", with: "")
      + "\n## Rooms\n\nThere are four of them.\n"
    #expect(told(new) == ["store:", "doors: removed", "costs: changed", "security:", "rooms: added"])
  }

  @Test func `a section that moved is named with where it stood`() {
    let security = "## Security\n\nOnly those on the list may enter the store.\n"
    let new = old.source.replacing(security, with: "").replacing("## Doors", with: security + "\n## Doors")
    let moved = parts(new).filter { $0.changes.contains(.moved) }
    #expect(moved.map(\.id) == ["security"])
    #expect(moved.first?.formerNeighbour == "Costs")
    #expect(moved.first?.blocks.isEmpty == true)
  }

  @Test func `a new title is a change of the section that had the old one`() {
    let renamed = parts(old.source.replacing("## Costs", with: "## Prices")).first { $0.id == "costs" }
    #expect(renamed?.changes == [.renamed, .changed])
    #expect(renamed?.formerTitle == "Costs")
  }

  @Test func `spaces alone are told as such`() {
    let new = old.source.replacing("rings after", with: "rings after").replacing("What it is.", with: "What it is.   ")
    #expect(told(new) == ["store: slight", "doors:", "costs:", "security:"])
  }
}

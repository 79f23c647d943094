import Testing

@testable import Documents

struct SectionIdentifying {
  private func ids(_ text: String, after earlier: String) -> [String] {
    ParsedDocument(text, previous: ParsedDocument(earlier).fingerprints).sections.map(\.id)
  }

  @Test func `makes ids of headings without their numbering`() {
    let text = "# Doc\n## 1.2 Purpose\n## 6. Security *Architecture*\n## A. Glossary\n## Überblick\n## ###\n## 日本\n"
    #expect(
      ParsedDocument(text).sections.map(\.id)
        == ["doc", "purpose", "security-architecture", "glossary", "uberblick", "section", "section-2"])
  }

  @Test func `numbers repeated headings`() {
    let text = "## A-2\n## Purpose\n## Purpose\n## A\n## A\n## A\n"
    #expect(ParsedDocument(text).sections.map(\.id) == ["a-2", "purpose", "purpose-2", "a", "a-3", "a-4"])
  }

  @Test func `leaves the value out of a review heading's id`() {
    let text = "## Approval\n### Reviewer: Ann\n### Date: 2026-01-02\n### Status: Approved\n"
    #expect(ParsedDocument(text).sections.map(\.id) == ["approval", "reviewer", "date", "status"])
    let filled = text.replacing("Ann", with: "Bob").replacing("Approved", with: "Rejected")
    #expect(ids(filled, after: text) == ["approval", "reviewer", "date", "status"])
  }

  private let base = """
    # Doc

    ## 1. Goals

    We want the parcel tracker to be fast and to be right about every parcel.

    ## 2. Data

    Parcels are kept in one table with an index on the tracking number.

    ## 3. Risks

    The carrier's interface may be away for hours at a time, so we queue.

    """

  @Test func `keeps the id of a reworded heading`() {
    let text = base.replacing("## 2. Data", with: "## 2. Storage of parcels")
    #expect(ids(text, after: base) == ["doc", "goals", "data", "risks"])
  }

  @Test func `keeps the id of a reworded heading over slightly changed text`() {
    let text = base.replacing("## 2. Data", with: "## Storage").replacing("one table", with: "a single table")
    #expect(ids(text, after: base) == ["doc", "goals", "data", "risks"])
  }

  @Test func `keeps ids when sections move and are renumbered`() {
    let text = """
      # Doc

      ## 1. Risks

      The carrier's interface may be away for hours at a time, so we queue.

      ## 2. Goals

      We want the parcel tracker to be fast and to be right about every parcel.

      ## 3. Data

      Parcels are kept in one table with an index on the tracking number.

      """
    #expect(ids(text, after: base) == ["doc", "risks", "goals", "data"])
  }

  @Test func `keeps the id of a section whose text is rewritten under the same heading`() {
    let text = base.replacing("Parcels are kept in one table with an index on the tracking number.", with: "None.")
    #expect(ids(text, after: base) == ["doc", "goals", "data", "risks"])
  }

  @Test func `gives a new section an id that no earlier section had`() {
    let text = base.replacing("## 3. Risks", with: "## Data\n\nSomething else entirely.\n\n## 3. Risks")
    #expect(ids(text, after: base) == ["doc", "goals", "data", "data-2", "risks"])
    let without = base.replacing("## 2. Data", with: "## Goals")
      .replacing("Parcels are kept in one table with an index on the tracking number.", with: "All other words.")
    #expect(ids(without, after: base) == ["doc", "goals", "goals-2", "risks"])
  }

  private func component(_ number: Int, _ name: String, _ words: String) -> String {
    "## 3.\(number) Component: \(name)\n\n### 3.\(number).1 Purpose\n\n\(words)\n\n### 3.\(number).2 Interfaces\n\nNone.\n\n"
  }

  @Test func `keeps the ids of equal subsections when a component comes before them`() {
    let billing = "Sends the invoices at the end of the month and collects what is due."
    let before = component(1, "Billing", billing) + component(2, "Search", "Finds parcels by any word on the label.")
    let after =
      component(1, "Login", "Lets people in with their key.") + component(2, "Billing", billing)
      + component(3, "Search", "Finds parcels by any word on the label.")
    #expect(
      ParsedDocument(before).sections.map(\.id)
        == [
          "component-billing", "purpose", "interfaces", "component-search", "purpose-2", "interfaces-2",
        ])
    #expect(
      ids(after, after: before)
        == [
          "component-login", "purpose-3", "interfaces-3", "component-billing", "purpose", "interfaces",
          "component-search", "purpose-2", "interfaces-2",
        ])
  }

  @Test func `keeps the id of a bare heading that was reworded`() {
    let before = "# Doc\n\ntext\n\n## Overview\n\n### Now\n\nwords of now\n"
    #expect(ids(before.replacing("Overview", with: "Where we are"), after: before) == ["doc", "overview", "now"])
  }

  @Test func `keeps the second of two equal headings when the first is reworded`() {
    let before = "## New\n\n#### [METHOD] [path]\n\nWhat it does\n\n#### [METHOD] [path]\n\n[Repeat]\n"
    let after = before.replacing("[METHOD] [path]\n\nWhat", with: "POST /parcels\n\nWhat")
    #expect(ids(after, after: before) == ["new", "method-path", "method-path-2"])
  }

  @Test func `gives every section another id`() {
    let many = (0..<300).map { "## Same\n\ntext \($0 % 7)\n\n" }.joined()
    let sections = ParsedDocument(many, previous: ParsedDocument(many + many).fingerprints).sections
    #expect(Set(sections.map(\.id)).count == 300)
  }
}

import Documents
import Foundation
import TestSupport
import Testing

@Suite struct ReadingHistory {
  private func history(_ text: String) -> ImportedHistory { ImportedHistory(of: ParsedDocument(text)) }

  private func example(_ name: String) throws -> ImportedHistory {
    history(try ProjectFiles.text("config/examples/\(name).md"))
  }

  @Test func `reads a control table and a revision history`() throws {
    let found = try example("architecture")
    #expect(found.status == .inReview && found.writtenStatus == "In Review")
    #expect(found.title == "Locker Telemetry Architecture" && found.version == "1.0")
    #expect(found.author == "Mara Okonjo" && found.owner == "Device platform team, Felix Brandt")
    #expect(found.reviewers == ["Felix Brandt", "Aino Laine", "Samir Joshi", "Greta Holm"])
    #expect(found.date("created") == "2026-05-11" && found.date("updated") == "2026-05-29")
    #expect(found.date("approved_at") == nil, "YYYY-MM-DD is no date.")
    #expect(found.revisions.map(\.version) == ["0.9", "1.0"])
    #expect(found.revisions.last?.changes == "Recovery rehearsed; alerts agreed with the people on call")
    #expect(found.signOffs.isEmpty, "Nobody has signed yet.")
    #expect(found.notUnderstood.isEmpty && found.remarks.isEmpty)
  }

  @Test func `reads a bold header`() throws {
    let found = try example("technical")
    #expect(found.status == .inReview && found.owner == "Priya Raman")
    #expect(found.date("created") == "2026-04-07" && found.date("updated") == "2026-05-05")
    #expect(found.revisions.map(\.author) == ["Priya Raman", "Priya Raman"])
    #expect(found.revisions.map(\.date) == ["2026-04-07", "2026-05-05"])
  }

  @Test func `reads front matter and a changelog`() throws {
    let found = try example("story")
    #expect(found.status == .draft && found.writtenStatus == "draft" && found.version == "0.1")
    #expect(found.title == "Nightly check of carrier invoices - Architecture" && found.author == "Tomas Lind")
    #expect(found.date("created") == "2026-02-16" && found.date("updated") == "2026-02-16")
    #expect(found.revisions.count == 1 && found.remarks.isEmpty)
  }

  @Test func `placeholders in a footer and an approval block are absent`() throws {
    let design = try example("design")
    #expect(design.reviewers.isEmpty && design.date("updated") == "2026-04-20")
    #expect(design.status == .draft && design.writtenStatus == nil)
    let proposal = try example("pipeline-proposal")
    #expect(proposal.date("date") == "2026-03-09" && proposal.dates.count == 1)
    #expect(proposal.approvals.isEmpty && proposal.writtenStatus == nil && proposal.notUnderstood.isEmpty)
  }

  @Test(arguments: ProjectFiles.names)
  func `a template says nothing of a past`(name: String) throws {
    let found = history(try ProjectFiles.text("config/templates/\(name).md"))
    #expect(found.signOffs.isEmpty && found.revisions.isEmpty && found.approvals.isEmpty && found.dates.isEmpty)
    #expect(found.status == .draft && found.notUnderstood.isEmpty && found.reviewers.isEmpty, "\(found)")
  }

  @Test func `reads sign-offs in which a name stands`() {
    let found = history(
      """
      # T

      ## Approval Sign-Off

      | Role | Name | Signature | Date |
      |------|------|-----------|------|
      | **Technical Lead** | Priya Raman | *P. Raman* | 5 March 2026 |
      | Architect | [Name] | | |
      | Security Lead | Samir Joshi | | next week |
      | DevOps Lead | | S.J. | |
      """)
    #expect(found.signOffs.map(\.role) == ["technical-lead", "security-lead"])
    #expect(found.signOffs.map(\.name) == ["Priya Raman", "Samir Joshi"])
    #expect(found.signOffs.map(\.date) == ["2026-03-05", nil])
    #expect(found.signOffs.map(\.line) == [7, 9])
    #expect(found.notUnderstood.map(\.text) == ["next week", "DevOps Lead has 'S.J.' and no name"])
    #expect(found.notUnderstood.map(\.line) == [9, 10])
  }

  @Test func `brackets within words are words, and brackets alone are placeholders`() {
    let found = history(
      """
      # [Feature] Design
      **Version**: v[X.Y]
      **Owner**: [Jane Doe](https://example.org/jane)
      **Reviewers**: [Name], [Name]

      ## Revision History
      | Version | Date | Author | Changes |
      |---------|------|--------|---------|
      | 1.1 | 2026-03-05 | Jane | Wording of [FB-12] mended |
      | 1.2 | [Date] | [Name] | [Changes] |
      """)
    #expect(found.title == nil && found.version == nil && found.owner == "Jane Doe" && found.reviewers.isEmpty)
    #expect(found.revisions.map(\.changes) == ["Wording of [FB-12] mended"])
  }

  @Test func `reads approval blocks, each by itself`() {
    let found = history(
      """
      # T
      ## Approval
      ### Reviewer: Noor Haddad
      ### Date: March 5, 2026
      ### Status: Approved
      ## Approval
      ### Reviewer: Ines Ferro
      ### Date: soon
      ### Status: Approved
      """)
    #expect(found.approvals.map(\.reviewer) == ["Noor Haddad", "Ines Ferro"])
    #expect(found.approvals.map(\.date) == ["2026-03-05", nil])
    #expect(found.status == .approved && found.writtenStatus == "Approved")
    #expect(found.notUnderstood.map(\.text) == ["soon"])
  }

  @Test(arguments: [
    ("Approved", ImportedHistory.Status.approved), ("**In-Review**", .inReview), ("✅ approved", .approved),
    ("DEPRECATED", .deprecated), ("draft", .draft),
  ])
  func `knows four statuses however they are written`(written: String, status: ImportedHistory.Status) {
    let found = history("# T\n\n**Status**: \(written)\n")
    #expect(found.status == status && found.remarks.isEmpty)
  }

  @Test(arguments: ["Approved with Modifications", "Rejected", "Living document", "Approved by the board", "Pending"])
  func `any other status is kept as text and taken for a draft`(written: String) {
    let found = history("# T\n\n**Status**: \(written)\n")
    #expect(found.status == .draft && found.writtenStatus == written)
    #expect(found.notUnderstood.map(\.text) == [written] && found.remarks.count == 1)
  }

  @Test(arguments: ["Draft | In Review | Approved", "[Status]", "", "TBD", "{{ status }}", "Draft / In Review"])
  func `a status that is still to be chosen is absent`(written: String) {
    let found = history("# T\n\n**Status**: \(written)\n")
    #expect(found.status == .draft && found.writtenStatus == nil && found.remarks.isEmpty, "\(found)")
  }

  @Test func `a status that stands twice and differs is never taken for approved`() {
    let found = history("---\nstatus: approved\n---\n# T\n\n**Status**: Draft\n")
    #expect(found.status == .draft && found.remarks.count == 1)
    #expect(found.remarks.first?.contains("line 2") == true && found.remarks.first?.contains("line 6") == true)
    let same = history("---\nstatus: in_review\n---\n# T\n\n**Status**: In Review\n")
    #expect(same.status == .inReview && same.remarks.isEmpty)
  }

  @Test(arguments: [
    ("2026-03-05", "2026-03-05"), ("2026/03/05", "2026-03-05"), ("5 March 2026", "2026-03-05"),
    ("March 5, 2026", "2026-03-05"), ("5th Mar. 2026", "2026-03-05"), ("Sept 30, 2026", "2026-09-30"),
    ("2026-03-05T10:00:00Z", "2026-03-05"), ("2026-03-05 10:00", "2026-03-05"), ("29 February 2024", "2024-02-29"),
    ("may 1 2026", "2026-05-01"),
  ])
  func `reads a date`(written: String, date: String) { #expect(WrittenDate.iso(written) == date) }

  @Test(arguments: [
    "05/03/2026", "5.3.2026", "2026-02-30", "29 February 2026", "March 2026", "next week", "2026", "", "Q3 2026",
    "2026-3-5", "32 March 2026", "March 5, 26", "2026-03-05x", "2026-03/05", "5 März 2026", "2026-13-01", "Ma 5 2026",
    "2026-03-05 late", "٥ March 2026",
  ])
  func `guesses no date`(written: String) { #expect(WrittenDate.iso(written) == nil) }

  @Test func `a date that stands twice and differs keeps the first, with a remark`() {
    let found = history("---\nupdated: 2026-01-01\n---\n# T\n\n**Last Updated**: 2026-01-02\n")
    #expect(found.dates.map(\.date) == ["2026-01-01"] && found.remarks.count == 1)
  }

  @Test func `a history without end is cut, and says so`() {
    let rows = (1...600).map { "| 1.\($0) | 2026-01-01 | Ada | Change |\n" }.joined()
    let found = history("# T\n\n## Revision History\n\n| Version | Date | Author | Changes |\n|--|--|--|--|\n\(rows)")
    #expect(found.revisions.count == 500)
    #expect(found.remarks.contains { $0.hasPrefix("Of 600 revisions, the first 500") })
  }
}

/// Seeded: a failure prints the seed that it came of.
@Suite struct ReadingMangledHistory {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let scraps = [
    "|", "\n", "**Status**: ", "Approved", "[", "]", "{{", "}}", "---\n",
    "| Role | Name | Signature | Date |\n|-|-|-|-|\n",
    "## Sign-Off\n", "### Reviewer: ", "### Date: ", "2026-02-30", "5 March ", " - ", ":", "\u{301}", "🦊", "\r", "**",
  ]

  @Test func `reads whatever is left of an example, and stays within what is on the page`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = Generator(state: seed)
    let templates = TemplateMatching(try ProjectFiles.templates())
    let rounds = Int(ProcessInfo.processInfo.environment["COUNTERSIGN_FUZZ_ROUNDS"] ?? "") ?? 60
    for round in 0..<rounds {
      let name = ProjectFiles.names[round % ProjectFiles.names.count]
      var text = Array(try ProjectFiles.text("config/examples/\(name).md"))
      for _ in 0..<Int.random(in: 1...60, using: &generator) {
        let at = Int.random(in: 0...text.count, using: &generator)
        if Bool.random(using: &generator) {
          text.insert(contentsOf: Self.scraps.randomElement(using: &generator) ?? "", at: at)
        } else {
          text.removeSubrange(at..<min(text.count, at + Int.random(in: 0...40, using: &generator)))
        }
      }
      let document = ParsedDocument(String(text))
      let history = ImportedHistory(of: document)
      let lines = 1...max(1, document.lines.count)
      let named = history.signOffs.map(\.line) + history.revisions.map(\.line) + history.notUnderstood.map(\.line)
      #expect(named.allSatisfy(lines.contains), "seed \(seed), round \(round)")
      #expect(history.dates.allSatisfy { WrittenDate.iso($0.date) == $0.date }, "seed \(seed), round \(round)")
      #expect(history.status != .approved || history.writtenStatus != nil, "seed \(seed), round \(round)")
      for match in templates.matches(for: document) {
        #expect((0...1).contains(match.score), "seed \(seed), round \(round): \(match)")
      }
      let encoded = try JSONEncoder().encode(history)
      #expect(try JSONDecoder().decode(ImportedHistory.self, from: encoded) == history, "seed \(seed)")
    }
  }
}

import Documents
import Foundation
import TestSupport
import Testing

struct LintingExamples {
  static let names = ["pipeline-proposal", "design", "story", "technical", "architecture"]

  static func example(_ name: String) throws -> String {
    return try String(contentsOf: ProjectFolder.url.appending(path: "config/examples/\(name).md"), encoding: .utf8)
  }

  private func found(_ markdown: String) -> [String] {
    Linter.findings(in: ParsedDocument(markdown)).map { "\($0.line) \($0.rule)" }
  }

  @Test(arguments: names)
  func `a filled example has nothing left to fill in`(name: String) throws {
    #expect(found(try Self.example(name)) == [])
  }

  /// One line of an example, written anew.
  struct Fault: Sendable, CustomTestStringConvertible {
    let example: String
    let line: Int
    /// What the line says in the example, so that a changed example is noticed.
    let original: String
    let fault: String
    let rule: LintRule
    /// Where it is found, if not in its own line.
    var foundAt: Int?

    var testDescription: String { "\(rule.rawValue) in \(example), line \(line)" }
  }

  static let faults: [Fault] = [
    Fault(
      example: "pipeline-proposal", line: 4, original: "\"delegated-pickup\"", fault: "pipeline_project: \"[slug]\"",
      rule: .placeholder),
    Fault(
      example: "pipeline-proposal", line: 116, original: "**Purpose:** The recipient holds",
      fault: "**Purpose:** [What this endpoint does]", rule: .placeholder),
    Fault(
      example: "pipeline-proposal", line: 242, original: "", fault: "<!-- CONDITIONAL: Include it if a PRD asks. -->",
      rule: .unresolvedConditional),
    Fault(
      example: "pipeline-proposal", line: 174, original: "No, unknown members",
      fault: "| GET `/api/v1/parcels/{id}` | New object | Yes / No |", rule: .unchosenOption),
    Fault(
      example: "pipeline-proposal", line: 243, original: "N/A — no export changes.", fault: "N/A — none.",
      rule: .unjustifiedNA),
    Fault(
      example: "pipeline-proposal", line: 252, original: "A: 30 days / B: two years",
      fault: "| 2 | How long is a delegate's name kept? | A: 30 days / B: two years | |", rule: .unansweredQuestion),
    Fault(
      example: "design", line: 41, original: "- **Owns:** The table", fault: "- **Owns:**", rule: .blankField),
    Fault(
      example: "design", line: 160, original: "- **Solution:** The agent", fault: "- **Solution:** TBD",
      rule: .upstreamMarker),
    Fault(
      example: "design", line: 198, original: "- The broker allows", fault: "<!-- who may do what? -->",
      rule: .emptySection, foundAt: 196),
    Fault(
      example: "design", line: 249, original: "A thief cuts the network",
      fault: "| A thief cuts the network | High | Low | [NEEDS INPUT: security] | Sites offline |",
      rule: .upstreamMarker),
    Fault(
      example: "story", line: 14, original: "**Status**: Draft", fault: "**Status**: In Review", rule: .driftedDuplicate
    ),
    Fault(
      example: "story", line: 13, original: "**Story ID**: FB-1240", fault: "**Story ID**: FB-1204",
      rule: .driftedDuplicate),
    Fault(example: "story", line: 22, original: "Carriers invoice", fault: "{{ description }}", rule: .jinjaLeft),
    Fault(example: "story", line: 40, original: "| Ines Ferro |", fault: "| | | |", rule: .emptyTableRow),
    Fault(example: "story", line: 46, original: "- Carrier invoices", fault: "-", rule: .loneBullet),
    Fault(
      example: "story", line: 64, original: "1. **Decision**: Compare", fault: "1. **Decision**:", rule: .blankField),
    Fault(
      example: "story", line: 65, original: "   - **Rationale**: 1.4", fault: "   - **Rationale**:", rule: .blankField),
    Fault(example: "story", line: 279, original: "```", fault: "", rule: .unclosedFence, foundAt: 276),
    Fault(
      example: "technical", line: 6, original: "**Owner**: Priya", fault: "**Owner**: [Architect Name]",
      rule: .placeholder),
    Fault(
      example: "technical", line: 48, original: "**Rationale**: It alone", fault: "**Rationale**:", rule: .blankField),
    Fault(
      example: "technical", line: 239, original: "2026-08-31", fault: "| `flag` | Writes | false | [Date] |",
      rule: .unfilledTimestamp),
    Fault(
      example: "technical", line: 240, original: "2026-09-30", fault: "| `flag` | Sends | true/false | 2026-09-30 |",
      rule: .unchosenOption),
    Fault(
      example: "technical", line: 253, original: "- [x] Do both providers",
      fault: "- [ ] Do both providers drop a key?",
      rule: .unansweredQuestion),
    Fault(
      example: "architecture", line: 12, original: "| **Author** | Mara", fault: "| **Author** | TBD |",
      rule: .upstreamMarker),
    Fault(
      example: "architecture", line: 97, original: "2026-05-13",
      fault: "| Transport | MQTT, HTTPS | HTTPS | Batches | YYYY-MM-DD |", rule: .unfilledTimestamp),
    Fault(
      example: "architecture", line: 178, original: "**Kept for:** 400 days", fault: "**Kept for:**", rule: .blankField),
    Fault(
      example: "architecture", line: 419, original: "| R-001 |",
      fault: "| R-001 | A backlog at once | High | Medium | | Implemented |", rule: .emptyCell),
    Fault(
      example: "architecture", line: 437, original: "| Batch | The", fault: "| Batch | |", rule: .emptyCell),
    Fault(
      example: "architecture", line: 445, original: "| Technical Lead |", fault: "| [Role] | | | |",
      rule: .placeholder),
  ]

  @Test(arguments: faults)
  func `a fault in a filled example is found at its line, and nothing else is`(_ fault: Fault) throws {
    var lines = try Self.example(fault.example).components(separatedBy: "\n")
    try #require(
      fault.original.isEmpty ? lines[fault.line - 1].isEmpty : lines[fault.line - 1].contains(fault.original))
    lines[fault.line - 1] = fault.fault
    #expect(found(lines.joined(separator: "\n")) == ["\(fault.foundAt ?? fault.line) \(fault.rule.rawValue)"])
  }

  @Test func `every rule has a fault in an example`() {
    let rules = Set(Self.faults.map(\.rule))
    #expect(Set(LintRule.allCases).subtracting(rules) == [.conditionalChanged])
    #expect(Set(Self.faults.map(\.example)) == Set(Self.names))
  }

  /// Counted by eye in the templates as they were given; what the record fills in is left out.
  static let templates: [[LintRule: Int]] = [
    [.placeholder: 119, .unresolvedConditional: 4, .unchosenOption: 1, .unansweredQuestion: 2],
    [.placeholder: 67],
    [
      .placeholder: 23, .jinjaLeft: 16, .emptySection: 4, .emptyTableRow: 4, .loneBullet: 12, .blankField: 17,
      .unchosenOption: 1,
    ],
    [.placeholder: 81, .unchosenOption: 2, .unfilledTimestamp: 1, .unansweredQuestion: 2],
    [.placeholder: 206, .unfilledTimestamp: 3, .unchosenOption: 5, .emptyTableRow: 2],
  ]

  @Test(.enabled(if: !SharedFiles.seeds.isEmpty, "the real templates are not beside the checkout"))
  func `a template as it is given has all its places unfilled`() {
    for (seed, expected) in zip(SharedFiles.seeds, Self.templates) {
      let rules = Linter.findings(in: ParsedDocument(seed.markdown)).map(\.rule)
      let counts = Dictionary(rules.map { ($0, 1) }, uniquingKeysWith: +)
      #expect(
        counts == Dictionary(uniqueKeysWithValues: expected.map { ($0.key.rawValue, $0.value) }), "\(seed.name)")
    }
  }
}

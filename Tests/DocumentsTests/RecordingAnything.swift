import Documents
import Foundation
import TestSupport
import Testing

/// Record forms of the real templates, the built-in ones and the examples, in states made at random.
@Suite struct RecordingAnything {
  private static let words = [
    "Ada", "Te|ss", "[x]", "a\nb", "`code`", "<b>", "# no", "C #", "\\", "\"quoted\"", "**bold**", "r1", "—",
    "e\u{301}", ": y",
    "- [ ] task", "|", "]", "_(verified by X)_", "[DECIDED: no]", "2026-01-01", "{{ x }}", " ",
  ]

  private func text(_ random: inout Seeded) -> String {
    (0...Int.random(in: 0...3, using: &random)).map { _ in Self.words.randomElement(using: &random) ?? "" }
      .joined(separator: " ")
  }

  private func state(for document: ParsedDocument, _ random: inout Seeded) -> RecordState {
    let found = Recogniser.findings(in: document)
    var state = RecordState(
      status: ["Draft", "In Review", "Approved with Modifications"].randomElement(using: &random) ?? "Draft",
      version: "r7", updated: "2026-11-21", startedAt: "2026-11-01T00:00:00.000Z",
      completedAt: Bool.random(using: &random) ? "2026-11-02T00:00:00.000Z" : nil,
      approvedAt: Bool.random(using: &random) ? "2026-11-03T00:00:00.000Z" : nil,
      reviewers: Bool.random(using: &random) ? [text(&random), text(&random)] : [])
    for item in found.checklists.flatMap(\.items) where Bool.random(using: &random) {
      state.marks[item.id] = .init(
        isVerified: Bool.random(using: &random), note: Bool.random(using: &random) ? text(&random) : nil,
        name: text(&random))
    }
    for question in found.questions where Bool.random(using: &random) { state.decisions[question.id] = text(&random) }
    for role in found.signOffRoles.map(\.role) + ["reviewer"] where Bool.random(using: &random) {
      state.verdicts.append(
        .init(
          role: role, name: text(&random), outcome: "approved", signature: "0123456789ab", date: "2026-11-20",
          note: Bool.random(using: &random) ? text(&random) : nil))
    }
    state.revisions = (0..<Int.random(in: 0...4, using: &random)).map {
      .init(number: $0 + 1, date: "2026-11-0\($0 + 1)", author: text(&random), message: text(&random))
    }
    return state
  }

  private static var texts: [(name: String, markdown: String)] {
    let config = ProjectFolder.url.appending(path: "config")
    let files = ["templates", "examples"].flatMap { folder in
      ["pipeline-proposal", "design", "story", "technical", "architecture"].compactMap { name in
        (try? String(contentsOf: config.appending(path: "\(folder)/\(name).md"), encoding: .utf8)).map {
          ("\(folder)/\(name)", $0)
        }
      }
    }
    return files + SharedFiles.seeds
  }

  /// Removes, doubles or swaps lines, or changes the line ends.
  private func mutated(_ text: String, _ random: inout Seeded) -> String {
    var lines = text.components(separatedBy: "\n")
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      let index = Int.random(in: 0..<lines.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0 where lines.count > 1: lines.remove(at: index)
      case 1: lines.insert(lines[index], at: index)
      case 2: lines.swapAt(index, Int.random(in: 0..<lines.count, using: &random))
      default: lines[index] += [" ", "  ", "|", " [x]", "\t"].randomElement(using: &random) ?? ""
      }
    }
    return lines.joined(separator: Bool.random(using: &random) ? "\r\n" : "\n")
  }

  @Test("stripping a record form gives the authored text again, to the byte")
  func identity() throws {
    var random = Seeded()
    #expect(Self.texts.count >= 10)
    for (name, markdown) in Self.texts {
      for round in 0..<12 {
        let text = round == 0 ? markdown : mutated(markdown, &random)
        let state = state(for: ParsedDocument(text), &random)
        let record = Record.fill(text, with: state)
        let stripped = Record.strip(record, authored: text, with: state)
        #expect(stripped == text, "\(name), round \(round), seed \(random.seed): \(difference(stripped, text))")
        #expect(Record.strip(text, authored: text, with: state) == text, "\(name), round \(round), \(random.seed)")
      }
    }
  }

  private func difference(_ one: String, _ other: String) -> String {
    zip(one.components(separatedBy: "\n"), other.components(separatedBy: "\n")).first { $0 != $1 }
      .map { "'\($0)' for '\($1)'" } ?? ""
  }
}

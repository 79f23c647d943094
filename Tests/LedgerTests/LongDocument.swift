import Documents
import Foundation
import Ledger
import Workflow
import TestSupport

/// A document of 100 KB in a ledger, and edits of single lines of it.
///
/// Its sections are made here and not parsed: what is measured is the ledger.
struct LongDocument {
  static let bytes = 100_000
  private static let lineBytes = 80

  private(set) var sections: [[String]]
  private(set) var revision = 0
  private var random: Seeded
  private var kept: [StoredText] = []

  init(sections count: Int, seed: UInt64) {
    var random = Seeded(seed)
    let lines = Self.bytes / Self.lineBytes / count
    sections = (0..<count).map { section in
      ["## Section \(section)\n"] + (0..<lines).map { _ in Self.line(&random) }
    }
    self.random = random
  }

  var markdown: String { sections.map { $0.joined() }.joined() }

  /// Some eighty bytes of words out of a few thousand.
  private static func line(_ random: inout Seeded) -> String {
    var line = ""
    while line.utf8.count < lineBytes - 8 {
      let number = Int.random(in: 0..<3000, using: &random)
      line += "\(String(number * number, radix: 36)) "
    }
    return line + "\n"
  }

  /// Writes another line, always at the same place or anywhere.
  mutating func edit(anywhere: Bool) {
    let section = anywhere ? Int.random(in: 0..<sections.count, using: &random) : sections.count / 2
    let line = anywhere ? Int.random(in: 1..<sections[section].count, using: &random) : sections[section].count / 2
    sections[section][line] = Self.line(&random)
  }

  /// The content of the next revision, and the words that it brings.
  mutating func next() -> (content: DraftContent, texts: [StoredText]) {
    let before = kept
    var new: [StoredText] = []
    for (index, lines) in sections.enumerated() {
      let body = Data(lines.joined().utf8)
      let digest = Digests.sha256Hex(body)
      if index < before.count, before[index].digest == digest { continue }
      let text =
        index < before.count
        ? StoredText(digest: digest, body: body, base: (digest: before[index].digest, body: before[index].body))
        : StoredText(digest: digest, body: body)
      new.append(text)
      if index < kept.count { kept[index] = text } else { kept.append(text) }
    }
    revision += 1
    let refs = kept.enumerated().map { index, text in
      SectionRef(id: "section-\(index)", title: "Section \(index)", level: 2, digest: text.digest, text: text.digest)
    }
    let content = DraftContent(
      sections: refs, checklists: [], questions: [], message: nil, source: DraftSource(kind: "api"))
    return (content, new)
  }

  mutating func open(in store: TemporaryLedger) async throws {
    let policy = Policy(
      name: "p", version: 1, stages: [Stage(name: "review", gate: [Rule(id: "r", requires: .comments)])])
    let opened = DocumentOpened(
      title: "Long", slug: "long", project: nil, template: "t", templateVersion: 1, policy: policy, signOffRoles: [],
      owner: "ada", reviewers: [], links: [:])
    let draft = next()
    try await store.perform(.document(id: "doc", .open(opened, firstDraft: draft.content)), texts: draft.texts)
  }

  mutating func save(in store: TemporaryLedger) async throws {
    let draft = next()
    try await store.perform(
      .document(id: "doc", .saveDraft(draft.content, baseRevision: revision - 1)), texts: draft.texts)
  }
}

import Documents
import Foundation
import TestSupport
import Testing

/// Where headings, fences, code, tables, list items, tasks, HTML blocks and thematic breaks are, against two independent
/// readers: markdown-it-py, which knows tables, and commonmark.
@Suite(.enabled(if: Peer.isHere, Comment(rawValue: Peer.whyAbsent))) struct AgreeingWithCommonMark {
  @Test("on every example of the CommonMark specification")
  func specification() throws {
    let examples = try Peer.commonMarkExamples().compactMap { $0["markdown"]?.string }
    #expect(examples.count == 652)
    try expectAgreement(on: examples)
  }

  @Test("on tables and tasks")
  func tablesAndTasks() throws {
    let examples = TableAndTaskExamples.all
    #expect(examples.count >= 150 && Set(examples).count == examples.count)
    try expectAgreement(on: examples)
  }

  @Test("on the project's own documents, the templates and the real templates where they are")
  func files() throws {
    let files = MarkdownFiles.project + SharedFiles.seeds.map(\.markdown)
    #expect(files.count >= 14)
    try expectAgreement(on: files.map(Deliberate.withoutOwnReadings))
  }

  @Test("on nested blocks at random, where one of the two may err", arguments: 0..<4)
  func nested(_: Int) throws {
    var random = Seeded()
    let documents = (0..<300).map { _ in RandomBlocks.nested(&random) }
    try expectAgreement(on: documents, orWithCommonMark: true, "seed \(random.seed)")
  }

  @Test("on tables at random, in quotes and lists", arguments: 0..<4)
  func tables(_: Int) throws {
    var random = Seeded()
    let documents = (0..<300).map { _ in RandomBlocks.tables(&random) }
    try expectAgreement(on: documents, "seed \(random.seed)")
  }

  @Test("but not where a reading is deliberate", arguments: Deliberate.all)
  func deliberate(_ difference: Deliberate) throws {
    let answer = try Peer.ask("blocks.py", [.object(["markdown": .string(difference.markdown)])]).first
    #expect(BlockReading.of(ParsedDocument(difference.markdown)) == difference.blocks, "\(difference.reason)")
    // A difference that is gone is to be taken off the list.
    #expect(answer?["markdown_it"]?.strings != difference.blocks, "\(difference.reason)")
  }

  private func expectAgreement(
    on documents: [String], orWithCommonMark: Bool = false, _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let answers = try Peer.ask("blocks.py", documents.map { .object(["markdown": .string($0)]) })
    try #require(answers.count == documents.count)
    for (markdown, answer) in zip(documents, answers) {
      let ours = BlockReading.of(ParsedDocument(markdown))
      let theirs = answer["markdown_it"]?.strings ?? []
      if orWithCommonMark, BlockReading.starts(ours) == answer["commonmark"]?.strings { continue }
      #expect(
        ours == theirs, "\(comment?.rawValue ?? "") \(String(reflecting: markdown.prefix(400)))",
        sourceLocation: sourceLocation)
    }
  }
}

extension Value {
  fileprivate var strings: [String] { items.compactMap(\.string) }
}

/// The Markdown files of this project.
enum MarkdownFiles {
  static var project: [String] {
    let folders = ["", "docs", "config/templates", "config/examples"].map { ProjectFolder.url.appending(path: $0) }
    return folders.flatMap { folder in
      let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      return (files ?? []).filter { $0.pathExtension == "md" }.sorted { $0.path < $1.path }
        .compactMap { try? String(contentsOf: $0, encoding: .utf8) }
    }
  }
}

import Documents
import Foundation
import TestSupport
import Testing

@Suite struct InspectingTemplates {
  private static let golden = ProjectFolder.url.appending(path: "Tests/DocumentsTests/Fixtures/Findings")

  @Test(
    "the binary reports of each real template what was read in it by eye",
    .enabled(if: !SharedFiles.seeds.isEmpty, "the seeds are not here"))
  func golden() throws {
    let decoder = JSONDecoder()
    for (index, seed) in SharedFiles.seeds.enumerated() {
      let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).md")
      try Data(seed.markdown.utf8).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      let printed = try decoder.decode(
        Value.self, from: TestDaemon.run(["template", "inspect", "--json", file.path]))
      let read = try decoder.decode(
        Value.self, from: Data(contentsOf: Self.golden.appending(path: "\(index).json")))
      #expect(printed == read, "\(seed.name)")
      let report = String(decoding: try TestDaemon.run(["template", "inspect", file.path]), as: UTF8.self)
      #expect(report.contains("Placeholders: \(read["placeholders"]?.items.count ?? 0)\n"))
    }
  }

  @Test("POST /templates finds what template inspect finds, and a definition with a fault is refused by line")
  func published() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    for (index, seed) in SharedFiles.seeds.enumerated() {
      let answer = try await admin.send(
        "POST", "templates", ["name": .string("seed-\(index)"), "markdown": .string(seed.markdown)])
      let read = try JSONDecoder().decode(
        Value.self, from: Data(contentsOf: Self.golden.appending(path: "\(index).json")))
      #expect(answer.status == 201)
      for key in ["variables", "placeholders", "conditionals", "checklists", "questions", "fields", "unrecognised"] {
        #expect(answer.json[key] == read[key], "\(seed.name): \(key)")
      }
    }
    let wrong = try await admin.send(
      "POST", "templates",
      ["name": "mine", "markdown": "# T\n", "definition": "questions:\n  - blocking: maybe\n"])
    #expect(wrong.status == 400 && wrong.text.contains("line 2") && wrong.text.contains("questions[0].blocking"))
    let right = try await admin.send(
      "POST", "templates",
      [
        "name": "mine", "markdown": "# T\n\n## Open Questions\n- [ ] Which one?\n",
        "definition": "questions:\n  - blocking: true\n",
      ])
    #expect(right.json["questions"]?.items.first?["blocking"] == true)
    let opened = try await admin.send("POST", "documents", ["template": "mine", "title": "X"])
    #expect(opened.json["questions"]?.items.first?["blocking"] == true)
    #expect(daemon.stop() == 0)
  }
}

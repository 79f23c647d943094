import Documents
import Foundation
import TestSupport
import Testing

/// What a document knows of itself, over HTTP.
@Suite struct LivingDocuments {
  private func start() throws -> (daemon: TestDaemon, admin: TestClient) {
    let daemon = try TestDaemon()
    try daemon.start()
    return (daemon, TestClient(url: daemon.url, token: daemon.token))
  }

  @Test("the record form, saved as it is, changes nothing; a word changed in it changes that word")
  func recordForm() async throws {
    let (daemon, admin) = try start()
    let opened = try await admin.send(
      "POST", "documents", ["template": "pipeline-proposal", "title": "Scan Ingest", "reviewers": ["admin"]])
    let id = try #require(opened.json["id"]?.string)
    let item = try #require(opened.json["checklists"]?.items.first?["items"]?.items.first?["id"]?.string)
    let question = try #require(opened.json["questions"]?.items.first?["id"]?.string)
    let marked = try await admin.send(
      "PUT", "documents/\(id)/checklists/\(item)", ["verdict": "approved_with_notes", "note": "Read [twice] (all)_"])
    let decided = try await admin.send("PUT", "documents/\(id)/questions/\(question)", ["decision": "A \\ b]"])
    #expect(marked.status == 200 && decided.status == 200)
    let record = try await admin.raw("GET", "/api/v1/documents/\(id)/content", nil)
    let authored = try await admin.raw("GET", "/api/v1/documents/\(id)/content?form=authored", nil)
    #expect(record.text.contains("[DECIDED: A &#92; b\\]]") && record.text != authored.text)
    let headers = ["content-type": "text/markdown"]
    let path = "/api/v1/documents/\(id)/content?base_revision=1"
    let same = try await admin.raw("PUT", path, record.data, headers: headers)
    #expect(same.status == 200 && same.json["unchanged"] == true)
    let edited = record.text.replacingOccurrences(of: "# Scan Ingest", with: "# Scan Intake")
    let saved = try await admin.raw("PUT", path, Data(edited.utf8), headers: headers)
    #expect(saved.json["revision"]?.int == 2 && saved.json["changed_sections"]?.items.count == 1)
    let after = try await admin.raw("GET", "/api/v1/documents/\(id)/content?form=authored", nil)
    #expect(after.text == authored.text.replacingOccurrences(of: "# Scan Ingest", with: "# Scan Intake"))
    #expect(daemon.stop() == 0)
  }

  @Test("a conditional is asked again when the project's configuration changes")
  func askingAgain() async throws {
    let (daemon, admin) = try start()
    let project = try await admin.send(
      "POST", "projects", ["slug": "scans", "title": "Scans", "configuration": ["sections": []]])
    #expect(project.status == 201)
    let opened = try await admin.send(
      "POST", "documents", ["template": "pipeline-proposal", "title": "Scan Ingest", "project": "scans"])
    let id = try #require(opened.json["id"]?.string)
    func changed() async throws -> [Value] {
      try await admin.send("GET", "documents/\(id)/lint").json["findings"]?.items
        .filter { $0["rule"] == "conditional_changed" } ?? []
    }
    #expect(try await changed() == [])
    let patched = try await admin.send(
      "PATCH", "projects/scans", ["configuration": ["sections": ["API Conventions"]]])
    #expect(patched.status == 200)
    let found = try await changed()
    #expect(found.count == 1 && found.first?["message"]?.string?.contains("'API Conventions'") == true)
    #expect(daemon.stop() == 0)
  }

  @Test("a comment stays with its section under the heading that the section has had since")
  func anchoredUnderAnotherHeading() async throws {
    let (daemon, admin) = try start()
    let markdown = "# A\n\n## Data Model\n\nEach scan is one row, kept for ninety days.\n\n## Flow\n\nIn, then out.\n"
    _ = try await admin.send("POST", "templates", ["name": "small", "markdown": .string(markdown)])
    let opened = try await admin.send("POST", "documents", ["template": "small", "title": "A"])
    let id = try #require(opened.json["id"]?.string)
    func save(_ text: String, base: Int) async throws -> Int {
      try await admin.send(
        "PUT", "documents/\(id)/content", ["markdown": .string(text), "base_revision": .int(base)]
      ).status
    }
    let renamed = markdown.replacingOccurrences(of: "## Data Model", with: "## Storage")
    #expect(try await save(renamed, base: 1) == 200)
    let added = try await admin.send(
      "POST", "documents/\(id)/comments",
      ["body": "Why ninety?", "anchor": ["section": "data-model", "quote": "ninety days"]])
    #expect(added.status == 201)
    let moved = renamed.replacingOccurrences(of: "# A\n", with: "# A\n\nMore words.\n\nAnd more.\n")
    #expect(try await save(moved, base: 2) == 200)
    let comment = try await admin.send("GET", "documents/\(id)/comments").json["items"]?.items.first
    #expect(comment?["anchor"]?["outdated"] == false && comment?["anchor"]?["line_start"] == 9, "\(comment ?? .null)")
    #expect(daemon.stop() == 0)
  }
}

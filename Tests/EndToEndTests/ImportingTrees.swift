import Documents
import Foundation
import TestSupport
import Testing

/// The real binary imports a folder of documents that were written elsewhere.
@Suite(.serialized) struct ImportingTrees {
  /// The five examples under other names, one of them approved, and what a folder has besides.
  private struct Tree {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("tree-\(UUID().uuidString)")
    /// The template that each file was made from, by path.
    let templates = [
      "a/lockers.md": "architecture", "a/b/offline.md": "design", "handing-over.md": "pipeline-proposal",
      "a/invoices.md": "story", "outbox.MD": "technical",
    ]

    init() throws {
      let examples = ProjectFolder.url.appending(path: "config/examples")
      for (path, name) in templates {
        try write(path, try String(contentsOf: examples.appendingPathComponent("\(name).md"), encoding: .utf8))
      }
      var approved = try read("a/lockers.md").replacingOccurrences(
        of: "| **Status** | In Review |", with: "| **Status** | Approved |")
      approved = approved.replacingOccurrences(
        of: "| Technical Lead | | | |", with: "| Technical Lead | Felix Brandt | F.B. | 1 June 2026 |")
      try write(
        "a/lockers.md",
        approved.replacingOccurrences(of: "| Architect | | | |", with: "| Architect | Aino | A. | soon |"))
      try write("README.md", try String(contentsOf: examples.appendingPathComponent("README.md"), encoding: .utf8))
      for hidden in [".hidden/x.md", "node_modules/x.md", "notes.txt"] { try write(hidden, "# No\n") }
      try Data([0x23, 0x20, 0xFF, 0xFE]).write(to: root.appendingPathComponent("broken.md"))
      try FileManager.default.createSymbolicLink(
        atPath: root.path + "/away.md", withDestinationPath: examples.path + "/design.md")
      try FileManager.default.createSymbolicLink(atPath: root.path + "/round", withDestinationPath: root.path)
    }

    func read(_ path: String) throws -> String {
      try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    func write(_ path: String, _ text: String) throws {
      let file = root.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }

    func remove() { try? FileManager.default.removeItem(at: root) }
  }

  private func run(_ daemon: TestDaemon, _ arguments: [String]) throws -> String {
    let data = try TestDaemon.run(arguments + ["--url", daemon.url, "--token", daemon.token])
    return String(decoding: data, as: UTF8.self)
  }

  private func json(_ daemon: TestDaemon, _ arguments: [String]) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(try run(daemon, arguments + ["--json"]).utf8))
  }

  @Test("a report comes first, then documents with their past, and a second run imports nothing twice")
  func wholeWay() async throws {
    let tree = try Tree()
    defer { tree.remove() }
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    try checkReport(try run(daemon, ["import", tree.root.path]))
    #expect(try await admin.send("GET", "documents").json["items"] == [], "A report writes nothing.")
    let first = try json(daemon, ["import", tree.root.path, "--yes"])
    try check(first, tree)
    try await checkDocuments(admin, tree, slugs: slugs(first))
    try await checkTrail(daemon, admin)
    try await checkAgain(daemon, admin, tree)
    let before = Self.lasting(try await admin.send("GET", "documents").json)
    daemon.stop()
    _ = try TestDaemon.run(["rebuild", "--data", daemon.directory.path])
    try daemon.start()
    let restarted = TestClient(url: daemon.url, token: daemon.token)
    let after = Self.lasting(try await restarted.send("GET", "documents").json)
    #expect(after == before && before.count == 6)
    daemon.stop()
  }

  /// Documents by id, without what a reminder of a date that has come moves on.
  private static func lasting(_ list: Value) -> [String: Value] {
    let moving: Set = ["version", "seq", "updated_at"]
    let pairs = (list["items"]?.items ?? []).map { item -> (String, Value) in
      guard case .object(let members) = item else { return ("", item) }
      return (item["id"]?.string ?? "", .object(members.filter { !moving.contains($0.key) }))
    }
    return Dictionary(pairs) { $1 }
  }

  private func checkReport(_ report: String) throws {
    let lines = report.split(separator: "\n").map(String.init)
    let row = try #require(lines.first { $0.hasPrefix("a/lockers.md ") })
    for cell in ["Locker Telemetry Architecture", "architecture 1.00", "approved", "created 2026-05-11"] {
      #expect(row.contains(cell), "\(row)")
    }
    #expect(lines.contains { $0.hasPrefix("README.md ") && $0.contains("none fits") })
    #expect(report.contains("a/lockers.md, line 446: sign_off 'soon'"))
    #expect(report.contains("broken.md: is not UTF-8"))
    #expect(report.contains("away.md: is a link that leaves the folder"))
    #expect(report.contains("round: is a link to a folder, which is not followed"))
    #expect(!report.contains("hidden") && !report.contains("node_modules") && !report.contains("notes.txt"))
    #expect(report.contains("Nothing was written: give --yes to import 5 documents."))
  }

  @Test("what the server refuses is named, the rest is imported, and the exit says so")
  func failing() async throws {
    let tree = try Tree()
    defer { tree.remove() }
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    _ = try await admin.send("POST", "users", ["id": "bot", "kind": "agent", "roles": [["role": "member"]]])
    let token = try #require(try await admin.send("POST", "tokens", ["user": "bot"]).json["token"]?.string)
    let failure = #expect(throws: TestDaemon.Failure.self) {
      try TestDaemon.run(["import", tree.root.path, "--yes", "--url", daemon.url, "--token", token])
    }
    #expect(failure?.description.hasSuffix("exited with 1") == true)
    let titles = try await admin.send("GET", "documents").json["items"]?.items.map { $0["status"] } ?? []
    #expect(titles.count == 4 && !titles.contains("approved"))
    let nowhere = #expect(throws: TestDaemon.Failure.self) {
      try run(daemon, ["import", tree.root.path + "/no-such", "--yes"])
    }
    #expect(nowhere?.description.contains("exited with 1") == true)
    daemon.stop()
  }

  private func slugs(_ result: Value) -> [String: String] {
    (result["imported"]?.items ?? []).reduce(into: [:]) { slugs, item in
      slugs[item["path"]?.string ?? ""] = item["slug"]?.string
    }
  }

  private func check(_ result: Value, _ tree: Tree) throws {
    #expect(result["written"] == true && result["failed"] == [])
    #expect(Set(slugs(result).keys) == Set(tree.templates.keys))
    for item in result["documents"]?.items ?? [] {
      let path = try #require(item["path"]?.string)
      #expect(item["template"]?.string == tree.templates[path], "\(path)")
    }
  }

  private func checkDocuments(_ admin: TestClient, _ tree: Tree, slugs: [String: String]) async throws {
    let statuses = ["a/lockers.md": "approved", "outbox.MD": "in_review"]
    for (path, slug) in slugs {
      let document = try await admin.send("GET", "documents/\(slug)").json
      #expect(document["template"]?.string == tree.templates[path])
      #expect(document["status"]?.string == statuses[path] ?? "draft", "\(path)")
      #expect(document["imported"]?["path"]?.string == path && document["verdicts"] == [])
      let words = try await admin.send("GET", "documents/\(slug)/content?form=authored").text
      #expect(Array(words.utf8) == Array(try tree.read(path).utf8), "Byte for byte.")
    }
    let slug = try #require(slugs["a/lockers.md"])
    let signOffs = try await admin.send("GET", "documents/\(slug)").json["imported"]?["sign_offs"]?.items ?? []
    #expect(signOffs.map { $0["role"] } == ["technical-lead", "architect"])
    #expect(signOffs.map { $0["imported"] } == [true, true] && signOffs.first?["date"] == "2026-06-01")
    let record = try await admin.send("GET", "documents/\(slug)/content").text
    #expect(record.contains("| Technical Lead | Felix Brandt | F.B. | 1 June 2026 |"))
    #expect(record.contains("2026-05-29 |") && record.contains("Approved |"))
    #expect(try await admin.send("GET", "documents/\(slug)/gate").json["state"] != "SATISFIED")
    #expect(try await admin.send("GET", "users").json["items"]?.items.count == 1, "Nobody named was made a user.")
  }

  private func checkTrail(_ daemon: TestDaemon, _ admin: TestClient) async throws {
    let events = try await admin.send("GET", "events?type=document.imported").json["items"]?.items ?? []
    #expect(events.count == 5)
    #expect(events.allSatisfy { $0["data"]?["imported"] == true && $0["actor"]?["id"] == "admin" })
    let log = try run(daemon, ["log", "--type", "document.imported"])
    let status = try run(daemon, ["status"])
    #expect(status.contains("imported  from a/lockers.md, as approved (it says 'Approved'); states 2 sign-offs"))
    #expect(
      log.contains(
        "from a/lockers.md, as approved (it says 'Approved'); states 2 sign-offs, 2 revisions, imported and not verified"
      ), "\(log)")
  }

  private func checkAgain(_ daemon: TestDaemon, _ admin: TestClient, _ tree: Tree) async throws {
    try tree.write("a/invoices.md", try tree.read("a/invoices.md") + "\nMore.\n")
    let position = try await admin.send("GET", "events?actor=admin&limit=200").json["items"]?.items.count
    let second = try json(daemon, ["import", tree.root.path, "--yes"])
    #expect(second["imported"] == [] && second["failed"] == [] && second["there"]?.items.count == 4)
    let changed = second["documents"]?.items.filter { $0["standing"] == "changed" }.map { $0["path"] }
    #expect(changed == ["a/invoices.md"])
    #expect(try await admin.send("GET", "events?actor=admin&limit=200").json["items"]?.items.count == position)
    let forced = try json(daemon, ["import", tree.root.path, "--yes", "--template", "design", "--include", "*.md"])
    #expect(Set(slugs(forced).keys) == ["README.md"])
  }

  @Test("the route refuses what it cannot take by the field's name, and repeats itself safely")
  func route() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let bad: [(body: Value, field: String)] = [
      (["markdown": "# T"], "path"), (["path": "a.md"], "markdown"), (["path": "a.md", "markdown": " \n"], "markdown"),
      (["path": "/a.md", "markdown": "# T"], "path"), (["path": "a/../b.md", "markdown": "# T"], "path"),
      (["path": "a\u{1}.md", "markdown": "# T"], "path"), (["path": "a.md", "markdown": "# T"], "template"),
      (["path": "a.md", "markdown": "# T", "template": "no"], "template"),
      (["path": "a.md", "markdown": "# T", "template": "design", "project": "no"], "project"),
      (["path": "a.md", "markdown": "# T", "template": "design", "workflow": "no"], "workflow"),
      (["path": "a.md", "markdown": "# T", "template": "design", "owner": "no"], "owner"),
      (["path": "a.md", "markdown": "# T", "template": "design", "title": ""], "title"),
    ]
    for (body, field) in bad {
      let answer = try await admin.send("POST", "imports", body)
      #expect(answer.status == 400 && answer.json["errors"]?.items.first?["field"]?.string == field, "\(answer.text)")
    }
    #expect(try await admin.send("GET", "events?type=document.*").json["items"] == [])
    try await checkRepeats(admin)
    try await checkActors(daemon, admin)
    daemon.stop()
  }

  private func checkRepeats(_ admin: TestClient) async throws {
    let body: Value = ["path": "a.md", "markdown": "# T\n\n**Status**: Approved\n", "template": "design"]
    let first = try await admin.send("POST", "imports", body)
    #expect(first.status == 201 && first.json["status"] == "approved" && first.json["title"] == "T")
    #expect(first.headers["location"] == "/api/v1/documents/\(first.json["id"]?.string ?? "")")
    let second = try await admin.send("POST", "imports", body)
    #expect(second.status == 200 && second.json["id"] == first.json["id"])
    #expect(second.json["version"] == first.json["version"])
    let other = try await admin.send(
      "POST", "imports", ["path": "a.md", "markdown": "# Other", "template": "design"])
    #expect(other.status == 409 && other.code == "imported_with_other_words")
    let id = try #require(first.json["id"]?.string)
    let saved = try await admin.send(
      "PUT", "documents/\(id)/content", ["markdown": "# T\n\nOther words.\n", "base_revision": 1])
    #expect(saved.status == 200)
    #expect(try await admin.send("GET", "documents/\(id)").json["status"] == "in_review")
    #expect(try await admin.send("POST", "imports", body).status == 200)
    #expect(try await admin.send("GET", "documents/\(id)").json["revision"] == 2)
  }

  private func checkActors(_ daemon: TestDaemon, _ admin: TestClient) async throws {
    for (id, kind, role) in [("eve", "person", "auditor"), ("bot", "agent", "member")] {
      _ = try await admin.send(
        "POST", "users", ["id": .string(id), "kind": .string(kind), "roles": [["role": .string(role)]]])
    }
    let approved: Value = ["path": "b.md", "markdown": "# T\n\n**Status**: Approved\n", "template": "design"]
    for (id, code) in [("eve", "read_only"), ("bot", "agents_cannot_approve")] {
      let token = try await admin.send("POST", "tokens", ["user": .string(id)]).json["token"]?.string
      let client = TestClient(url: daemon.url, token: try #require(token))
      let answer = try await client.send("POST", "imports", approved)
      #expect(answer.status == 403 && answer.code == code, "\(answer.text)")
    }
  }
}

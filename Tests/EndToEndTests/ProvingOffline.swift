import Documents
import Foundation
import TestSupport
import Testing

/// Proofs and erasures through the real binary.
@Suite struct ProvingOffline {
  @Test("erased words are gone, the trail says who and why, and the log still proves itself")
  func erasing() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let client = TestClient(url: daemon.url, token: daemon.token)
    let opened = try await client.send("POST", "documents", ["template": "design", "title": "Proved"])
    let id = try #require(opened.json["id"]?.string)
    let comment = try await client.send("POST", "documents/\(id)/comments", ["body": "Quetzalcoatl-Memo"])
    let seq = try #require(comment.json["seq"])
    let erased = try await client.send(
      "POST", "documents/\(id)/redactions", ["seq": seq, "reason": "a slip"])
    #expect(erased.status == 201, "\(erased.json)")
    let again = try await client.send("POST", "documents/\(id)/redactions", ["seq": seq, "reason": "a slip"])
    #expect(again.status == 409 && again.json["code"] == "already_erased")
    let events = try await client.send("GET", "documents/\(id)/events?type=body.redacted")
    #expect(events.json["items"]?.items.first?["data"]?["reason"] == "a slip")
    for name in ["countersign.sqlite", "countersign.sqlite-wal"] {
      let bytes = try? Data(contentsOf: daemon.directory.appending(path: name))
      #expect(bytes?.range(of: Data("Quetzalcoatl-Memo".utf8)) == nil)
    }
    let printed = try TestDaemon.shell("countersign verify --data \(daemon.directory.path)", in: daemon.directory)
    #expect(printed.contains("All is well"), "\(printed)")
    #expect(daemon.stop() == 0)
    let stopped = try TestDaemon.shell("countersign verify --data \(daemon.directory.path)", in: daemon.directory)
    #expect(stopped.contains("All is well"), "\(stopped)")
  }

  @Test("keys that lie elsewhere are used from there")
  func keysElsewhere() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let (data, keys) = (folder.appending(path: "data").path, folder.appending(path: "keys").path)
    _ = try TestDaemon.run(["init", "--data", data, "--keys", keys, "--json"])
    #expect(!FileManager.default.fileExists(atPath: data + "/keys"))
    _ = try TestDaemon.run(["verify", "--data", data, "--keys", keys])
    #expect(throws: TestDaemon.Failure.self) { try TestDaemon.run(["token", "--data", data, "--user", "admin"]) }
  }

  @Test(
    "a bad parameter of a proof is refused by its name",
    arguments: [
      ("inclusion", "seq"), ("inclusion?seq=x", "seq"), ("inclusion?seq=1&size=99999", "size"),
      ("consistency?from=1", "to"), ("consistency?from=3&to=2", "from"),
    ])
  func parameters(path: String, field: String) async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let answer = try await TestClient(url: daemon.url, token: daemon.token).send("GET", "log/proof/\(path)")
    #expect(answer.status == 400 && answer.json["errors"]?.items.first?["field"] == .string(field))
    #expect(daemon.stop() == 0)
  }
}

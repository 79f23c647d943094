import Documents
import Foundation
import TestSupport
import Testing

@Suite struct BackingUp {
  private let place = FileManager.default.temporaryDirectory.appending(path: "backups-\(UUID().uuidString)")

  private func json(_ arguments: [String]) throws -> Value {
    try JSONDecoder().decode(Value.self, from: try TestDaemon.run(arguments + ["--json"]))
  }

  @Test("a daemon makes backups by itself, shows them, and one is restored whole, to an event and to a time")
  func wholeWay() async throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let daemon = try TestDaemon(environment: ["COUNTERSIGN_BACKUP_DIRECTORY": place.path])
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    #expect(try await eventually { try await admin.send("GET", "backups").json["items"]?.items.count == 1 })
    var positions: [Int] = []
    for number in 1...3 {
      let opened = try await admin.send(
        "POST", "documents", ["template": "design", "title": .string("Number \(number)")],
        headers: ["idempotency-key": "k\(number)"])
      positions.append(try #require(opened.json["seq"]?.int))
    }
    let made = try await admin.send("POST", "backups")
    #expect(made.status == 201 && made.json["seq"]?.int == positions[2], "\(made.text)")
    try await checkFile(try #require(made.json["name"]?.string), made.json["sha256"])
    #expect(try await admin.raw("GET", "/readyz", nil).json["checks"]?["backup"]?.string?.hasPrefix("ok") == true)
    #expect(try await admin.raw("GET", "/metrics", nil).text.contains("countersign_backup_failing 0"))
    let time = try await admin.send("GET", "events?after=\(positions[1] - 1)&limit=1").json["items"]?.items.first
    #expect(daemon.stop() == 0)

    try await checkRestored(daemon, ["--from", place.path], titles: 3)
    try await checkRestored(daemon, ["--from", place.path, "--to", "\(positions[0])"], titles: 1)
    let at = try #require(time?["timestamp"]?.string)
    try await checkRestored(daemon, ["--from", place.path, "--at", at], titles: 2)
  }

  private func checkFile(_ name: String, _ digest: Value?) async throws {
    let said = try TestDaemon.shell("sha256sum -c '\(name).sha256'", in: place)
    #expect(said.contains("OK"), "\(said)")
    let mode = try FileManager.default.attributesOfItem(atPath: place.path + "/" + name)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  /// Serves the restored directory: it has so many documents, goes on, and gives no answers to what it does not have.
  private func checkRestored(_ daemon: TestDaemon, _ arguments: [String], titles: Int) async throws {
    let restored = try TestDaemon(isInitialised: false, token: daemon.token)
    let keys = ["--keys", daemon.directory.path + "/keys"]
    let report = try json(["restore", "--data", restored.directory.path] + arguments + keys)
    try restored.start()
    let admin = TestClient(url: restored.url, token: restored.token)
    let items = try await admin.send("GET", "documents").json["items"]?.items ?? []
    #expect(items.count == titles, "\(report)")
    let again = try await admin.send(
      "POST", "documents", ["template": "design", "title": "Number 3"], headers: ["idempotency-key": "k3"])
    #expect(again.status == 201, "\(again.text)")
    #expect(try await admin.send("GET", "documents").json["items"]?.items.count == (titles == 3 ? 3 : titles + 1))
    #expect(restored.stop() == 0)
    let refused = try TestDaemon.shell(
      "countersign restore --from '\(place.path)' --data '\(restored.directory.path)' || echo refused", in: place)
    #expect(refused.contains("holds a log already") && refused.contains("refused"))
  }

  @Test("a drill restores the newest backup and leaves nothing; a damaged backup is refused")
  func drill() async throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let daemon = try TestDaemon()
    let made = try json(["backup", "--data", daemon.directory.path, "--to", place.path, "--with-keys"])
    let path = try place.path + "/" + #require(made["name"]?.string)
    #expect(FileManager.default.fileExists(atPath: path + ".keys/secret.key"))
    let drill = try json(["drill", "--from", place.path])
    #expect(drill["seq"] == made["seq"] && drill["milliseconds"]?.int ?? -1 >= 0)
    let handle = try FileHandle(forUpdating: URL(filePath: path))
    try handle.seek(toOffset: 20_000)
    try handle.write(contentsOf: Data(repeating: 0xFF, count: 64))
    try handle.close()
    let said = try TestDaemon.shell("countersign drill --from '\(path)' || echo refused", in: place)
    #expect(said.contains("is not what was written") && said.contains("refused"), "\(said)")
  }

  @Test("only admins make backups, and without a directory nobody does")
  func refusals() async throws {
    var team = try Team()
    try await team.register("tess", role: "member")
    #expect(try await team["tess"].send("POST", "backups").status == 403)
    let refused = try await team.admin.send("POST", "backups")
    #expect(refused.status == 409 && refused.code == "backups_not_set_up")
    let said = try TestDaemon.shell(
      "COUNTERSIGN_BACKUP_KEEP_DAYS=0 countersign serve --data x || echo refused", in: team.daemon.directory)
    #expect(said.contains("backup.keep_days"), "\(said)")
    #expect(team.daemon.stop() == 0)
  }
}

import Documents
import Foundation
import TestSupport
import Testing

/// What the daemon does when its disk fails, fills up or is taken by another.
@Suite(.serialized) struct LosingTheDisk {
  private func open(
    _ client: TestClient, _ title: String
  ) async throws -> TestClient.Answer {
    try await client.send("POST", "documents", ["template": "design", "title": .string(title)])
  }

  @Test(
    "a sync that fails ends the daemon with the reason, and it starts again with all that was acknowledged",
    .enabled(if: FailingDisk.isHere, Comment(rawValue: FailingDisk.whyAbsent)))
  func failedSync() async throws {
    let disk = try FailingDisk()
    defer { disk.remove() }
    let daemon = try TestDaemon(environment: disk.environment)
    try daemon.start()
    var admin = TestClient(url: daemon.url, token: daemon.token)
    #expect(try await open(admin, "Before").status == 201)
    disk.begin(.sync)
    let failed = try await open(admin, "Never acknowledged")
    #expect(failed.status >= 500)
    #expect(daemon.exitStatus() != 0)
    #expect(daemon.output.contains("writing has stopped"))
    try disk.end(.sync)
    try daemon.start()
    admin = TestClient(url: daemon.url, token: daemon.token)
    let titles = try await admin.send("GET", "documents").json["items"]?.items.map { $0["title"] }
    #expect(titles?.contains("Before") == true)
    #expect(try await open(admin, "After").status == 201)
    #expect(daemon.stop() == 0)
  }

  @Test(
    "writes that find no room are answered 507, reads go on, and so do writes without a restart",
    .enabled(if: FailingDisk.isHere, Comment(rawValue: FailingDisk.whyAbsent)))
  func noRoom() async throws {
    let disk = try FailingDisk()
    defer { disk.remove() }
    let daemon = try TestDaemon(environment: disk.environment)
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    #expect(try await open(admin, "Before").status == 201)
    disk.begin(.full)
    for _ in 0..<3 {
      let refused = try await open(admin, "No room")
      #expect(refused.status == 507 && refused.code == "disk_full", "\(refused.text)")
      #expect(try await admin.send("GET", "documents").json["items"]?.items.count == 1)
    }
    try disk.end(.full)
    #expect(try await open(admin, "After").status == 201)
    #expect(daemon.stop() == 0)
  }

  @Test(
    "a disk that is really full: 507, reads, not ready; and all of it ends when there is room",
    .enabled(if: SmallDisk.isPossible, Comment(rawValue: SmallDisk.whyAbsent)))
  func fullDisk() async throws {
    let disk = try SmallDisk(megabytes: 128)
    defer { disk.remove() }
    let daemon = try TestDaemon(in: disk.place)
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    #expect(try await open(admin, "Before").status == 201)
    #expect(try await admin.raw("GET", "/readyz", nil).status == 200)
    try disk.fill()
    var last = 201
    // What the write-ahead log has room for is still taken.
    for number in 0..<200 where last == 201 { last = try await open(admin, "Number \(number)").status }
    #expect(last == 507)
    #expect(try await admin.send("GET", "documents").status == 200)
    #expect(try await admin.raw("GET", "/readyz", nil).status == 503)
    try disk.makeRoom()
    #expect(try await open(admin, "After").status == 201)
    #expect(try await admin.raw("GET", "/readyz", nil).status == 200)
    #expect(daemon.stop() == 0)
  }

  @Test("a second daemon, and whatever writes, is refused on a directory that one is at work on; reading is not")
  func oneDaemon() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let data = daemon.directory.path
    for command in ["serve --listen 127.0.0.1:0", "rebuild", "token --user admin"] {
      let said = try TestDaemon.shell(
        "countersign \(command) --data '\(data)' || echo refused $?", in: daemon.directory)
      #expect(said.contains("in use by another countersign process") && said.contains("refused 1"), "\(said)")
    }
    let backup = try TestDaemon.run(["backup", "--data", data, "--to", data + "/backups", "--json"])
    #expect(try JSONDecoder().decode(Value.self, from: backup)["seq"]?.int ?? 0 > 0)
    daemon.kill()
    // The kernel has let go of the lock.
    #expect(try !TestDaemon.run(["token", "--data", data, "--user", "admin"]).isEmpty)
    try daemon.start()
    #expect(daemon.stop() == 0)
  }
}

import Documents
import Foundation
import TestSupport

/// Clients that write until the daemon is gone.
struct KillLoad: Sendable {
  private static let clients = 8
  let client: TestClient
  let record: KillRecord
  let round: Int

  /// Returns when every client has lost the daemon.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<Self.clients { group.addTask { await write(as: number) } }
    }
  }

  private func write(as number: Int) async {
    for turn in 0..<100_000 {
      let ask = await ask(number, turn)
      let index = await record.asked(ask)
      guard let answer = try? await ask.send(to: client) else { return }
      await record.answered(index, answer)
    }
  }

  private func ask(_ number: Int, _ turn: Int) async -> KillRecord.Ask {
    let name = "\(round)/\(number)/\(turn)"
    guard turn % 5 > 0, let document = await record.document(number * 31 + turn) else {
      return KillRecord.Ask(
        key: "open \(name)", method: "POST", path: "documents", body: ["template": "design", "title": .string(name)])
    }
    if turn % 5 == 1 {
      return KillRecord.Ask(
        key: "save \(name)", method: "PUT", path: "documents/\(document)/content",
        body: ["markdown": .string("# Words\n\nOf \(name).\n"), "base_revision": .int(1 + turn % 2)])
    }
    return KillRecord.Ask(
      key: "comment \(name)", method: "POST", path: "documents/\(document)/comments", body: ["body": .string(name)])
  }
}

/// What else goes on when the daemon is killed.
enum KillMoment: CaseIterable {
  case writing, backup, checkpoint, rebuild, start, stopping

  /// Waits for the moment, and kills.
  func kill(_ daemon: TestDaemon, random: inout some RandomNumberGenerator) async throws {
    let admin = TestClient(url: daemon.url, token: daemon.token)
    try await Task.sleep(for: .milliseconds(Int.random(in: 40...250, using: &random)))
    switch self {
    case .writing, .start: daemon.kill()
    case .backup:
      let backup = Task { try? await admin.send("POST", "backups") }
      try await Task.sleep(for: .milliseconds(Int.random(in: 1...120, using: &random)))
      daemon.kill()
      _ = await backup.value
    case .checkpoint:
      try await Self.untilDatabaseChanges(daemon)
      daemon.kill()
    case .rebuild:
      let rebuild = Task { try? await admin.send("POST", "rebuild", [:]) }
      try await Task.sleep(for: .milliseconds(Int.random(in: 1...120, using: &random)))
      daemon.kill()
      _ = await rebuild.value
      for _ in 0..<2 {
        try await daemon.runAndKill(
          ["rebuild", "--data", daemon.directory.path], afterMilliseconds: Int.random(in: 5...200, using: &random))
      }
    case .stopping:
      daemon.terminate()
      try await Task.sleep(for: .milliseconds(Int.random(in: 0...60, using: &random)))
      daemon.kill()
    }
    guard self == .start else { return }
    for _ in 0..<3 {
      try await daemon.runAndKill(
        ["serve", "--data", daemon.directory.path, "--listen", "127.0.0.1:0"],
        afterMilliseconds: Int.random(in: 5...300, using: &random))
    }
  }

  /// The database itself is written to by checkpoints alone.
  private static func untilDatabaseChanges(_ daemon: TestDaemon) async throws {
    let path = daemon.directory.path + "/countersign.sqlite"
    let changed = { try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date }
    let before = try changed()
    for _ in 0..<400 where try changed() == before { try await Task.sleep(for: .milliseconds(2)) }
  }
}

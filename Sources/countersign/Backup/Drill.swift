import Documents
import Foundation
import Ledger
import Workflow

/// A restore of which nothing stays but the knowledge that it works.
enum Drill {
  static func run(_ backup: String, isJSON: Bool) async throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "countersign-drill-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: place) }
    let start = ContinuousClock.now
    let path = place.path + "/countersign.sqlite"
    let report = try await Restoring(backup: backup, sources: System.sources, box: try .throwaway())
      .run(to: path, until: .end)
    try compare(path, with: backup)
    let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
    if isJSON {
      try Output.printJSON([
        "backup": .string(backup), "seq": .int(Int(report.seq)), "milliseconds": .int(milliseconds),
      ])
    } else {
      print("\(backup) can be restored: \(report.seq) events, checked and read, in \(milliseconds) ms.")
    }
  }

  /// The restored log ends where the backup's does, with the same hash, and where the backup's name says.
  private static func compare(_ restored: String, with backup: String) throws {
    let (mine, its) = (try BackupCopy.verify(restored), try BackupCopy.verify(backup))
    guard mine == its else {
      throw CommandFailure("The restored log ends at \(mine.seq), and the backup's at \(its.seq), or otherwise.")
    }
    let name = BackupName(URL(filePath: backup).lastPathComponent)
    if let name, name.seq != mine.seq {
      throw CommandFailure("The backup's name says \(name.seq) events, and it has \(mine.seq).")
    }
  }
}

/// What people say when they mean a backup or a moment.
enum BackupChoice {
  /// The file itself, or the newest of a directory.
  static func path(_ from: String) throws -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: from, isDirectory: &isDirectory) else {
      throw CommandFailure("There is no '\(from)'.")
    }
    guard isDirectory.boolValue else { return from }
    let newest = try Backups(of: "", in: from, now: System.sources.now).newest()
    guard let newest else { throw CommandFailure("'\(from)' holds no backup.") }
    return "\(from)/\(newest.name)"
  }

  static func time(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(text) else {
      throw CommandFailure("--at: '\(text)' is no time such as 2026-11-21T01:15:00Z.")
    }
    return time
  }
}

extension BackupRecord {
  var value: Value {
    [
      "name": .string("\(name)"), "seq": .int(Int(name.seq)), "bytes": .int(bytes), "sha256": .string(sha256),
      "created_at": .string(name.at.description),
    ]
  }
}

extension SecretBox {
  /// Where nothing that was sealed is opened.
  static func throwaway() throws -> SecretBox {
    try SecretBox(key: Data(System.sources.randomBytes(SecretBox.keyBytes)))
  }
}

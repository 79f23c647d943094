import Foundation
import Ledger

/// The keys beside a backup: only where somebody asks for them, since whoever has both can read every secret.
enum BackupKeys {
  static func directory(of backup: String) -> String { backup + ".keys" }

  static func copy(from data: DataDirectory, beside backup: String) throws {
    try copy(data.keysPath, to: directory(of: backup))
  }

  /// Puts keys into a new data directory; false where there are none to be had.
  static func restore(from given: String?, backup: String, to data: DataDirectory) throws -> Bool {
    let beside = directory(of: backup)
    guard let source = given ?? (FileManager.default.fileExists(atPath: beside) ? beside : nil) else { return false }
    guard FileManager.default.fileExists(atPath: source + "/secret.key") else {
      throw CommandFailure("'\(source)' holds no secret.key: give the directory 'keys' of the old data directory.")
    }
    try copy(source, to: data.keysPath)
    return true
  }

  private static func copy(_ source: String, to target: String) throws {
    let files = FileManager.default
    try files.createDirectory(
      atPath: target, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for name in try files.contentsOfDirectory(atPath: source) where name.hasSuffix(".key") {
      guard let key = files.contents(atPath: source + "/" + name) else {
        throw CommandFailure("'\(source)/\(name)' cannot be read.")
      }
      try DurableFile.write(key, to: target + "/" + name)
    }
  }
}

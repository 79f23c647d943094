import Crypto
package import Foundation

/// Files that must be on disk when a function returns.
package enum DurableFile {
  private static let pieceBytes = 1024 * 1024

  /// What was written to the file, or changed in the directory, is on disk.
  package static func sync(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw BackupFailure("'\(path)' cannot be opened: \(reason)") }
    defer { close(file) }
    guard fsync(file) == 0 else { throw BackupFailure("'\(path)' could not be brought to the disk: \(reason)") }
  }

  /// Gives a finished file its name, in its own directory; both are on disk.
  package static func rename(_ path: String, to final: String) throws {
    try sync(path)
    guard Foundation.rename(path, final) == 0 else {
      throw BackupFailure("'\(path)' could not be renamed to '\(final)': \(reason)")
    }
    try sync(URL(filePath: final).deletingLastPathComponent().path)
  }

  /// Writes a small file whole or not at all; nobody else may read it.
  package static func write(_ data: Data, to path: String) throws {
    let partial = path + ".partial"
    guard FileManager.default.createFile(atPath: partial, contents: data, attributes: [.posixPermissions: 0o600])
    else { throw BackupFailure("'\(partial)' could not be written: \(reason)") }
    try rename(partial, to: path)
  }

  /// In hexadecimal, and the number of bytes.
  package static func sha256(_ path: String) throws -> (digest: String, bytes: Int) {
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    var hasher = SHA256()
    var bytes = 0
    while let piece = try file.read(upToCount: pieceBytes), !piece.isEmpty {
      hasher.update(data: piece)
      bytes += piece.count
    }
    return (Data(hasher.finalize()).hexadecimal, bytes)
  }

  private static var reason: String { String(cString: strerror(errno)) }
}

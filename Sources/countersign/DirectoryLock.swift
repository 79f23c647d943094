import Foundation

/// Held by whoever writes a data directory, for as long as the process lives: SQLite may lose commits where two do.
///
/// The kernel lets go of it when the process ends, however it ends (flock(2)). The file itself stays.
final class DirectoryLock: Sendable {
  static let fileName = "lock"
  private let file: Int32

  /// Throws at once where another process holds it.
  init(directory: String) throws {
    let path = directory + "/" + Self.fileName
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw CommandFailure("'\(path)' cannot be opened: \(String(cString: strerror(errno))).")
    }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let holder = Self.read(file)
      close(file)
      throw CommandFailure(
        "'\(directory)' is in use by another countersign process\(holder): one at a time writes a data directory. "
          + "Stop that one first, or use the API.")
    }
    let text = Array("\(System.processID)\n".utf8)
    // For people to read; the lock holds without it.
    _ = ftruncate(file, 0)
    _ = pwrite(file, text, text.count, 0)
  }

  deinit { close(file) }

  private static func read(_ file: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(file, &bytes, bytes.count, 0)
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return text.isEmpty ? "" : " (process \(text))"
  }
}

import Foundation
import GRDB
import GRDBSQLite

/// The file in which commits lie until a checkpoint moves them into the database.
enum WriteAheadLog {
  /// SQLite writes less than 128 KiB at once (seekAndWriteFd in os_unix.c).
  private static let pieceBytes = 64 * 1024

  /// Writes what the file holds once more, and syncs it; nothing where there is no such file.
  ///
  /// After a failed fsync Linux still shows what was written and no longer tries to bring it to the disk
  /// (https://lwn.net/Articles/752063/). A start reads those commits and builds on them; a power cut would then take
  /// them from under later ones. Written again, they are on disk or this throws. To be called before the database is
  /// opened. A crash here leaves the same bytes.
  static func bringToDisk(ofDatabase database: String) throws {
    let path = database + "-wal"
    guard FileManager.default.fileExists(atPath: path), let vfs = sqlite3_vfs_find(nil) else { return }
    // Through SQLite's own file layer, as all else that is done to this file.
    guard let name = sqlite3_create_filename(path, "", "", 0, nil) else {
      throw DatabaseError(resultCode: .SQLITE_NOMEM)
    }
    defer { sqlite3_free_filename(name) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: Int(vfs.pointee.szOsFile), alignment: 16)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: Int(vfs.pointee.szOsFile))
    defer { memory.deallocate() }
    let file = memory.assumingMemoryBound(to: sqlite3_file.self)
    try check(vfs.pointee.xOpen(vfs, name, file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL, nil))
    defer { _ = file.pointee.pMethods?.pointee.xClose(file) }
    try rewrite(file)
  }

  private static func rewrite(_ file: UnsafeMutablePointer<sqlite3_file>) throws {
    guard let methods = file.pointee.pMethods?.pointee else { throw DatabaseError(resultCode: .SQLITE_CANTOPEN) }
    var size: sqlite3_int64 = 0
    try check(methods.xFileSize(file, &size))
    guard size > 0 else { return }
    var piece = [UInt8](repeating: 0, count: pieceBytes)
    for offset in stride(from: 0, to: size, by: pieceBytes) {
      let count = Int32(min(Int64(pieceBytes), size - offset))
      try check(methods.xRead(file, &piece, count, offset))
      try check(methods.xWrite(file, piece, count, offset))
    }
    try check(methods.xSync(file, SQLITE_SYNC_NORMAL))
  }

  private static func check(_ code: Int32) throws {
    guard code == SQLITE_OK else {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code), message: "The write-ahead log could not be brought to the disk.")
    }
  }
}

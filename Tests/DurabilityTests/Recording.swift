import Foundation
import TestSupport
import Ledger
import RecordingVFS
import Workflow

/// A directory whose database files are recorded, call by call, for the length of a test.
///
/// The C side guards what it keeps with a lock of its own, so the pointer may be used from any thread.
final class Recording: @unchecked Sendable {
  let directory: URL
  fileprivate let handle: OpaquePointer

  /// `template` is copied in before anything is recorded.
  init(template: URL? = nil) throws {
    guard recording_register() == 0 else { throw Failure(description: "SQLite takes no other VFS.") }
    directory = Scratch.new()
    if let template {
      try FileManager.default.copyItem(at: template, to: directory)
    } else {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }
    guard let handle = recording_begin(directory.path) else { throw Failure(description: "No memory.") }
    self.handle = handle
  }

  /// The directory's ledgers must have been closed.
  deinit {
    recording_end(handle)
    recording_free(handle)
    try? FileManager.default.removeItem(at: directory)
  }

  var database: String { directory.path + "/ledger.sqlite" }
  /// Calls recorded so far.
  var calls: Int64 { recording_calls(handle) }
  var counted: Int64 { recording_counted(handle) }
  var failed: Int64 { recording_failed(handle) }

  func ignoreSyncs() { recording_ignore_syncs(handle, 1) }
  func delaySyncs(microseconds: Int32) { recording_delay_syncs(handle, microseconds) }

  enum Kind {
    static let writes = Int32(RECORDED_WRITE)
    static let syncs = Int32(RECORDED_SYNC)
    static let changes = Int32(
      RECORDED_WRITE | RECORDED_TRUNCATE | RECORDED_SYNC | RECORDED_DELETE)
    static let all = changes | Int32(RECORDED_READ)
  }

  /// The call of these kinds after `skip` others fails with an SQLite code, alone or with all later ones.
  func fail(_ kinds: Int32, after skip: Int64, code: Int32, forEver: Bool = false) {
    recording_fail(handle, kinds, skip, code, forEver ? 1 : 0)
  }

  func failNothing() { recording_fail(handle, 0, 0, 0, 0) }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}

/// Makes images of a recorded directory as power cuts leave it, from the first call to the last.
struct PowerCut: ~Copyable {
  private let recording: Recording
  private let handle: OpaquePointer

  init(of recording: Recording) {
    self.recording = recording
    handle = power_cut_begin(recording.handle)
  }

  deinit { power_cut_free(handle) }

  /// Calls must not go down from one image to the next.
  func image(afterCalls calls: Int64, seed: UInt64) throws -> URL {
    power_cut_advance(handle, calls)
    let directory = Scratch.new()
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    guard power_cut_write(handle, seed, directory.path) == 0 else {
      throw Recording.Failure(description: "The image could not be written to \(directory.path).")
    }
    return directory
  }
}

/// Places for databases that live as long as one check: in memory where that is to be had, since their own syncs mean
/// nothing here.
enum Scratch {
  private static let root: URL = {
    let shared = URL(filePath: "/dev/shm")
    return FileManager.default.isWritableFile(atPath: shared.path)
      ? shared : FileManager.default.temporaryDirectory
  }()

  static func new() -> URL { root.appending(path: "durability-\(UUID().uuidString)") }
}

/// How much of each kind of test is run: what CI does, or what the environment asks for.
enum Torture {
  static let cuts = Amount.named("COUNTERSIGN_TORTURE_CUTS", usually: 2_000)
  static let seed = UInt64(Amount.named("COUNTERSIGN_TORTURE_SEED", usually: Int(UInt32.random(in: 1...UInt32.max))))

  /// One row of the table that `make torture` ends with.
  static func report(_ test: String, _ count: Int, _ found: String, since start: ContinuousClock.Instant) {
    let seconds = Int((ContinuousClock.now - start) / .seconds(1))
    print("durability|\(test)|\(count)|\(found)|\(seconds)")
  }
}

import Foundation
import TestSupport

/// A disk that fails when it is told to: a small library that is loaded into the daemon.
struct FailingDisk {
  static let whyAbsent = "there is no C compiler to build the failing disk with, or a sanitizer beside which it hangs"
  static let isHere = library != nil && !Sanitizer.isHere

  private static let source = ProjectFolder.url.appending(path: "Tests/DiskFaults/failing_disk.c")
  /// Nil where it cannot be built.
  private static let library: URL? = {
    let place = FileManager.default.temporaryDirectory.appending(path: "failing-disk-\(UUID().uuidString).so")
    let command = "clang -shared -fPIC -O1 -o '\(place.path)' '\(source.path)' -ldl"
    _ = try? TestDaemon.shell(command, in: FileManager.default.temporaryDirectory)
    return FileManager.default.fileExists(atPath: place.path) ? place : nil
  }()

  enum Fault: String {
    case sync, full
  }

  private let switches = FileManager.default.temporaryDirectory.appending(path: "faults-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: switches, withIntermediateDirectories: true)
  }

  /// For the daemon.
  var environment: [String: String] { ["LD_PRELOAD": Self.library?.path ?? "", "FAILING_DISK": switches.path] }

  func begin(_ fault: Fault) {
    _ = FileManager.default.createFile(atPath: switches.appending(path: fault.rawValue).path, contents: nil)
  }

  func end(_ fault: Fault) throws {
    try FileManager.default.removeItem(at: switches.appending(path: fault.rawValue))
  }

  func remove() { try? FileManager.default.removeItem(at: switches) }
}

/// A file system of its own size, in memory.
struct SmallDisk {
  static let whyAbsent = "this user may not mount a file system to fill"
  static let isPossible: Bool = {
    guard let disk = try? SmallDisk(megabytes: 1) else { return false }
    disk.remove()
    return true
  }()

  let place = FileManager.default.temporaryDirectory.appending(path: "small-disk-\(UUID().uuidString)")
  private var filling: URL { place.appending(path: "filling") }

  init(megabytes: Int) throws {
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let said = try TestDaemon.shell(
      "mount -t tmpfs -o size=\(megabytes)m small '\(place.path)' && echo mounted", in: place)
    guard said.contains("mounted") else {
      try FileManager.default.removeItem(at: place)
      throw TestDaemon.Failure(description: said)
    }
  }

  /// Leaves so many bytes, rounded down to pages.
  func fill(leaving bytes: Int = 0) throws {
    let free = try FileManager.default.attributesOfFileSystem(forPath: place.path)[.systemFreeSize] as? Int ?? 0
    _ = try TestDaemon.shell(
      "head -c \(max(0, free - bytes)) /dev/zero > filling || true", in: place)
  }

  func makeRoom() throws { try FileManager.default.removeItem(at: filling) }

  func remove() {
    _ = try? TestDaemon.shell("umount '\(place.path)'", in: FileManager.default.temporaryDirectory)
    try? FileManager.default.removeItem(at: place)
  }
}

import Foundation
import TestSupport

/// A clock of its own for a daemon, which the test sets: libfaketime, where it is installed.
struct FakeClock {
  static let whyAbsent = "libfaketime is not here (apt install faketime), or a sanitizer is, beside which it hangs"
  static let isHere = library != nil && !Sanitizer.isHere

  private static let library = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]
    .map { $0 + "/faketime/libfaketimeMT.so.1" }.first { FileManager.default.fileExists(atPath: $0) }

  private let file = FileManager.default.temporaryDirectory.appending(path: "faketime-\(UUID().uuidString)")

  init() throws { try set("+0") }

  /// How far it is from the machine's own, as `+7h`.
  func set(_ offset: String) throws { try Data("\(offset)\n".utf8).write(to: file) }

  /// The library changes the environment as it loads, and a Swift program then loses sight of its arguments: env takes
  /// that upon itself, and hands on an environment that is not changed again.
  func daemon(_ environment: [String: String] = [:]) throws -> TestDaemon {
    let own = [
      "COUNTERSIGN_ALLOWED_NETWORKS": "127.0.0.0/8", "LD_PRELOAD": Self.library ?? "",
      "FAKETIME_TIMESTAMP_FILE": file.path, "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    ]
    return try TestDaemon(environment: own.merging(environment) { $1 }, launcher: "/usr/bin/env")
  }

  func remove() { try? FileManager.default.removeItem(at: file) }
}

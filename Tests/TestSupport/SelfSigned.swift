package import Foundation

/// A certificate of its own making, for two days, in a folder of its own.
package struct SelfSigned: Sendable {
  package let folder: URL
  /// Paths of PEM files.
  package var chain: String { folder.path + "/chain.pem" }
  package var key: String { folder.path + "/key.pem" }

  package init(name: String = "localhost") throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
      "/CN=\(name)", "-out", chain, "-keyout", key,
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
  }
}

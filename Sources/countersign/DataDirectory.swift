import Crypto
import Foundation
import Ledger
import Workflow

/// A directory with the log and, beside it, the keys: what is to be backed up together and read by nobody else.
struct DataDirectory {
  let path: String

  var databasePath: String { path + "/countersign.sqlite" }
  private var secretKeyPath: String { path + "/keys/secret.key" }
  private var signingKeyPath: String { path + "/keys/signing.key" }

  var isInitialised: Bool { FileManager.default.fileExists(atPath: databasePath) }

  /// Makes the directory and its keys; what is there already stays.
  func create() throws {
    let private_ = [FileAttributeKey.posixPermissions: 0o700]
    try FileManager.default.createDirectory(
      atPath: path + "/keys", withIntermediateDirectories: true, attributes: private_)
    try FileManager.default.setAttributes(private_, ofItemAtPath: path)
    try createKey(secretKeyPath, bytes: Data(System.sources.randomBytes(SecretBox.keyBytes)))
    try createKey(signingKeyPath, bytes: Curve25519.Signing.PrivateKey().rawRepresentation)
  }

  private func createKey(_ path: String, bytes: Data) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    let text = Data((bytes.base64EncodedString() + "\n").utf8)
    guard FileManager.default.createFile(atPath: path, contents: text, attributes: [.posixPermissions: 0o600]) else {
      throw CommandFailure("'\(path)' could not be written.")
    }
  }

  /// Opens the log. Throws where the directory was never initialised.
  func open() throws -> Ledger {
    guard isInitialised else {
      throw CommandFailure("'\(path)' holds no log: make one with 'countersign init --data \(path)'.")
    }
    return try openLedger()
  }

  func openLedger() throws -> Ledger {
    let text = try String(contentsOfFile: secretKeyPath, encoding: .utf8)
    guard let key = Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CommandFailure("'\(secretKeyPath)' is no key: restore it from a backup.")
    }
    return try Ledger(path: databasePath, sources: System.sources, box: try SecretBox(key: key))
  }
}

/// A plain sentence for the terminal; the command exits with 1.
struct CommandFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

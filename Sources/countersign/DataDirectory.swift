import Crypto
import Foundation
import Ledger
import Workflow

/// A directory with the log and, beside it, the keys: what is to be backed up together and read by nobody else.
struct DataDirectory {
  let path: String
  /// Where the keys lie: in the directory itself unless told otherwise.
  let keys: String

  /// `keys` nil asks the environment, and takes the data directory's own where that says nothing either.
  init(path: String, keys: String? = nil) {
    self.path = path
    self.keys = keys ?? System.environment["COUNTERSIGN_KEYS"] ?? path + "/keys"
  }

  var databasePath: String { path + "/countersign.sqlite" }
  var keysPath: String { keys }
  private var secretKeyPath: String { keysPath + "/secret.key" }
  private var signingKeyPath: String { keysPath + "/signing.key" }

  var isInitialised: Bool { FileManager.default.fileExists(atPath: databasePath) }

  /// Makes the directory and its keys; what is there already stays.
  func create() throws {
    try createEmpty()
    try createKey(secretKeyPath, bytes: Data(System.sources.randomBytes(SecretBox.keyBytes)))
    try createKey(signingKeyPath, bytes: Curve25519.Signing.PrivateKey().rawRepresentation)
  }

  /// Makes the directory, for its owner alone, without keys in it.
  func createEmpty() throws {
    let ownerOnly = [FileAttributeKey.posixPermissions: 0o700]
    for folder in [path, keysPath] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: ownerOnly)
    }
    try FileManager.default.setAttributes(ownerOnly, ofItemAtPath: path)
  }

  /// To be held by whoever writes, until it is done.
  func lock() throws -> DirectoryLock { try DirectoryLock(directory: path) }

  private func createKey(_ path: String, bytes: Data) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    let text = Data((bytes.base64EncodedString() + "\n").utf8)
    guard FileManager.default.createFile(atPath: path, contents: text, attributes: [.posixPermissions: 0o600]) else {
      throw CommandFailure("'\(path)' could not be written.")
    }
  }

  /// Throws where the directory was never initialised.
  func requireLog() throws {
    guard isInitialised else {
      throw CommandFailure("'\(path)' holds no log: make one with 'countersign init --data \(path)'.")
    }
  }

  /// Opens the log. Throws where the directory was never initialised.
  func open(origin: String? = nil, witnesses: [NoteKey] = []) throws -> Ledger {
    try requireLog()
    return try openLedger(origin: origin, witnesses: witnesses)
  }

  /// Opens the log for as long as something is done with it, and keeps others from writing meanwhile.
  func withLedger<Result>(_ act: (Ledger) async throws -> Result) async throws -> Result {
    try requireLog()
    let lock = try lock()
    defer { withExtendedLifetime(lock) {} }
    let ledger = try open()
    let result: Result
    do { result = try await act(ledger) } catch {
      try? ledger.close()
      throw error
    }
    try ledger.close()
    return result
  }

  func openLedger(origin: String? = nil, witnesses: [NoteKey] = []) throws -> Ledger {
    try Ledger(
      path: databasePath, sources: System.sources, box: try secretBox(),
      proof: ProofSettings(key: try signingKey(), origin: origin, witnesses: witnesses))
  }

  func secretBox() throws -> SecretBox { try SecretBox(key: try key(secretKeyPath)) }

  func signingKey() throws -> Curve25519.Signing.PrivateKey {
    try Curve25519.Signing.PrivateKey(rawRepresentation: try key(signingKeyPath))
  }

  private func key(_ path: String) throws -> Data {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw CommandFailure(
        "'\(path)' cannot be read: say where the keys lie with --keys, or restore them from a backup.")
    }
    guard let key = Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CommandFailure("'\(path)' is no key: restore it from a backup.")
    }
    return key
  }
}

/// A plain sentence for the terminal; the command exits with 1.
struct CommandFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

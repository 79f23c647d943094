import Documents
import Foundation
import Ledger
import Workflow

/// A workflow as a file: `NAME.yaml`.
struct WorkflowFile {
  /// Files of one directory.
  private static let filesMax = 1000

  let name: String
  let yaml: String
  let policy: Policy
  let path: String

  /// Throws `CommandFailure`, which names the file, the line and the key.
  init(name: String, yaml: String, path: String) throws {
    self.name = name
    self.yaml = yaml
    self.path = path
    do { policy = try Policy(yaml: yaml, named: name) } catch {
      throw CommandFailure("\(path), line \(error.line): \(error.message)")
    }
  }

  /// All of a directory, by name.
  static func all(in directory: String) throws -> [WorkflowFile] {
    guard let files = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw CommandFailure("workflows: '\(directory)' is no directory that can be read.")
    }
    let wanted = files.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted()
    guard wanted.count <= filesMax else {
      throw CommandFailure("workflows: '\(directory)' has \(wanted.count) workflows: at most \(filesMax) are read.")
    }
    return try wanted.map { file in
      let path = directory + "/" + file
      return try WorkflowFile(name: String(file.dropLast(".yaml".count)), yaml: try TextFile.text(path), path: path)
    }
  }

  /// As the daemon. Says nothing where the log has the same already, or what somebody has published.
  func publish(to ledger: Ledger) async throws {
    let digest = Digests.sha256Hex(yaml)
    let published = WorkflowPublished(name: name, version: 0, policy: policy, text: digest)
    _ = try await ledger.perform(
      WriteRequest(
        target: .registry(.publishWorkflow(published)), actor: .daemon, metadata: EventMetadata(source: "init"),
        texts: [StoredText(digest: digest, body: Data(yaml.utf8))]))
  }
}

import Documents
import Foundation
import Integrations
import TestSupport

/// Bodies that hosts have sent, kept beside the repository.
enum Recorded {
  static let folder = ProjectFolder.url.appending(path: "../shared/payloads").standardizedFileURL

  static var isThere: Bool { FileManager.default.fileExists(atPath: folder.path) }
  static let reason = "The recorded payloads are not at hand."

  static func body(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

  static func facts(_ host: any GitHost.Type, _ event: String, _ name: String) throws -> [HostFact] {
    try host.facts(of: event, body: try host.json(of: try body(name)))
  }
}

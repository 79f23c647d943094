import Documents
import Foundation
import Integrations
import TestSupport
import Testing

/// Bodies that hosts have sent, where they are at hand: in a folder `shared/payloads` beside the repository.
enum RecordedPayloads {
  static let folder = ProjectFolder.url.appending(path: "../shared/payloads").standardized
  static var areHere: Bool { FileManager.default.fileExists(atPath: folder.path) }
  static let whyAbsent = "There is no shared/payloads beside the repository."

  /// The facts of one, as the event.
  static func facts(_ kind: String, _ event: String, _ file: String) throws -> [HostFact] {
    let host = try #require(GitHosts.named(kind))
    let body = try Data(contentsOf: folder.appending(path: file))
    return try host.facts(of: event, body: host.json(of: body))
  }
}

import Documents
import Foundation
import Integrations
import Testing

/// Bodies that hosts have sent, where they are at hand: in a folder `shared/payloads` beside the repository.
enum RecordedPayloads {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/payloads")
  static var areHere: Bool { FileManager.default.fileExists(atPath: folder.path) }
  static let whyAbsent = "There is no shared/payloads beside the repository."

  /// The facts of one, as the event.
  static func facts(_ kind: String, _ event: String, _ file: String) throws -> [HostFact] {
    let host = try #require(GitHosts.named(kind))
    let body = try Data(contentsOf: folder.appending(path: file))
    return try host.facts(of: event, body: host.json(of: body))
  }
}

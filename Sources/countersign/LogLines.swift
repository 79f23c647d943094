import Documents
import Foundation
import Ledger
import Logging
import Workflow

/// Writes one JSON object a line, or plain text for a person at a terminal.
struct LogLines: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level
  let isJSON: Bool

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    let line = isJSON ? json(event, all) : text(event, all)
    // A log that nobody reads any longer must not end the daemon.
    try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
  }

  private func json(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
    var members = metadata.mapValues { Value.string($0.description) }
    members["timestamp"] = .string(System.sources.now().description)
    members["level"] = .string(event.level.rawValue.uppercased())
    members["service"] = "countersign"
    members["message"] = .string(event.message.description)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(members)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  private func text(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
    let time = System.sources.now().description.dropFirst(11).dropLast()
    let details = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    return "\(time) \(event.level.rawValue) \(event.message)\(details)"
  }
}

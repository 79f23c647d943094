import Documents
import Foundation
import Ledger
import Logging
import Telemetry
import Workflow

/// Writes one JSON object a line, or plain text for a person at a terminal.
struct LogLines: LogHandler {
  var metadata: Logger.Metadata = [:]
  let level: LogLevel
  let isJSON: Bool
  let lines: Counter
  /// Of this logger alone, where one was set.
  private var own: Logger.Level?

  init(level: LogLevel, isJSON: Bool, lines: Counter) {
    self.level = level
    self.isJSON = isJSON
    self.lines = lines
  }

  var logLevel: Logger.Level {
    get { own ?? level.current }
    set { own = newValue }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadata.merging(event.metadata ?? [:]) { $1 }
    if let error = event.error { all["error"] = "\(error)" }
    if let trace = TraceContext.current {
      all["trace_id"] = "\(trace.traceID)"
      all["span_id"] = "\(trace.spanID)"
    }
    lines.add([event.level.shown])
    let line = isJSON ? json(event, all) : text(event, all)
    // A log that nobody reads any longer must not end the daemon.
    try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
  }

  private func json(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
    var members = metadata.mapValues { Value($0) }
    members["timestamp"] = .string(System.sources.now().description)
    members["level"] = .string(event.level.shown)
    members["service"] = "countersign"
    members["message"] = .string(event.message.description)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(members)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  private func text(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
    let time = System.sources.now().description.dropFirst(11).dropLast()
    let details = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    return Self.harmless("\(time) \(event.level.shown) \(event.message)\(details)")
  }

  /// What others have written must neither begin a line nor move a terminal's cursor.
  private static func harmless(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
  }
}

extension Logger.Level {
  /// The four words of the log.
  var shown: String {
    switch self {
    case .trace, .debug: "DEBUG"
    case .info, .notice: "INFO"
    case .warning: "WARN"
    case .error, .critical: "ERROR"
    }
  }
}

extension Value {
  /// Numbers stay numbers.
  fileprivate init(_ metadata: Logger.MetadataValue) {
    switch metadata {
    case .string(let text): self = .string(text)
    case .stringConvertible(let number as Int): self = .int(number)
    case .stringConvertible(let number as Int64): self = .int(Int(number))
    case .stringConvertible(let number as Double): self = .double(number)
    case .stringConvertible(let flag as Bool): self = .bool(flag)
    case .stringConvertible(let other): self = .string(other.description)
    case .array(let items): self = .array(items.map { Value($0) })
    case .dictionary(let members): self = .object(members.mapValues { Value($0) })
    }
  }
}

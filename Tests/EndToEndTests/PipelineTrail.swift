import Documents
import Foundation
import Testing

/// Events as lines that are the same in every run: types and what tells of them, ids by what they name, no times.
struct PipelineTrail {
  private let names: [(id: String, name: String)]
  private var counts: [Substring: [String: Int]] = [:]
  private(set) var lines: [String] = []

  /// Longer ids come first, so that none is replaced within another.
  init(names: [(String, String)]) {
    self.names = names.map { (id: $0.0, name: $0.1) }.sorted { ($0.id.count, $0.id) > ($1.id.count, $1.id) }
  }

  /// What the daemon does at its start, and who there is, is no part of the trail.
  private static let left = ["user.", "token.", "role.", "template."]

  /// What is told of an event, in this order.
  private static let telling = [
    "step", "stage", "number", "next_stage", "from", "to", "revision", "role", "outcome", "status", "rule", "reason",
    "cause", "item", "sections", "changed_sections", "touched", "obligation", "obligations", "links", "artifacts",
    "name", "pipeline", "message", "next_action",
  ]

  mutating func add(_ event: Value) {
    let type = event["event_type"]?.string ?? ""
    guard event["actor"]?["id"] != "countersign", !Self.left.contains(where: type.hasPrefix) else { return }
    let actor = event["actor"]?["id"]?.string ?? ""
    let principal = event["on_behalf_of"]?.string.map { " for \($0)" } ?? ""
    let subject = event["document"]?.string ?? event["stream"]?.string ?? ""
    var parts = ["\(type)  \(normal(subject))  \(actor)\(principal)"]
    let data = event["data"] ?? .null
    for key in Self.telling where !Self.isLeft(key, of: type, data) {
      guard let value = data[key], ![.null, [], [:]].contains(value) else { continue }
      parts.append("  \(key): \(normal(Self.text(value)))")
    }
    if case .object? = data["policy"] { parts.append("  workflow: \(data["policy"]?["name"]?.string ?? "")") }
    lines.append(parts.joined(separator: "\n"))
  }

  /// Times, a revision's digests, and all that a template brings.
  private static func isLeft(_ key: String, of type: String, _ data: Value) -> Bool {
    switch key {
    case "from": type.hasPrefix("delegation.")
    case "sections": type == "draft.saved"
    case "changed_sections": data["revision"] == 1
    default: false
    }
  }

  private static func text(_ value: Value) -> String {
    if case .string(let text) = value { return text }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// `ver_01H…` becomes `ver_1`, the first of its kind to be told of.
  private mutating func normal(_ text: String) -> String {
    let text = names.reduce(text) { $0.replacingOccurrences(of: $1.id, with: $1.name) }
    return text.replacing(/\b(doc|ver|obl|del|com)_([0-9a-z]{8,})/) { match in
      let known = counts[match.1]?[String(match.2)] ?? (counts[match.1]?.count ?? 0) + 1
      counts[match.1, default: [:]][String(match.2)] = known
      return "\(match.1)_\(known)"
    }
  }

  /// `COUNTERSIGN_REWRITE_GOLDEN=1` writes the file anew.
  func compare(with file: String) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(file)")
    let text = lines.joined(separator: "\n") + "\n"
    if ProcessInfo.processInfo.environment["COUNTERSIGN_REWRITE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: url)
      return
    }
    let kept = try String(contentsOf: url, encoding: .utf8)
    let diff = Differ.unified(from: kept, to: text, fromName: "kept", toName: "now")
    #expect(kept == text, "The trail is no longer the one that is kept:\n\(diff)")
  }
}

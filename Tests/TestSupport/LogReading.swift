package import Documents
import Foundation

/// What a daemon writes to its log, while it writes.
package struct Journal: Sendable {
  let read: @Sendable () -> String

  package var text: String { read() }

  /// The lines that are whole, as JSON; a line that is none is null.
  package var lines: [Value] {
    let text = text
    var lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    if text.last != "\n", !lines.isEmpty { lines.removeLast() }
    return lines.map { (try? JSONDecoder().decode(Value.self, from: Data($0.utf8))) ?? .null }
  }

  /// The first line with that message and these members, once there is one; nil where none comes.
  package func line(_ message: String, _ members: [String: Value] = [:]) async throws -> Value? {
    let find = { @Sendable in
      lines.first { line in line["message"]?.string == message && members.allSatisfy { line[$0.key] == $0.value } }
    }
    return try await eventually { find() != nil } ? find() : nil
  }

  package func request(_ id: String) async throws -> Value? {
    try await line("request", ["request_id": .string(id)])
  }
}

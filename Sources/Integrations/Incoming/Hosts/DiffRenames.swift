import Foundation

/// What git's diffs say of renamed files (git-diff, "Generating patch text with -p").
package enum DiffRenames {
  /// Where each renamed file was before, by its present path. No line of a file's text begins as these lines do.
  package static func read(_ diff: String) -> [String: String] {
    var renames: [String: String] = [:]
    var previous: String?
    // As git ends lines: what else Unicode takes for the end of one may stand in a file's text.
    for line in diff.utf8.split(separator: UInt8(ascii: "\n")).map(Substring.init) {
      if line.hasPrefix("rename from ") {
        previous = unquoted(line.dropFirst("rename from ".count))
      } else if line.hasPrefix("rename to "), let old = previous {
        renames[unquoted(line.dropFirst("rename to ".count))] = old
        previous = nil
      }
    }
    return renames
  }

  /// The changes with each pair of one that is gone and one that has come made one that was renamed.
  static func applied(_ renames: [String: String], to changes: [FileChange]) -> [FileChange] {
    let gone = Set(renames.values)
    return changes.compactMap { change in
      if change.kind == .removed, gone.contains(change.path) { return nil }
      guard change.kind == .added, let previous = renames[change.path] else { return change }
      return FileChange(.renamed, change.path, from: previous)
    }
  }

  /// Names with unusual bytes stand in quotes, as a string of C.
  static func unquoted(_ name: Substring) -> String {
    guard name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") else { return String(name) }
    var bytes: [UInt8] = []
    var rest = name.dropFirst().dropLast().utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      switch escaped {
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "0")...UInt8(ascii: "3"):
        let digits = [escaped] + rest.prefix(2)
        rest = rest.dropFirst(2)
        bytes.append(digits.reduce(0) { $0 &* 8 &+ ($1 &- UInt8(ascii: "0")) })
      default: bytes.append(escaped)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

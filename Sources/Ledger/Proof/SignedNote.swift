package import Foundation

/// A text with signatures (https://c2sp.org/signed-note): lines, an empty line, and one line for each signature.
package struct SignedNote: Hashable, Sendable {
  package struct Signature: Hashable, Sendable {
    package let name: String
    /// Four bytes that say which key it is.
    package let keyID: Data
    package let bytes: Data

    package init(name: String, keyID: Data, bytes: Data) {
      self.name = name
      self.keyID = keyID
      self.bytes = bytes
    }

    /// Reads a line of a note, without its line feed.
    package init?(line: some StringProtocol) {
      guard line.hasPrefix(SignedNote.mark) else { return nil }
      let parts = line.dropFirst(SignedNote.mark.count).split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, let all = Data(base64Encoded: String(parts[1])), all.count > 4 else {
        return nil
      }
      self.init(name: String(parts[0]), keyID: Data(all.prefix(4)), bytes: Data(all.dropFirst(4)))
    }

    package var line: String { "\(SignedNote.mark)\(name) \((keyID + bytes).base64EncodedString())" }
  }

  /// An em dash and a space.
  package static let mark = "\u{2014} "
  /// Signatures in one note that are read.
  static let signaturesMax = 100

  /// With its last line feed.
  package let text: String
  package var signatures: [Signature]

  package init(text: String, signatures: [Signature]) {
    self.text = text
    self.signatures = signatures
  }

  /// Nil where it is no signed note.
  package init?(_ note: String) {
    guard note.hasSuffix("\n"), let gap = note.range(of: "\n\n", options: .backwards) else { return nil }
    let lines = note[gap.upperBound...].dropLast().split(separator: "\n", omittingEmptySubsequences: false)
    let signatures = lines.compactMap { Signature(line: $0) }
    guard !lines.isEmpty, signatures.count == lines.count, lines.count <= Self.signaturesMax else { return nil }
    self.init(text: String(note[..<gap.lowerBound]) + "\n", signatures: signatures)
  }

  package var description: String { text + "\n" + signatures.map { $0.line + "\n" }.joined() }

  /// Whether the key has signed it; a line that bears the key's name and id and is not its signature makes it false.
  package func isSigned(by key: NoteKey) -> Bool {
    let own = signatures.filter { $0.name == key.name && $0.keyID == key.id }
    return !own.isEmpty && own.allSatisfy { key.isValid($0.bytes, over: text) }
  }
}

/// What a checkpoint says (https://c2sp.org/tlog-checkpoint): whose log, how many events, and the root over them.
package struct CheckpointText: Hashable, Sendable {
  package let origin: String
  package let size: Int64
  package let root: Data

  package init(origin: String, size: Int64, root: Data) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// Nil where the text is no checkpoint. Further lines are let stand, as the format has it.
  package init?(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 4, !lines[0].isEmpty, let size = Int64(lines[1]), String(size) == lines[1], size >= 0,
      let root = Data(base64Encoded: String(lines[2])), root.count == 32
    else { return nil }
    self.init(origin: String(lines[0]), size: size, root: root)
  }

  package var text: String { "\(origin)\n\(size)\n\(root.base64EncodedString())\n" }
}

package import Workflow

/// The name of a backup says where its log ends and when it was made: `countersign-000000001234-20261121T011500Z.sqlite`.
package struct BackupName: Hashable, Sendable, CustomStringConvertible {
  private static let start = "countersign-"
  private static let end = ".sqlite"
  private static let seqDigits = 12

  package let seq: Int64
  package let at: Timestamp

  package init(seq: Int64, at: Timestamp) {
    self.seq = seq
    // As exact as the name is, so that reading a name gives back what it was made of.
    self.at = Timestamp(milliseconds: at.milliseconds / 1000 * 1000)
  }

  /// Nil where the file is no backup.
  package init?(_ file: String) {
    guard file.hasPrefix(Self.start), file.hasSuffix(Self.end) else { return nil }
    let parts = file.dropFirst(Self.start.count).dropLast(Self.end.count).split(separator: "-")
    guard parts.count == 2, parts[0].count == Self.seqDigits, let seq = Int64(parts[0]), let at = Self.time(parts[1])
    else { return nil }
    self.init(seq: seq, at: at)
  }

  package var description: String {
    let digits = String(seq)
    let time = at.description.prefix(19).filter { $0 != "-" && $0 != ":" }
    let zeros = String(repeating: "0", count: max(0, Self.seqDigits - digits.count))
    return Self.start + zeros + digits + "-" + time + "Z" + Self.end
  }

  private static func time(_ text: Substring) -> Timestamp? {
    let digits = Array(text)
    guard digits.count == 16 else { return nil }
    let (date, clock) = (digits[0..<8].map(String.init), digits[9..<15].map(String.init))
    return Timestamp(
      "\(date[0..<4].joined())-\(date[4..<6].joined())-\(date[6..<8].joined())T"
        + "\(clock[0..<2].joined()):\(clock[2..<4].joined()):\(clock[4..<6].joined())Z")
  }
}

/// A backup that was made and checked.
package struct BackupRecord: Hashable, Sendable {
  package let name: BackupName
  package let bytes: Int
  /// Of the file, in hexadecimal; it also lies beside it, as `sha256sum` writes it.
  package let sha256: String

  package init(name: BackupName, bytes: Int, sha256: String) {
    self.name = name
    self.bytes = bytes
    self.sha256 = sha256
  }
}

/// Why a backup was not made, or one cannot be used. Nothing was changed.
package struct BackupFailure: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}

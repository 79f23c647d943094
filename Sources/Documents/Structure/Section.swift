/// One section of a revision: a heading with its own text up to the next heading of any level.
///
/// The text before the first heading, front matter included, is a section too: id `preamble`, level 0, left out where
/// it would be empty. So the sections' bytes, in order, are the whole document.
package struct Section: Hashable, Sendable, Codable {
  /// Stays the same through later revisions while its text mostly stays. Lower-case ASCII, `-` between words.
  package let id: String
  /// The heading as plain text: no emphasis marks, no closing hashes, at most 1000 bytes.
  package let title: String
  /// 1 to 6, or 0 for the preamble.
  package let level: Int
  /// SHA-256 of the section's canonical text, 64 lower-case hexadecimal digits.
  package let digest: String
  /// Where its own text lies in the UTF-8 of the document.
  package let bytes: Range<Int>
  /// Its first and last line, counted from 1.
  package let lines: ClosedRange<Int>

  package init(id: String, title: String, level: Int, digest: String, bytes: Range<Int>, lines: ClosedRange<Int>) {
    self.id = id
    self.title = title
    self.level = level
    self.digest = digest
    self.bytes = bytes
    self.lines = lines
  }
}

/// What an earlier revision's section hands on, so that the next revision can recognise it.
package struct SectionFingerprint: Hashable, Sendable {
  package let id: String
  package let title: String
  package let level: Int
  package let digest: String
  /// The section's own text in that revision, heading included.
  package let text: String

  package init(id: String, title: String, level: Int, digest: String, text: String) {
    self.id = id
    self.title = title
    self.level = level
    self.digest = digest
    self.text = text
  }
}

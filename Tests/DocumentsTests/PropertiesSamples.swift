import Documents
import Foundation
import TestSupport

/// The documents that properties are tried on.
enum Samples {
  struct Sample: Sendable, CustomStringConvertible {
    let description: String
    let text: String
  }

  /// The built-in templates, the filled examples, and the real templates where they are beside the checkout.
  static let documents: [Sample] =
    (folder("config/templates") + folder("config/examples")
      + SharedFiles.seeds.map { Sample(description: $0.name, text: $0.markdown) })

  private static func folder(_ path: String) -> [Sample] {
    let files =
      (try? FileManager.default.contentsOfDirectory(
        at: ProjectFolder.url.appending(path: path), includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == "md" }.sorted { $0.path < $1.path }.compactMap { file in
      guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
      return Sample(description: "\(path)/\(file.lastPathComponent)", text: text)
    }
  }

  /// The largest Markdown files among the dependencies' checkouts, largest first; none where they are absent.
  static func checkouts(_ count: Int) -> [URL] {
    let root = ProjectFolder.url.appending(path: ".build/checkouts")
    let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.fileSizeKey, .isRegularFileKey])
    var files: [(bytes: Int, url: URL)] = []
    while let url = found?.nextObject() as? URL {
      guard url.pathExtension.lowercased() == "md",
        let values = try? url.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey]), values.isRegularFile == true
      else { continue }
      files.append((values.fileSize ?? 0, url))
    }
    return files.sorted { ($1.bytes, $0.url.path) < ($0.bytes, $1.url.path) }.prefix(count).map(\.url)
  }

  // MARK: Made up

  private static let pieces = [
    "# A\n", "## B ##\r\n", "### *C* [d](e)\n", "text\n", "words of prose", "\n", "\n\n", "```\n", "~~~~ x\n", "`",
    "| a | b |\n", "|---|:-:|\n", "| 1 \\| 2 |\n", "- [ ] x\n", "- [x] y\n", "  - z\n", "---\n", "===\n", "<!-- c\n",
    "-->\n", "> q\n", ">", "    code\n", "\t", "é\u{301}", "\r", "\r\n", "1. y\n", "10) z\n", "**K**: v\n", "[x]",
    "[x]: /u\n", "\u{0}", "\u{FEFF}", "\u{2028}", "👩‍👧", "<div>\n", "</div>\n", "<script>", "{{ a }}", "{% if b %}",
    "key: value\n", "status: draft\n", "**Status**: Draft\n", "#### Must Verify\n", "## Approval\n", "### Notes\n",
    "## Open Questions\n", "| Role | Name | Signature | Date |\n", "| Version | Date | Changes |\n", "\\", "*", "_",
    "]",
    "[DECIDED: A]", "_(verified by S)_", " ", "   ",
  ]

  static func soup(_ random: inout Seeded, piecesMax: Int = 60) -> String {
    let soup = (0..<Int.random(in: 0...piecesMax, using: &random)).map { _ in
      pieces.randomElement(using: &random) ?? ""
    }
    let head = ["", "", "", "---\n", "\u{FEFF}", "\u{FEFF}---\n"].randomElement(using: &random) ?? ""
    return head + soup.joined()
  }

  /// Any bytes, read as UTF-8 with what is invalid replaced; weighted towards the marks of Markdown.
  static func noise(_ random: inout Seeded) -> String {
    let marks = Array("#`~-*_>|[]()<!\\ \t\r\n:+=.0aA{}%".utf8)
    let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
      Bool.random(using: &random)
        ? UInt8.random(in: 0...255, using: &random) : marks.randomElement(using: &random) ?? 0x20
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Any Unicode scalars; surrogates are none.
  static func scalars(_ random: inout Seeded) -> String {
    let scalars = (0..<Int.random(in: 0...200, using: &random)).compactMap { _ in
      Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random))
    }
    return String(String.UnicodeScalarView(scalars))
  }
}

extension String {
  /// The ranges, in the UTF-8, of a text that is found to the byte.
  func utf8Ranges(of text: String) -> [Range<Int>] {
    let (bytes, sought) = (Array(utf8), Array(text.utf8))
    guard !sought.isEmpty, bytes.count >= sought.count else { return [] }
    return (0...bytes.count - sought.count).filter { start in
      bytes[start] == sought[0] && bytes[start..<start + sought.count].elementsEqual(sought)
    }.map { $0..<$0 + sought.count }
  }
}

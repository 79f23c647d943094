import Documents
import TestSupport
import Testing

struct ReadingHostilePatterns {
  /// What a megabyte takes is measured in release builds: under a second. This limit is for a debug build on a busy
  /// machine, and a fraction of what anything quadratic takes.
  private static let limit = Duration.seconds(20)

  /// As an editor might leave it: a letter here, a line end there.
  private func edited(_ text: String) -> String {
    var bytes: [UInt8] = []
    for (index, scalar) in text.unicodeScalars.enumerated() {
      if index % 97 == 50 { bytes.append(0x78) } else { bytes += String(scalar).utf8 }
      if index % 193 == 100 { bytes.append(0x0A) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: HostilePattern.all)
  func `takes linear time to read, compare and follow`(pattern: HostilePattern) {
    let text = pattern.text()
    let other = edited(text)
    let time = ThreadTime.measure {
      let old = ParsedDocument(text)
      let new = ParsedDocument(other, previous: old.fingerprints)
      #expect(old.sections.last?.bytes.upperBound == text.utf8.count)
      #expect(!Differ.unified(from: text, to: other, fromName: "a", toName: "b").isEmpty)
      _ = Differ.sections(from: old, to: new)
      let anchor = Anchor(section: old.sections.last?.id ?? "", quote: String(text.unicodeScalars.suffix(20)))
      _ = Anchors.locate(anchor, in: old, to: new)
    }
    #expect(time < Self.limit, "\(pattern)")
  }

  @Test(arguments: HostilePattern.all)
  func `takes linear time to recognise, lint and write`(pattern: HostilePattern) {
    let text = pattern.text()
    let time = ThreadTime.measure {
      let document = ParsedDocument(text)
      _ = Linter.findings(in: document)
      if !pattern.isDearAsHtml {
        _ = Html.render(document)
      }
      _ = Record.fill(text, with: RecordState(status: "Approved", version: "r1", updated: "2026-11-21"))
    }
    #expect(time < Self.limit, "\(pattern)")
  }
}

import Documents
import TestSupport
import Testing

struct DiffingAnyRevisions {
  /// A strict reader of unified diffs: nil where a hunk does not fit to the byte.
  private func applied(_ diff: String, to old: String) -> String? {
    var patch = Self.lines(diff)[...]
    let lines = Self.lines(old)
    guard patch.popFirst() == Array("--- a\n".utf8), patch.popFirst() == Array("+++ b\n".utf8) else { return nil }
    var result: [[UInt8]] = []
    var at = 0
    while let header = patch.popFirst() {
      guard let range = Range(header) else { return nil }
      let start = range.oldCount == 0 ? range.oldStart : range.oldStart - 1
      guard start >= at, start <= lines.count else { return nil }
      result += lines[at..<start]
      at = start
      guard result.count == (range.newCount == 0 ? range.newStart : range.newStart - 1) else { return nil }
      var (oldLeft, newLeft) = (range.oldCount, range.newCount)
      while oldLeft > 0 || newLeft > 0 {
        guard var line = patch.popFirst(), let mark = line.first else { return nil }
        line.removeFirst()
        if patch.first == Array("\\ No newline at end of file\n".utf8) {
          patch.removeFirst()
          line.removeLast()
        }
        if mark != UInt8(ascii: "+") {
          guard at < lines.count, lines[at] == line else { return nil }
          (at, oldLeft) = (at + 1, oldLeft - 1)
        }
        if mark != UInt8(ascii: "-") {
          result.append(line)
          newLeft -= 1
        }
      }
    }
    return String(decoding: (result + lines[at...]).joined(), as: UTF8.self)
  }

  private struct Range {
    let oldStart, oldCount, newStart, newCount: Int

    init?(_ line: [UInt8]) {
      let text = String(decoding: line, as: UTF8.self)
      let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
      guard text.hasPrefix("@@ -"), text.hasSuffix(" @@\n"), numbers.count == 4 else { return nil }
      (oldStart, oldCount, newStart, newCount) = (numbers[0], numbers[1], numbers[2], numbers[3])
    }
  }

  private static func lines(_ text: String) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var line: [UInt8] = []
    for byte in text.utf8 {
      line.append(byte)
      if byte == 0x0A {
        lines.append(line)
        line = []
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  private func expectDiff(_ old: String, _ new: String, context: Int = 3, _ what: String) {
    let diff = Differ.unified(from: old, to: new, fromName: "a", toName: "b", context: context)
    if old.utf8.elementsEqual(new.utf8) {
      #expect(diff.isEmpty, "\(what)")
    } else {
      let found = applied(diff, to: old)
      #expect(found?.utf8.elementsEqual(new.utf8) == true, "\(what): \(diff.prefix(2000))")
    }
  }

  @Test(arguments: [
    ("a\n", "a"), ("a", "a\n"), ("", "a\n"), ("a\n", ""), ("a\r\nb\r\n", "a\nb\n"), ("a\rb", "a\nb"), ("", "\n"),
    ("\u{E9}\n", "e\u{301}\n"), ("a\n\nb\n", "a\nb\n"), ("\u{0}\n", "\n"), ("a\u{2028}b", "a\u{2028}c"),
    ("\n\n\n", "\n"),
  ])
  func `a unified diff leads to the new text`(old: String, new: String) {
    for context in 0...2 {
      expectDiff(old, new, context: context, "forth")
      expectDiff(new, old, context: context, "back")
      expectDiff(old, old, context: context, "itself")
    }
  }

  @Test func `a unified diff of any texts leads to the new text`() {
    var random = Seeded()
    for _ in 0..<300 {
      let old = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        ["a", "b", "c", "", "d\r"].randomElement(using: &random) ?? ""
      }
      let new = old.flatMap { line -> [String] in
        switch Int.random(in: 0..<6, using: &random) {
        case 0: []
        case 1: [line, "e"]
        case 2: ["f"]
        default: [line]
        }
      }
      let end = ["", "\n"].randomElement(using: &random) ?? ""
      let context = Int.random(in: 0...4, using: &random)
      expectDiff(
        old.joined(separator: "\n"), new.joined(separator: "\n") + end, context: context, "seed \(random.seed)")
      expectDiff(Samples.soup(&random), Samples.noise(&random), context: context, "seed \(random.seed)")
    }
  }

  @Test(arguments: Samples.documents)
  func `the diff and the words of any edit rebuild both texts`(sample: Samples.Sample) {
    var random = Seeded()
    let old = ParsedDocument(sample.text)
    for _ in 0..<15 {
      let text = TextMutation.some(sample.text, &random)
      expectDiff(sample.text, text, "\(sample), seed \(random.seed)")
      let new = ParsedDocument(text, previous: old.fingerprints)
      let changes = Differ.sections(from: old, to: new)
      for change in changes {
        guard let words = change.words else { continue }
        let before = old.sections.first { $0.id == change.id }.map(old.text(of:)) ?? ""
        let after = new.sections.first { $0.id == change.id }.map(new.text(of:)) ?? ""
        let was = words.filter { $0.op != .added }.map(\.text).joined()
        let isNow = words.filter { $0.op != .removed }.map(\.text).joined()
        #expect(
          was.utf8.elementsEqual(before.utf8) && isNow.utf8.elementsEqual(after.utf8), "\(sample), seed \(random.seed)")
      }
      let differ = Set(old.sections.map { $0.id + $0.digest }) != Set(new.sections.map { $0.id + $0.digest })
      #expect(!differ || !changes.isEmpty, "\(sample), seed \(random.seed)")
    }
    #expect(Differ.sections(from: old, to: old).isEmpty)
  }

  @Test func `a text that is all new is still compared, and part of it kept`() {
    let old = (0..<20_000).map { "line \($0)" }
    // Every other line is new: more differences than the shortest way is sought for.
    let new = old.enumerated().map { $0 % 2 == 0 ? $1 : "new \($1)" }
    let (before, after) = (old.joined(separator: "\n"), new.joined(separator: "\n"))
    expectDiff(before, after, "half new")
    let diff = Differ.unified(from: before, to: after, fromName: "a", toName: "b")
    #expect(diff.utf8.count { $0 == 0x0A } < 31_000, "equal lines are not said to be replaced")
    expectDiff(before, old.shuffled().joined(separator: "\n"), "shuffled")
    expectDiff(String(repeating: "a\nb\n", count: 9000), String(repeating: "b\nb\na\n", count: 8000), "repeated")
  }
}

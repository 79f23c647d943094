import Documents
import Foundation
import TestSupport
import Testing

/// Holds the template language to Jinja2's reading. Two things are settled first: the final newline of a template is kept
/// (Jinja2's `keep_trailing_newline`), because a Markdown file ends with one and its parts are rendered one after the
/// other; and an object is printed in the order of its keys, because JSON gives them none.
@Suite(.enabled(if: Peer.isHere, Comment(rawValue: Peer.whyAbsent)))
struct JinjaAgainstJinja2 {
  /// The two renderings; nil where the template was refused.
  struct Pair {
    let template: String
    let ours: String?
    let theirs: String?
    let why: String
  }

  static func pairs(_ templates: [String], values: [String: Value] = JinjaCases.values) throws -> [Pair] {
    let answers = try Peer.ask("jinja.py", templates.map { ["template": .string($0), "values": .object(values)] })
    return zip(templates, answers).map { template, answer in
      let theirs = answer["text"]?.string
      let reason = "\(answer["error"]?.string ?? ""): \(answer["message"]?.string ?? "")"
      do {
        return Pair(
          template: template, ours: try Jinja.render(template, named: "t", variables: values), theirs: theirs,
          why: reason)
      } catch {
        return Pair(template: template, ours: nil, theirs: theirs, why: "\(error) / \(reason)")
      }
    }
  }

  private func expectEqual(_ templates: [String], _ comment: String = "") throws {
    for pair in try Self.pairs(templates) where pair.ours != pair.theirs {
      Issue.record(
        "\(pair.template)\n  ours: \(pair.ours ?? "-")\n  Jinja2: \(pair.theirs ?? "-")\n  \(pair.why) \(comment)")
    }
  }

  @Test("every template renders as Jinja2 renders it, or both refuse it")
  func byFeature() throws {
    let templates = JinjaCases.all
    #expect(Set(templates).count >= 300)
    try expectEqual(templates)
  }

  @Test("500 templates that chance composes render as Jinja2 renders them")
  func composed() throws {
    let random = Seeded()
    var generator = JinjaGenerator(random: random)
    try expectEqual((0..<500).map { _ in generator.template() }, "seed \(random.seed)")
  }

  @Test("what is refused on purpose is rendered by Jinja2, and refused here with its line")
  func refusals() throws {
    for pair in try Self.pairs(JinjaCases.refusedOnPurpose.flatMap(\.templates)) {
      #expect(pair.ours == nil && pair.theirs != nil, "\(pair.template): \(pair.why)")
    }
  }

  @Test("CRLF stays in the text of a template, where Jinja2 makes LF of it")
  func lineEndings() throws {
    let pair = try #require(try Self.pairs(["a\r\n{% if yes -%}\r\n b\r\n{% endif %}\r\n"]).first)
    #expect(pair.ours == "a\r\nb\r\n\r\n" && pair.theirs == "a\nb\n\n")
  }
}

import Documents
import Foundation
import Testing

@testable import Server

/// What stands in a template, and what never becomes a part of the page.
@Suite struct WritingTemplates {
  @Test(
    "text is text, in elements and in attributes, whatever follows a mark",
    arguments: ["<", ">", "&", "\"", "'"].flatMap {
      [$0, "\($0)\u{0338}", "\($0)\u{200D}", "\u{0301}\($0)", "\($0)\u{FE0F}"]
    })
  func escaping(text: String) {
    let html = Templates.render("time", ["iso": .string(text), "text": .string(text)])
    let bytes = Array(html.utf8.dropFirst("<time datetime=\"".utf8.count))
    let end = bytes.firstIndex(of: UInt8(ascii: "\"")) ?? 0
    #expect(String(decoding: bytes[..<end], as: UTF8.self) == HtmlEscaping.escaped(text))
    // The template's own: three elements' ends, and the quotes of its two attributes.
    #expect(bytes.count { $0 == UInt8(ascii: "\"") } == 3)
    #expect(bytes.count { $0 == UInt8(ascii: "<") } == 1)
    #expect(!bytes.contains(UInt8(ascii: "'")))
  }

  @Test("what is empty, null or not there is false, and shows nothing")
  func nothing() {
    for model: Value in [["theme": .null], ["theme": ""], [:], ["theme": []]] {
      #expect(Templates.render("head", model).contains("<html lang=\"en\">"))
    }
    #expect(Templates.render("head", ["theme": "dark"]).contains("<html lang=\"en\" data-theme=\"dark\">"))
  }
}

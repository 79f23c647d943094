import Documents
import Foundation
import HTTPTypes
import Testing
import Workflow

@testable import Server

/// A browser's form becomes the body of the route that it is for.
@Suite struct ReadingForms {
  private func body(_ text: String, _ kinds: [String: PageForm.Kind] = [:]) throws -> Value {
    try PageForm("x", .post, "x", kinds).body(of: try FormCoding(Data(text.utf8)))
  }

  @Test("names with dots and brackets nest; what was left empty is left out")
  func nesting() throws {
    #expect(
      try body("body=a+b%26c&anchor.section=s-1&anchor.quote=&csrf_token=x&once=y&return_to=%2F")
        == ["body": "a b&c", "anchor": ["section": "s-1"]])
    #expect(
      try body("obligations[1].section=b&obligations[0].section=a&obligations[0].text=Do+it&obligations[1].text=")
        == ["obligations": [["section": "a", "text": "Do it"]]])
  }

  @Test("numbers, flags and lists are of their kind, and a fault names its field")
  func kinds() throws {
    let kinds: [String: PageForm.Kind] = ["revision": .number, "on": .flag, "types": .texts, "text": .anyText]
    #expect(
      try body("revision=3&on=on&types=a,+b&types=c&text=", kinds)
        == ["revision": 3, "on": true, "types": ["a", "b", "c"], "text": ""])
    #expect(throws: Refusal.self) { try body("revision=three", kinds) }
  }

  @Test("lines end as they do here, and what is no UTF-8 is refused")
  func texts() throws {
    #expect(try body("body=a%0D%0Ab") == ["body": "a\nb"])
    #expect(throws: Refusal.self) { try body("body=%FF") }
    #expect(throws: Refusal.self) { try body(String(repeating: "a=b&", count: FormCoding.fieldsMax + 1)) }
  }
}

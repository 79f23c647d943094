import Documents
import Foundation
import TestSupport
import Testing
import Workflow

@testable import Server

@Suite struct ReadingStrictly {
  @Test(
    "what is JSON is read as Foundation reads it",
    arguments: [
      #"{}"#, #"[]"#, #"{"a":1,"b":[true,false,null,"x"],"c":{"d":1.5}}"#, #" { "a" : "é\n\"\u00e9\\" } "#, #""x""#,
      "12",
      #"{"":1}"#, #"[[[[1]]]]"#, "-1e3",
    ])
  func good(text: String) throws {
    let strict = try StrictJSON.value(Array(text.utf8))
    #expect(strict == (try JSONDecoder().decode(Value.self, from: Data(text.utf8))))
  }

  @Test(
    "what has two meanings, or none, is not",
    arguments: [
      #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"x":{"a":1,"a":1}}"#, "", " ", "{", "}", #"{"a"}"#, #"{"a":}"#,
      #"{"a":1,}"#, "[1,]", "[,1]", "[1 2]", "{} {}", "{}x", "nul", "TRUE", "01", "1.", "+1", "NaN", #""x"#, #""\x""#,
      "\"a\nb\"", #"{a:1}"#, #"{'a':1}"#, "// c\n{}", "1,2", "1],[2", String(repeating: "[", count: 40),
    ])
  func bad(text: String) {
    #expect(throws: StrictJSON.Fault.self) { try StrictJSON.value(Array(text.utf8)) }
  }

  @Test("bytes at random never end it, and what it takes Foundation takes too")
  func random() {
    var random = Seeded()
    let seed = random.seed
    let alphabet = Array(#"{}[]":,\u0061 truefalsn"#.utf8) + [0, 0xFF, 0xC3]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      guard let value = try? StrictJSON.value(bytes) else { continue }
      let other = try? JSONDecoder().decode(Value.self, from: Data(bytes))
      #expect(value == other, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
    }
  }

  @Test("each value of base 64 is written in one way")
  func base64() {
    #expect(Base64URL.decode("_-8") == Data([0xFF, 0xEF]))
    for wrong in ["_-8=", "/+8", "_-9", "_", "a b", "YQ\n", "Y Q", "é"] { #expect(Base64URL.decode(wrong) == nil) }
  }

  @Test("a login leads to a path of this server alone")
  func paths() throws {
    #expect(try ReturnPath.check(nil) == "/")
    for good in ["/", "/documents/d1?form=record&x=%2F%2F", "/a//b", "/@host", "/a:b"] {
      #expect(try ReturnPath.check(good) == good)
    }
    let hostile = [
      "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)",
      "/\t/evil.example", "/\n/evil.example", " /x", "/x\r\nSet-Cookie: a=b", "evil.example", "/\u{0}", "/é",
      "///evil.example", "/" + String(repeating: "a", count: 2000), "data:text/html,x", "/%5c\\evil",
    ]
    for path in hostile {
      #expect(throws: Refusal.self, "\(path)") { try ReturnPath.check(path) }
    }
  }
}

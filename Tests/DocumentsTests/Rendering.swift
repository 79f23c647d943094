import Documents
import Foundation
import TestSupport
import Testing

@Suite struct Rendering {
  private let variables: [String: Value] = [
    "name": "Ada", "tasks": ["a", "b", "c", "d"], "n": 7, "user": ["mail": "x@y", "tags": []],
  ]

  @Test(
    "the subset renders as Jinja does",
    arguments: [
      ("Hello {{ name }}!", "Hello Ada!"), ("{{ name|upper }}{{ name|lower }}", "ADAada"),
      ("{% for t in tasks[:3] %}{{ loop.index }}{{ t }}{% if not loop.last %},{% endif %}{% endfor %}", "1a,2b,3c"),
      ("{% for t in user.tags %}x{% else %}none{% endfor %}", "none"),
      ("{{ tasks[-1] }}{{ tasks[1:]|join('-') }}", "db-c-d"),
      ("{% if n > 5 and name == 'Ada' %}yes{% elif n %}no{% else %}?{% endif %}", "yes"),
      ("{% set x = n * 2 + 1 %}{{ x }}", "15"), ("a {#- gone -#} b", "ab"), ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
      ("{{ missing|default('d') }}{{ user['mail'] }}", "dx@y"), ("{{ 'a' ~ 1 }}{{ 7 // 2 }}{{ 7 % 4 }}", "a133"),
      ("{{ 'b' in tasks }} {{ 'z' not in tasks }}", "True True"), ("{{ 'x' if n == 7 else 'y' }}", "x"),
      ("{{ n is defined }}{{ q is defined }}", "TrueFalse"), ("  {%- if true %} x {%- endif %} ", " x "),
    ])
  func render(template: String, expected: String) throws {
    #expect(try Jinja.render(template, named: "t", variables: variables) == expected)
  }

  @Test("an undefined name is refused with template, line and name")
  func undefined() {
    let error = #expect(throws: TemplateError.self) {
      try Jinja.render("one\n{{ user.phone }}", named: "story", variables: variables)
    }
    #expect(error?.code == .undefinedVariable && error?.line == 2 && error?.template == "story")
    #expect(error?.variable == "user.phone")
  }

  @Test(
    "endless, enormous and deep templates are stopped by a named limit",
    arguments: [
      String(repeating: "{% for a in xs %}", count: 8) + "x" + String(repeating: "{% endfor %}", count: 8),
      String(repeating: "{% if true %}", count: 5000) + String(repeating: "{% endif %}", count: 5000),
      "{{ " + String(repeating: "(", count: 20_000) + "1" + String(repeating: ")", count: 20_000) + " }}",
      "{% for a in xs %}{% for b in xs %}{% for c in xs %}{{ big }}{% endfor %}{% endfor %}{% endfor %}",
    ])
  func limits(template: String) {
    let many = Value.array(Array(repeating: "y", count: 100))
    let error = #expect(throws: TemplateError.self) {
      try Jinja.render(
        template, named: "t", variables: ["xs": many, "big": .string(String(repeating: "z", count: 1000))])
    }
    #expect(error?.code == .limit)
  }

  @Test(
    "what cannot be read is refused, never half rendered",
    arguments: [
      "{{ ", "{% for %}", "{% if x %}", "{% endfor %}", "{{ a b }}", "{{ 'x }}", "{% include 'x' %}", "{{ 1 / 0 }}",
    ])
  func syntax(template: String) {
    #expect(throws: TemplateError.self) { try Jinja.render(template, named: "t", variables: ["x": 1, "a": 1]) }
  }
}

@Suite struct Opening {
  private let template = """
    # [Feature Name]

    ## API

    <!-- CONDITIONAL: Include this section only if PIPELINE.md has an "API Conventions" section.
         Otherwise write: "N/A — none." -->

    Call it.

    ## End
    """

  private func opened(_ configuration: [String: Value]) throws -> String {
    try DocumentOpening.render(
      template: template, named: "t", title: "Search", variables: [:], configuration: configuration
    ).markdown
  }

  @Test("the title fills its placeholder")
  func title() throws {
    #expect(try opened([:]).hasPrefix("# Search\n"))
  }

  @Test("a conditional is kept, replaced by its exact sentence, or left to the author")
  func conditionals() throws {
    let kept = try opened(["sections": ["API Conventions"]])
    #expect(kept.contains("Call it.") && !kept.contains("CONDITIONAL"))
    let replaced = try opened(["sections": []])
    #expect(replaced.contains("## API\n\nN/A — none.\n\n## End") && !replaced.contains("Call it."))
    #expect(try opened([:]).contains("CONDITIONAL"))
  }

  @Test("a value cannot break out of the front matter")
  func escaping() throws {
    let text = try DocumentOpening.render(
      template: "---\ntitle: \"{{ t }}\"\n---\n{{ t }}\n", named: "t", title: "x",
      variables: ["t": "a\" \nstatus: approved"], configuration: [:]
    ).markdown
    #expect(text.hasPrefix("---\ntitle: \"a\\\" \\nstatus: approved\"\n---\n"))
  }
}

@Suite struct Comparing {
  @Test("a unified diff leads from one text to the other")
  func unified() {
    let diff = Differ.unified(from: "a\nb\nc\n", to: "a\nx\nc\n", fromName: "1", toName: "2")
    #expect(diff == "--- 1\n+++ 2\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n")
    #expect(Differ.unified(from: "a", to: "a", fromName: "1", toName: "2").isEmpty)
  }

  @Test("the words of a diff rebuild both texts")
  func rebuild() {
    var random = Seeded()
    for _ in 0..<100 {
      let words = (0..<30).map { _ in ["a", "b", "c", "d"].randomElement(using: &random) ?? "" }
      let other = words.filter { _ in Bool.random(using: &random) } + ["e"]
      let (old, new) = (
        ParsedDocument("# T\n" + words.joined(separator: " ")), ParsedDocument("# T\n" + other.joined(separator: " "))
      )
      guard let change = Differ.sections(from: old, to: new).first?.words else { continue }
      let before = change.filter { $0.op != .added }.map(\.text).joined()
      let after = change.filter { $0.op != .removed }.map(\.text).joined()
      #expect(before == old.source && after == new.source, "seed \(random.seed)")
    }
  }

  @Test("sections that came, went and moved are named")
  func sections() {
    let old = ParsedDocument("# A\n\none\n\n# B\n\ntwo\n\n# C\n\nthree\n")
    let text = "# C\n\nthree\n\n# A\n\none!\n\n# D\n\nfour\n"
    let changes = Differ.sections(from: old, to: ParsedDocument(text, previous: old.fingerprints))
    let named = Set(changes.map { "\($0.id) \($0.change.rawValue)" })
    #expect(named.isSuperset(of: ["a changed", "d added", "b removed"]))
    #expect(named.contains("c moved") || named.contains("a moved"))
  }

  @Test("an anchor follows its words, and is outdated once they are gone")
  func anchors() {
    let first = ParsedDocument("# A\n\nThe quick fox.\n\n# B\n\nOther.\n")
    let anchor = Anchor(section: "a", quote: "quick fox")
    let moved = ParsedDocument("# A\n\nNew line.\n\nThe quick fox.\n", previous: first.fingerprints)
    #expect(Anchors.locate(anchor, in: first, to: moved).lineStart == 5)
    let gone = ParsedDocument("# A\n\nThe slow fox.\n", previous: first.fingerprints)
    #expect(Anchors.locate(anchor, in: first, to: gone).isOutdated)
    let elsewhere = ParsedDocument("# A\n\nNo.\n\n# B\n\nThe quick fox.\n", previous: first.fingerprints)
    #expect(Anchors.locate(anchor, in: first, to: elsewhere).section == "b")
  }
}

@Suite struct WritingHTML {
  @Test(
    "nothing that runs comes through",
    arguments: [
      "<script>alert(1)</script>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,x)",
      "![x](https://tracker.example/p.png)", "<img src=x onerror=alert(1)>", "[x](vbscript:x)",
      "<a href='javascript:x'>y</a>",
      "[x](//evil.example)", "[x](&#106;avascript:alert(1))", "`<script>`", "[x](\"><script>)",
    ])
  func safe(markdown: String) {
    let html = Html.render(ParsedDocument(markdown)).lowercased()
    for bad in [
      "<script", "href=\"javascript", "href=\"data", "href=\"vbscript", "href=\"//", "<img", "onerror=alert(1)>",
    ] {
      #expect(!html.contains(bad), "\(html)")
    }
  }

  @Test("tables, tasks and headings are written, with the sections' ids")
  func structure() {
    let html = Html.render(ParsedDocument("# A\n\n| x |\n|---|\n| 1 |\n\n- [x] done\n"))
    #expect(html.contains("<h1 id=\"a\">A</h1>") && html.contains("<td>1</td>") && html.contains("checked"))
  }
}

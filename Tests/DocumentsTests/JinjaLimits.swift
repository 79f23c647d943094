import Documents
import TestSupport
import Testing

/// No template takes the process down or long: each of these ends with an error that says which limit it met.
@Suite struct JinjaLimits {
  private func error(_ template: String, limits: RenderLimits = .standard) -> TemplateError? {
    let many = Value.array((0..<1000).map { .int($0) })
    let variables: [String: Value] = [
      "xs": many, "big": .string(String(repeating: "z", count: 1_000_000)), "n": 7,
      "gap": .string(String(repeating: " ", count: 1_000_000)),
    ]
    return #expect(throws: TemplateError.self, "\(template.prefix(60))") {
      try Jinja.render(template, named: "t", variables: variables, limits: limits)
    }
  }

  /// A long template, which the log of the tests shows by its first words.
  struct Long: ExpressibleByStringLiteral, CustomTestStringConvertible, Sendable {
    let text: String

    init(stringLiteral text: String) { self.text = text }

    init(_ parts: (text: String, count: Int)...) {
      text = parts.map { String(repeating: $0.text, count: $0.count) }.joined()
    }

    var testDescription: String { String(text.prefix(60)) }
  }

  @Test(
    "depth is bounded",
    arguments: [
      Long(("{% if true %}", 20_000), ("{% endif %}", 20_000)),
      Long(("{% for a in [1] %}", 20_000)),
      Long(("{% set x %}", 20_000)),
      Long(("{% filter upper %}", 20_000)),
      Long(("{% with %}", 20_000)),
      Long(("{{ ", 1), ("(", 20_000), ("1", 1), (")", 20_000), (" }}", 1)),
      Long(("{{ ", 1), ("[", 20_000), ("]", 20_000), (" }}", 1)),
      Long(("{{ ", 1), ("{'a': ", 20_000), ("1", 1), ("}", 20_000), (" }}", 1)),
      Long(("{{ n", 1), ("|default(n", 20_000), (")", 20_000), (" }}", 1)),
      Long(("{{ n[", 1), ("n[", 20_000), ("0", 1), ("]", 20_001), (" }}", 1)),
      Long(("{{ 'ab'|map(", 1), ("'map', ", 5000), ("'upper')|list }}", 1)),
      Long(("{% set ", 1), ("(", 20_000), ("a", 1), (")", 20_000), (" = 1 %}", 1)),
      Long(("{% set x = [] %}", 1), ("{% set x = [x] %}", 5000), ("{{ x }}", 1)),
      Long(("{% set x = {} %}", 1), ("{% set x = {'a': x} %}", 5000), ("{{ x }}", 1)),
      "{% set ns = namespace(x=[]) %}{% for i in range(5000) %}{% set ns.x = [ns.x] %}{% endfor %}",
    ])
  func depth(template: Long) {
    #expect(error(template.text)?.code == .limit)
  }

  @Test(
    "a long chain takes no stack",
    arguments: [
      Long(("1", 1), (" + 1", 20_000)),
      Long(("n", 1), ("|string|int", 10_000)),
      Long(("1", 1), (" if true else 1", 20_000)),
      Long(("not ", 20_001), ("n", 1)),
      Long(("- ", 20_000), ("n", 1)),
      Long(("n", 1), (" and n", 20_000)),
      Long(("1", 1), (" < n", 20_000)),
      Long(("n", 1), (" ~ n", 20_000)),
      Long(("1", 1), (" ** 1", 20_000)),
      Long(("(n is odd)", 1), (" is defined", 1)),
      Long(("[", 1), ("n, ", 20_000), ("]", 1)),
    ])
  func chains(expression: Long) throws {
    _ = try Jinja.render("{{ \(expression.text) }}", named: "t", variables: ["n": 7])
  }

  @Test(
    "steps and bytes are bounded",
    arguments: [
      "{% for a in range(1000000000) %}x{% endfor %}",
      "{{ range(9223372036854775807)|list }}",
      Long(("{% for a in xs %}", 9), ("x", 1), ("{% endfor %}", 9)),
      "{{ 'a' * 1000000000 }}",
      "{{ 'a' * 9223372036854775807 }}",
      "{{ [1] * 1000000000 }}",
      "{{ big * 1000 }}",
      "{{ xs|join(big) }}",
      "{{ big.join(['a', 'b', 'c', 'd', 'e', 'f']) }}",
      "{{ 'a'|center(1000000000) }}",
      "{{ 'a\nb'|indent(1000000000) }}",
      "{{ '%999999999d'|format(1) }}",
      "{{ '%9999999999d'|format(1) }}",
      "{{ '%.999999999f'|format(1.5) }}",
      "{{ big|replace('', big) }}",
      "{{ big|replace('z', 'zzzzzzzzz') }}",
      "{{ [big] * 100 }}",
      "{{ ([big] * 100)|tojson }}",
      "{{ xs|tojson(100000000) }}",
      "{{ xs|batch(1000000000, 0)|list }}",
      "{{ xs|slice(1000000000)|list }}",
      "{% for a in xs %}{{ big }}{% endfor %}",
      "{% for a in xs %}{% set y = big ~ a %}{% endfor %}",
      "{% for a in xs %}{% for b in xs %}{{ big[0] }}{% endfor %}{% endfor %}",
      "{% for a in xs %}{% for b in xs %}{% if big == big %}{% endif %}{% endfor %}{% endfor %}",
      "{% for a in xs %}{% for b in xs %}{% set y = xs|sort %}{% endfor %}{% endfor %}",
      "{% for a in xs %}{% for b in xs %}{% if 'q' in big %}{% endif %}{% endfor %}{% endfor %}",
      "{% set ns = namespace(x='a') %}{% for a in xs %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
      "{% set ns = namespace(x=[1]) %}{% for a in xs %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
      "{% for a in xs %}{% set y %}{{ big }}{% endset %}{% endfor %}",
      "{{ xs|map('replace', '', big)|list }}",
      "{{ (xs|sum * 1000000000)|string * 1000000000 }}",
      "{% for a in xs %}{% for b in xs %}{% set y = big is lower %}{% endfor %}{% endfor %}",
      "{% for a in xs %}{% for b in xs %}{% set y = gap|trim %}{% endfor %}{% endfor %}",
      "{% for a in xs %}{% for b in xs %}{% set y = {}[big] is defined %}{% endfor %}{% endfor %}",
      "{% for a in xs %}{% for b in xs %}{% set y = big in {} %}{% set z = {}.get(big) %}{% endfor %}{% endfor %}",
      "{% for a in xs %}{% for b in xs %}{% set y = big|wordcount %}{% endfor %}{% endfor %}",
    ])
  func sizes(template: Long) {
    #expect(error(template.text)?.code == .limit)
  }

  @Test(
    "numbers do not grow beyond 64 bits",
    arguments: [
      "{{ 9 ** 9 ** 9 ** 9 }}", "{{ 2 ** 1000000000000 }}", "{{ 2.0 ** 99999 }}", "{{ 9223372036854775807 * 2 }}",
      "{{ -(-9223372036854775807 - 1) }}", "{{ (-9223372036854775807 - 1) // -1 }}",
      "{{ (-9223372036854775807 - 1)|abs }}",
    ])
  func numbers(template: String) {
    #expect(error(template)?.code == .type)
  }

  @Test("the limits can be set, and each names its number")
  func custom() {
    let limits = RenderLimits(outputBytesMax: 10, stepsMax: 20, depthMax: 3)
    #expect(error("{{ 'abcdefghijk' }}", limits: limits)?.message.contains("10") == true)
    #expect(error("{% for x in xs %}{% endfor %}", limits: limits)?.message.contains("20") == true)
    #expect(error("{{ ((((1)))) }}", limits: limits)?.message.contains("3") == true)
  }

  @Test(
    "an undefined name is refused with its line, wherever it stands",
    arguments: [
      ("{{ q }}", 1, "q"), ("a\n\n{{ user.q }}", 3, "user.q"), ("{% if\n q %}{% endif %}", 2, "q"),
      ("\n{% for x in q.y %}{% endfor %}", 2, "q"),
      ("{{ 1 +\n2 +\nq }}", 3, "q"), ("{% set a = q %}\n\n{{ a }}", 1, "q"), ("\n{{ user['q']|upper }}", 2, "user.q"),
      ("{{ user.tags[5] }}", 1, "user.tags[5]"),
      ("{% raw %}\n\n{% endraw %}{{ q }}", 3, "q"), ("{#\n\n#}{{ q|e }}", 3, "q"), ("'a\r\nb'\r\n{{ q.r.s }}", 3, "q"),
      ("{{ 'a\nb' ~\n q }}", 3, "q"), ("\n{%- if true -%}\n\n{{ q }}{% endif %}", 4, "q"),
    ])
  func undefined(template: String, line: Int, variable: String) {
    let error = #expect(throws: TemplateError.self) {
      try Jinja.render(template, named: "story", variables: ["user": ["name": "Ada", "tags": []]])
    }
    #expect(error?.code == .undefinedVariable && error?.template == "story")
    #expect(error?.line == line && error?.variable == variable, "\(String(describing: error))")
  }

  @Test(
    "what the language does not have is refused with its line and its word",
    arguments: [
      ("\n{% include 'x' %}", "include"), ("\n{% macro a() %}{% endmacro %}", "macro"),
      ("\n{% extends 'x' %}", "extends"), ("\n{% import 'x' as y %}", "import"),
      ("\n{{ n|nope }}", "nope"), ("\n{{ n is nope }}", "nope"), ("\n{{ nope() }}", "nope"),
      ("\n{{ n.nope() }}", "nope"), ("\n{% if false %}{{ n|safe }}{% endif %}", "safe"),
      ("\n{% for x in xs recursive %}{% endfor %}", "recursive"), ("\n{% if n %}", "if"), ("\n{% endfor %}", "endfor"),
      ("\n{% do x %}", "do"),
    ])
  func unknown(template: String, word: String) {
    let error = error(template)
    #expect(
      error?.code == .syntax && error?.line == 2 && error?.message.contains("'\(word)'") == true,
      "\(String(describing: error))")
  }

  @Test("arbitrary templates end with a text or an error")
  func fuzz() {
    var random = Seeded()
    let parts = [
      "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", " ", "\n", "if", "for", "x", "in", "xs", "endif", "endfor", "set",
      "=", "(", ")", "[", "]", "{", "}", ":", ",", ".", "|", "is", "not",
      "'", "\"", "\\", "1", "0.5", "**", "*", "//", "%", "~", "<", "raw", "endraw", "upper", "join", "sort", "map", "é",
      "\u{a0}", "\u{0}", "else", "elif", "none", "true", "defined", "loop", "range",
    ]
    for _ in 0..<3000 {
      let template = (0..<Int.random(in: 1...25, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
        .joined()
      _ = try? Jinja.render(template, named: "t", variables: ["x": 1, "xs": [1, "a", .null]])
      _ = Jinja.variables(in: template)
    }
  }
}

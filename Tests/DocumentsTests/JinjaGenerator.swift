import TestSupport

/// Composes templates from the grammar of the template language, most of which render.
struct JinjaGenerator {
  var random: Seeded

  private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  mutating func template() -> String {
    (0..<Int.random(in: 1...4, using: &random)).map { _ in node(depth: 0) }.joined()
  }

  private mutating func node(depth: Int) -> String {
    switch Int.random(in: 0..<(depth > 2 ? 4 : 9), using: &random) {
    case 0:
      return pick(["text ", "\n", "  ", "a {# c #}", "- x\n", "Grüße ", "{% raw %}{{ }}{% endraw %}", " {#- c -#} "])
    case 1...3: return output()
    case 4: return loop(depth: depth)
    case 5: return tag("set v = \(expression(2))") + node(depth: depth + 1) + "{{ v|default('-', true)|string|length }}"
    case 6: return tag("set v") + node(depth: depth + 1) + tag("endset") + "{{ v|trim }}"
    case 7:
      return tag("filter \(pick(["upper", "trim", "indent(2)", "title|replace('A', 'o')"]))") + node(depth: depth + 1)
        + tag("endfilter")
    default: return branch(depth: depth)
    }
  }

  private mutating func tag(_ text: String) -> String {
    "{%" + pick(["", "", "", "-", "+"]) + " " + text + " " + pick(["", "", "", "-", "+"]) + "%}"
  }

  private mutating func output() -> String {
    let value = chance(85) ? expression(0) : "(\(expression(0)))|\(pick(["e", "tojson", "escape|length", "tojson(1)"]))"
    return "{{" + pick(["", "", "", "-"]) + " " + value + " " + pick(["", "", "", "-"]) + "}}"
  }

  private mutating func loop(depth: Int) -> String {
    let filter = chance(25) ? " if \(condition(1))" : ""
    let body =
      node(depth: depth + 1)
      + "{{ \(pick(["x", "x", "loop.index", "loop.last", "loop.revindex", "x ~ loop.index0"])) }}"
    let otherwise = chance(25) ? tag("else") + node(depth: depth + 1) : ""
    return tag("for x in \(list(0))\(filter)") + body + node(depth: depth + 1) + otherwise + tag("endfor")
  }

  private mutating func branch(depth: Int) -> String {
    let elif = chance(30) ? tag("elif \(condition(0))") + node(depth: depth + 1) : ""
    let otherwise = chance(50) ? tag("else") + node(depth: depth + 1) : ""
    return tag("if \(condition(0))") + node(depth: depth + 1) + elif + otherwise + tag("endif")
  }

  // MARK: Expressions

  private mutating func expression(_ depth: Int) -> String {
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1: return number(depth)
    case 2...4: return text(depth)
    case 5: return condition(depth)
    case 6: return list(depth) + (chance(50) ? "" : "[\(Int.random(in: -4...3, using: &random))]")
    default:
      return depth > 2
        ? text(depth) : "(\(expression(depth + 1)) if \(condition(depth + 1)) else \(expression(depth + 1)))"
    }
  }

  private mutating func number(_ depth: Int) -> String {
    guard depth < 3 else { return pick(["n", "zero", "neg", "half", "3", "2.5", "user.age", "xs[0]", "10", "true"]) }
    let next = depth + 1
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1: return number(3)
    case 2, 3: return "(\(number(next)) \(pick(["+", "-", "*", "/", "//", "%"])) \(number(next)))"
    case 4: return "\(text(next))|\(pick(["length", "wordcount", "int", "count", "float"]))"
    case 5: return "(\(list(next))|\(pick(["length", "first", "last", "sum", "max", "min"])))"
    case 6:
      return
        "(\(number(next)))|\(pick(["abs", "round", "round(1)", "int", "float", "round(2, 'floor')", "default(1)"]))"
    default: return pick(["-", "+", "- -"]) + number(3) + pick(["", " ** 2", " ** -1"])
    }
  }

  private mutating func text(_ depth: Int) -> String {
    guard depth < 3 else {
      return pick([
        "name", "words", "'it\\'s'", "blank", "lines", "html", "uni", "emoji", "user.name", "path", "\"q\\\"\"",
        "empty",
      ])
    }
    let next = depth + 1
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1: return text(3)
    case 2: return "(\(text(next)) ~ \(expression(next)))"
    case 3: return "\(text(next))|\(textFilter())"
    case 4: return "(\(list(next))|join(\(pick(["", "', '", "'-'"]))))"
    case 5: return "\(text(3))[\(pick(["0", "-1", ":3", "1:", "::2", "::-1", "-4:-1", "2:9:3"]))]"
    case 6: return "\(text(next))|\(textFilter())|\(textFilter())"
    default: return "(\(pick(["nope", "user.nope", name(), "nothing"]))|default(\(text(3))\(pick(["", ", true"]))))"
    }
  }

  private mutating func name() -> String { pick(["name", "empty", "path"]) }

  private mutating func textFilter() -> String {
    pick([
      "upper", "lower", "title", "capitalize", "trim", "replace('a', 'ö')", "replace(' ', '', 2)", "truncate(9)",
      "truncate(7, true, '…', 0)", "indent", "indent(2, true)", "center(30)", "string", "reverse", "urlencode",
      "default('x')", "list|join('.')", "sort|join", "unique|join", "wordcount", "batch(3)|map('join')|join('|')",
    ])
  }

  private mutating func list(_ depth: Int) -> String {
    guard depth < 3 else {
      return pick([
        "xs", "letters", "tasks", "numbers", "hole", "mixed", "none_in", "pairs", "user.tags", "[n, 'b', none]",
      ])
    }
    let next = depth + 1
    switch Int.random(in: 0..<8, using: &random) {
    case 0...2: return list(3)
    case 3: return "(\(list(next))|\(listFilter()))"
    case 4: return "\(list(3))[\(pick([":2", "1:", "::-1", "-2:", ":-1", "5:1:-2"]))]"
    case 5: return "[(\(expression(next)))|default('u'), (\(expression(next)))|default(0)]"
    case 6: return "(users|map(attribute='\(pick(["name", "age", "lead.name", "on"]))')|list)"
    default: return "(\(list(next)) + \(list(next)))"
    }
  }

  private mutating func listFilter() -> String {
    pick([
      "sort", "sort(reverse=true)", "reverse|list", "unique|list", "list", "map('string')|list", "map('upper')|list",
      "select|list", "reject('none')|list", "select('string')|list", "select('number')|list", "select('odd')|list",
      "batch(2)|list", "slice(2)|list", "batch(3, '-')|map('list')|list", "map('length')|list", "select('in', xs)|list",
    ])
  }

  private mutating func condition(_ depth: Int) -> String {
    let next = depth + 1
    switch Int.random(in: 0..<(depth > 2 ? 3 : 9), using: &random) {
    case 0: return pick(["yes", "no", "xs", "hole", "name", "empty", "nothing", "user", "void"])
    case 1:
      return
        "\(pick(["nope", "name", "user.nope", "user.age"])) is \(pick(["", "not "]))\(pick(["defined", "undefined"]))"
    case 2: return "n \(pick(["<", ">", "==", "!=", "<=", ">="])) \(Int.random(in: 5...9, using: &random))"
    case 3: return "\(number(next)) \(pick(["<", ">", "==", "!="])) \(number(next))"
    case 4: return "\(text(3)) \(pick(["in", "not in", "==", "<"])) \(text(next))"
    case 5: return "(\(condition(next)) \(pick(["and", "or"])) \(condition(next)))"
    case 6: return "(not \(condition(next)))"
    case 7:
      return
        "\(expression(3)) is \(pick(["string", "number", "mapping", "sequence", "none", "boolean", "integer", "float", "iterable"]))"
    default: return "\(number(3)) < \(number(3)) <= \(number(3))"
    }
  }
}

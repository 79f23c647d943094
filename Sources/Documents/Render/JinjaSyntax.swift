/// What a template is made of.
indirect enum JinjaNode {
  case text(String)
  case output(JinjaExpression, line: Int)
  case loop(JinjaLoop)
  case branch([JinjaArm])
  case assign(JinjaTarget, JinjaExpression, line: Int)
  /// A block whose text goes through filters into a name (`set`), or to where it stands (`filter`).
  case capture(JinjaTarget?, filters: [JinjaPostfix], [JinjaNode], line: Int)
  case with([(JinjaTarget, JinjaExpression)], [JinjaNode], line: Int)
}

struct JinjaLoop {
  let target: JinjaTarget
  let items: JinjaExpression
  let filter: JinjaExpression?
  let body: [JinjaNode]
  let otherwise: [JinjaNode]
  let line: Int
}

/// One `if`, `elif` or `else`, which has no condition.
struct JinjaArm {
  let condition: JinjaExpression?
  let body: [JinjaNode]
  let line: Int
}

/// What a value is given to.
indirect enum JinjaTarget {
  case name(String)
  /// A member of a `namespace`.
  case member(String, String)
  case tuple([JinjaTarget])
}

/// An expression. Chains are flat, so that a long one takes no stack to evaluate or to free.
indirect enum JinjaExpression {
  case literal(JinjaValue)
  case list([JinjaExpression])
  case tuple([JinjaExpression])
  case map([(key: JinjaExpression, value: JinjaExpression)])
  case name(String, line: Int)
  /// `range(…)` or `namespace(…)`.
  case call(String, JinjaCallArguments, line: Int)
  case postfix(JinjaExpression, [JinjaPostfix])
  /// Signs in the order they are written; the last is applied first.
  case signed([String], JinjaExpression)
  case not(JinjaExpression)
  /// From left to right.
  case arithmetic(JinjaExpression, [(symbol: String, value: JinjaExpression)])
  case concatenation([JinjaExpression])
  case comparison(JinjaExpression, [(symbol: String, value: JinjaExpression)])
  case every([JinjaExpression])
  case some([JinjaExpression])
  case choice([(value: JinjaExpression, condition: JinjaExpression)], otherwise: JinjaExpression?)
}

/// What stands behind a value.
struct JinjaPostfix {
  enum Kind {
    case member(String)
    case index(JinjaExpression)
    case slice(from: JinjaExpression?, to: JinjaExpression?, step: JinjaExpression?)
    case method(String, JinjaCallArguments)
    case filter(String, JinjaCallArguments)
    case test(String, JinjaCallArguments, negated: Bool)
  }
  let kind: Kind
  let line: Int
}

struct JinjaCallArguments {
  var positional: [JinjaExpression] = []
  var named: [(name: String, value: JinjaExpression)] = []

  var all: [JinjaExpression] { positional + named.map(\.value) }
}

extension JinjaExpression {
  /// As an author would write it, for messages; nil where it is no name.
  var path: String? {
    switch self {
    case .name(let name, _): name
    case .postfix(let base, let parts): base.path.map { JinjaPostfix.path($0, parts[...]) }
    default: nil
    }
  }
}

extension JinjaPostfix {
  static func path(_ base: String, _ parts: ArraySlice<JinjaPostfix>) -> String {
    parts.reduce(into: base) { path, part in
      switch part.kind {
      case .member(let name), .index(.literal(.text(let name))): path += "." + name
      case .index(.literal(.int(let index))): path += "[\(index)]"
      case .index: path += "[…]"
      case .method(let name, _): path += ".\(name)()"
      case .slice, .filter, .test: break
      }
    }
  }
}

/// A value while a template is rendered. What Python tells apart when it prints or compares is told apart here.
enum JinjaValue {
  case undefined(JinjaUndefined)
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case text(String)
  /// What `escape` and `tojson` give: it can be printed, and not be changed any more.
  case escaped(String)
  case list(JinjaItems)
  case tuple(JinjaItems)
  /// One group of `groupby`: a tuple of `grouper` and `list`.
  case group(JinjaItems)
  /// What is made item by item in Jinja: to be looped over, joined, or made a list.
  case stream(JinjaItems, isCounted: Bool)
  case map(JinjaMap)
  /// The `loop` of a loop that runs, and a `namespace`: numbers that the renderer knows.
  case loop(Int)
  case namespace(Int)
}

/// A name or a member that is not there: an error once it is used, but for `is defined` and `default`.
struct JinjaUndefined {
  let variable: String?
  let message: String
  let line: Int
  /// Prints as nothing and is false: what an `if` without an `else` gives.
  var isEmpty = false
}

/// The items of a list, and how many lists lie within one another in it.
struct JinjaItems {
  let values: [JinjaValue]
  let depth: Int

  init(_ values: [JinjaValue]) {
    self.values = values
    depth = 1 + (values.lazy.map(\.depth).max() ?? 0)
  }
}

/// An object in the order of its keys.
struct JinjaMap {
  private(set) var keys: [String] = []
  private(set) var values: [String: JinjaValue] = [:]
  private(set) var depth = 1

  subscript(key: String) -> JinjaValue? { values[key] }

  mutating func set(_ key: String, _ value: JinjaValue) {
    if values.updateValue(value, forKey: key) == nil { keys.append(key) }
    depth = max(depth, 1 + value.depth)
  }

  var pairs: [(key: String, value: JinjaValue)] {
    keys.compactMap { key in values[key].map { (key, $0) } }
  }
}

extension JinjaValue {
  /// Lists and objects that a value may have within one another. JSON that is read has at most 512.
  static let depthMax = 64

  var depth: Int {
    switch self {
    case .list(let items), .tuple(let items), .group(let items), .stream(let items, _): items.depth
    case .map(let map): map.depth
    default: 0
    }
  }

  /// An object's members are sorted, because JSON gives them no order. Nil where it is nested too deep.
  init?(_ value: Value, depth: Int = 0) {
    guard depth <= Self.depthMax else { return nil }
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .double(let value): self = .double(value)
    case .string(let value): self = .text(value)
    case .array(let values):
      var items: [JinjaValue] = []
      for value in values {
        guard let item = JinjaValue(value, depth: depth + 1) else { return nil }
        items.append(item)
      }
      self = .list(JinjaItems(items))
    case .object(let members):
      var map = JinjaMap()
      for (key, value) in members.sorted(by: { JinjaText.precedes($0.key, $1.key) }) {
        guard let member = JinjaValue(value, depth: depth + 1) else { return nil }
        map.set(key, member)
      }
      self = .map(map)
    }
  }

  /// The items of a list or a tuple.
  var sequence: JinjaItems? {
    switch self {
    case .list(let items), .tuple(let items), .group(let items): items
    default: nil
    }
  }

  var isUndefined: Bool {
    if case .undefined = self { true } else { false }
  }

  var isEmptyUndefined: Bool {
    if case .undefined(let undefined) = self { undefined.isEmpty } else { false }
  }

  /// A whole number; truth values count as 0 and 1.
  var whole: Int? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): value
    default: nil
    }
  }

  var number: Double? {
    if case .double(let value) = self { value } else { whole.map(Double.init) }
  }

  var kindName: String {
    switch self {
    case .undefined: "an undefined value"
    case .null: "none"
    case .bool: "a truth value"
    case .int, .double: "a number"
    case .text: "text"
    case .escaped: "escaped text"
    case .list: "a list"
    case .tuple, .group: "a tuple"
    case .stream: "a stream of items"
    case .map: "an object"
    case .loop: "a loop"
    case .namespace: "a namespace"
    }
  }
}

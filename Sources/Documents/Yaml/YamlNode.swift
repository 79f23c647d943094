internal import Yams

/// What is wrong with a YAML file: the key, the line, and what to write instead.
package struct YamlFault: Error, Hashable, Sendable {
  /// As `conditionals[0].when`; empty for the whole.
  package let key: String
  /// Counted from 1.
  package let line: Int
  /// A plain sentence that names the key.
  package let message: String

  package init(key: String, line: Int, message: String) {
    self.key = key
    self.line = line
    self.message = message
  }
}

/// A piece of a YAML file, with its line and its place, so that what is wrong with it can be named.
package struct YamlNode: Sendable {
  package indirect enum Content: Sendable {
    case null
    /// As written, without its quotes; `isQuoted` tells `"1"` from `1`.
    case scalar(String, isQuoted: Bool)
    case list([YamlNode])
    case map([(key: String, value: YamlNode)])
  }

  package let content: Content
  /// Counted from 1; of a mapping's value, the line that its key is on.
  package let line: Int
  /// As `stages[0].gate[2].role`.
  package let place: String

  /// Nil for an empty file. Lists and mappings nest no deeper than 32 levels.
  package static func parse(_ yaml: String, bytesMax: Int) throws(YamlFault) -> YamlNode? {
    guard yaml.utf8.count <= bytesMax else {
      throw YamlFault(key: "", line: 1, message: "The YAML is longer than \(bytesMax) bytes.")
    }
    let root: Node?
    do { root = try Yams.compose(yaml: yaml) } catch {
      let (line, words) = fault(in: error)
      throw YamlFault(key: "", line: line, message: "It is not YAML: \(words)")
    }
    guard let root else { return nil }
    let node = try YamlNode(root, place: "", depth: 0)
    if case .null = node.content { return nil }
    return node
  }

  private static let depthMax = 32

  private init(_ node: Node, place: String, depth: Int, key: Node? = nil) throws(YamlFault) {
    self.place = place
    line = key?.mark?.line ?? node.mark?.line ?? 1
    guard depth < Self.depthMax else {
      throw YamlFault(key: place, line: line, message: "'\(place)' is nested deeper than \(Self.depthMax) levels.")
    }
    switch node {
    case .scalar(let scalar):
      let isQuoted = scalar.style == .doubleQuoted || scalar.style == .singleQuoted
      content = node.null != nil && !isQuoted ? .null : .scalar(scalar.string, isQuoted: isQuoted)
    case .sequence(let items):
      var nodes: [YamlNode] = []
      for (index, item) in items.enumerated() {
        nodes.append(try YamlNode(item, place: "\(place)[\(index)]", depth: depth + 1))
      }
      content = .list(nodes)
    case .mapping(let pairs):
      var members: [(key: String, value: YamlNode)] = []
      for (key, value) in pairs {
        guard let name = key.scalar?.string else {
          throw YamlFault(key: place, line: line, message: "'\(place)' has a key that is no text.")
        }
        let inner = place.isEmpty ? name : "\(place).\(name)"
        members.append((name, try YamlNode(value, place: inner, depth: depth + 1, key: key)))
      }
      content = .map(members)
    case .alias: throw YamlFault(key: place, line: line, message: "'\(place)' is an alias: write it out.")
    }
  }

  private static func fault(in error: any Error) -> (line: Int, words: String) {
    guard let error = error as? YamlError else { return (1, "it cannot be read.") }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return (mark.line, problem + ".")
    case .duplicatedKeysInMapping(let keys, let context):
      return (context.mark.line, "the key \(keys.map { "'\($0)'" }.joined(separator: ", ")) stands twice.")
    default: return (1, "it cannot be read.")
    }
  }
}

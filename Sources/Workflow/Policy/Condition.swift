package import Documents

/// What a rule's `applicable_if` asks: of the document's sections, of its front matter, of its project's configuration.
package indirect enum Condition: Hashable, Sendable {
  /// A section of that id or name, or one that the pattern matches, stands in the document.
  case section(String)
  /// The front matter has the key with that value; nil for any value at all.
  case frontMatter(key: String, equals: String?)
  /// The configuration has the section or key; with a value, the key has that value.
  case configuration(key: String, equals: Value?)
  case any([Condition])
  case all([Condition])
  case not(Condition)

  package func holds(sections: [SectionRef], frontMatter: [String: String], configuration: [String: Value]) -> Bool {
    func holds(_ condition: Condition) -> Bool {
      condition.holds(sections: sections, frontMatter: frontMatter, configuration: configuration)
    }
    switch self {
    case .section(let name): return !SectionScope([name]).sections(in: sections).isEmpty
    case .frontMatter(let key, nil): return frontMatter[key].map { !$0.isEmpty } ?? false
    case .frontMatter(let key, let value?): return frontMatter[key] == value
    case .configuration(let key, nil): return ConfigurationPredicate.section(key).isMet(by: configuration) ?? false
    case .configuration(let key, let value?): return configuration[key] == value
    case .any(let parts): return parts.contains(where: holds)
    case .all(let parts): return parts.allSatisfy(holds)
    case .not(let part): return !holds(part)
    }
  }

  /// As a person would say it.
  package var words: String {
    switch self {
    case .section(let name): "a section '\(name)'"
    case .frontMatter(let key, nil): "a front matter key '\(key)'"
    case .frontMatter(let key, let value?): "front matter '\(key)' that is '\(value)'"
    case .configuration(let key, nil): "a project configured with '\(key)'"
    case .configuration(let key, let value?): "a project whose '\(key)' is '\(value.plain)'"
    case .any(let parts): "any of (\(parts.map(\.words).joined(separator: "; ")))"
    case .all(let parts): "all of (\(parts.map(\.words).joined(separator: "; ")))"
    case .not(let part): "not \(part.words)"
    }
  }
}

extension Value {
  fileprivate var plain: String {
    switch self {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let truth): String(truth)
    default: "…"
    }
  }
}

extension Condition: Codable {
  private enum Key: String, CodingKey {
    case section, configuration, any, all, not
    case frontMatter = "front_matter"
  }

  private struct Asked<Wanted: Codable>: Codable {
    let key: String
    let equals: Wanted?
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch container.allKeys.first {
    case .section: self = .section(try container.decode(String.self, forKey: .section))
    case .frontMatter:
      let asked = try container.decode(Asked<String>.self, forKey: .frontMatter)
      self = .frontMatter(key: asked.key, equals: asked.equals)
    case .configuration:
      let asked = try container.decode(Asked<Value>.self, forKey: .configuration)
      self = .configuration(key: asked.key, equals: asked.equals)
    case .any: self = .any(try container.decode([Condition].self, forKey: .any))
    case .all: self = .all(try container.decode([Condition].self, forKey: .all))
    case .not: self = .not(try container.decode(Condition.self, forKey: .not))
    case nil:
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "the condition asks nothing"))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .section(let name): try container.encode(name, forKey: .section)
    case .frontMatter(let key, let value):
      try container.encode(Asked(key: key, equals: value), forKey: .frontMatter)
    case .configuration(let key, let value):
      try container.encode(Asked(key: key, equals: value), forKey: .configuration)
    case .any(let parts): try container.encode(parts, forKey: .any)
    case .all(let parts): try container.encode(parts, forKey: .all)
    case .not(let part): try container.encode(part, forKey: .not)
    }
  }
}

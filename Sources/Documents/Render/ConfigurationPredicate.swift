import Foundation

/// What a conditional asks of a project's configuration.
package indirect enum ConfigurationPredicate: Hashable, Sendable {
  /// The configuration has a section of that name: it is in the list `sections`, or a key of its own that is neither
  /// null nor false. Letters in either case; `_` and `-` count as spaces.
  case section(String)
  case not(ConfigurationPredicate)
  case all([ConfigurationPredicate])
  case any([ConfigurationPredicate])

  /// Nil where the configuration is empty, and so says nothing.
  package func isMet(by configuration: [String: Value]) -> Bool? {
    guard !configuration.isEmpty else { return nil }
    switch self {
    case .section(let name): return Self.has(name, configuration)
    case .not(let other): return other.isMet(by: configuration).map { !$0 }
    case .all(let parts): return parts.allSatisfy { $0.isMet(by: configuration) == true }
    case .any(let parts): return parts.contains { $0.isMet(by: configuration) == true }
    }
  }

  private static func has(_ name: String, _ configuration: [String: Value]) -> Bool {
    let wanted = normalised(name)
    if let value = configuration.first(where: { normalised($0.key) == wanted })?.value {
      return value != .null && value != .bool(false)
    }
    guard case .array(let sections)? = configuration["sections"] else { return false }
    return sections.contains { normalised($0.string ?? "") == wanted }
  }

  static func normalised(_ name: String) -> String {
    name.lowercased().replacingOccurrences(of: "_", with: " ").replacingOccurrences(of: "-", with: " ").trimmed
  }
}

extension Conditional {
  /// What can be decided by machine: the section that it asks for; for a prose predicate, a key of the configuration
  /// with the name of the conditional's own section. Nil where the configuration has no answer.
  func isMet(by configuration: [String: Value], definition: TemplateDefinition?) -> Bool? {
    if let predicate = definition?.predicate(for: section) { return predicate.isMet(by: configuration) }
    if let asksFor { return ConfigurationPredicate.section(asksFor).isMet(by: configuration) }
    let own = configuration.first { Slug.of($0.key) == section }
    guard case .bool(let answer)? = own?.value else { return nil }
    return answer
  }
}

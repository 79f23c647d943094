package import Documents
package import Workflow

/// What an endpoint was given: its address, its secret, and the settings of its kind.
package struct TargetSettings: Sendable {
  package let url: String
  /// `whsec_…`, where the kind signs what it sends.
  package let secrets: [String]
  private let values: [String: Value]
  /// Names that a kind has asked for: others are a mistake of whoever wrote them.
  package static let shared: Set<String> = [
    "ca_file", "concurrency", "digest", "gather_minutes", "per_second", "quiet_hours", "status_map", "time_zone",
  ]

  package init(url: String, secrets: [String] = [], values: [String: Value] = [:]) {
    self.url = url
    self.secrets = secrets
    self.values = values
  }

  /// The message template of the endpoint's own; nil leaves the kind's.
  package var template: String? { values["template"]?.string }

  package subscript(_ name: String) -> Value? { values[name] == .null ? nil : values[name] }

  package func text(_ name: String) throws(Refusal) -> String {
    guard let text = try optionalText(name) else { throw Refusal.field("settings.\(name)", "is required.") }
    return text
  }

  package func optionalText(_ name: String) throws(Refusal) -> String? {
    switch self[name] {
    case nil: return nil
    case .string(let text) where !text.isEmpty: return text
    default: throw Refusal.field("settings.\(name)", "must be text.")
    }
  }

  package func optionalNumber(_ name: String) throws(Refusal) -> Double? {
    switch self[name] {
    case nil: return nil
    case .int(let number): return Double(number)
    case .double(let number): return number
    default: throw Refusal.field("settings.\(name)", "must be a number.")
    }
  }

  package func optionalFlag(_ name: String) throws(Refusal) -> Bool? {
    switch self[name] {
    case nil: return nil
    case .bool(let flag): return flag
    default: throw Refusal.field("settings.\(name)", "must be true or false.")
    }
  }

  package func texts(_ name: String) throws(Refusal) -> [String] {
    guard let value = self[name] else { return [] }
    guard case .array(let items) = value else { throw Refusal.field("settings.\(name)", "must be a list of texts.") }
    var texts: [String] = []
    for item in items {
      guard case .string(let text) = item else { throw Refusal.field("settings.\(name)", "must be a list of texts.") }
      texts.append(text)
    }
    return texts
  }

  /// Names and texts, such as `status_map`.
  package func map(_ name: String) throws(Refusal) -> [String: String] {
    guard let value = self[name] else { return [:] }
    guard case .object(let members) = value else { throw Refusal.field("settings.\(name)", "must be an object.") }
    var texts: [String: String] = [:]
    for (key, item) in members {
      guard case .string(let text) = item else { throw Refusal.field("settings.\(name).\(key)", "must be text.") }
      texts[key] = text
    }
    return texts
  }

  /// Refuses settings that this kind does not have, so that a slip of the pen is not a setting without effect.
  package func refuseOthers(than known: Set<String>) throws(Refusal) {
    let known = known.union(Self.shared).union(["template"])
    guard let other = values.keys.filter({ !known.contains($0) }).min() else { return }
    throw Refusal.field(
      "settings.\(other)", "is not a setting of this kind; there are \(known.sorted().joined(separator: ", ")).")
  }
}

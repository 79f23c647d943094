import Documents
import Workflow

/// The claims of a token whose signature is right, and whether they do (RFC 7519, section 4.1).
struct Claims: Sendable {
  let members: [String: Value]

  /// One claim, by its name, or by the names on the way to it (`realm_access.roles`).
  subscript(_ name: String) -> Value? {
    if let value = members[name] { return value }
    return name.split(separator: ".").reduce(Value.object(members)) { $0?[String($1)] }
  }

  /// A claim that is a text; an empty one is none.
  func text(_ name: String) -> String? {
    guard let text = self[name]?.string, !text.isEmpty else { return nil }
    return text
  }

  /// A claim that is a list of texts, or a text of words.
  func texts(_ name: String) -> [String] {
    switch self[name] {
    case .array(let items): items.compactMap(\.string)
    case .string(let text): text.split(separator: " ").map(String.init)
    default: []
    }
  }

  var audience: [String] {
    if let one = members["aud"]?.string { return [one] }
    guard case .array(let items)? = members["aud"], items.allSatisfy({ $0.string != nil }) else { return [] }
    return items.compactMap(\.string)
  }

  /// Throws unless it is good now. Every token must say until when it is.
  func check(audience wanted: [String], leewaySeconds: Int, now: Timestamp) throws(TokenFault) {
    guard !Set(audience).isDisjoint(with: wanted) else { throw .audience }
    let seconds = Double(now.milliseconds) / 1000
    let leeway = Double(leewaySeconds)
    guard let end = try time("exp"), seconds < end + leeway else { throw .expired }
    if let start = try time("nbf"), start > seconds + leeway { throw .early }
    if let made = try time("iat"), made > seconds + leeway { throw .early }
  }

  /// Until when the token is taken: one without an end never was.
  func end(leewaySeconds: Int) throws(TokenFault) -> Timestamp {
    guard let end = try time("exp") else { throw .expired }
    return Timestamp(milliseconds: Int64(min(end + Double(leewaySeconds), Self.lastSecond) * 1000))
  }

  /// The end of the year 9999, since 1970.
  private static let lastSecond = 253_402_300_799.0

  /// Seconds since 1970; nil where there is no such claim.
  private func time(_ name: String) throws(TokenFault) -> Double? {
    switch members[name] {
    case nil: return nil
    case .int(let seconds): return Double(seconds)
    case .double(let seconds) where seconds.isFinite: return seconds
    default: throw .claims
    }
  }
}

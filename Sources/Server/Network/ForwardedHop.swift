import HTTPTypes

/// One step of a request's way, as a proxy says: who asked it, and how.
struct ForwardedHop: Equatable {
  /// Nil where it is `unknown`, a made-up name, or nothing that can be read.
  var address: IPAddress?
  /// Nil where it does not say.
  var isSecure: Bool?

  /// What is longer is no way that a request takes.
  private static let hopsMax = 32

  /// `Forwarded` (RFC 7239, section 4), in the order in which it was written.
  static func forwarded(_ headers: HTTPFields) -> [ForwardedHop] {
    elements(headers[values: .forwarded]).suffix(hopsMax).map { element in
      var hop = ForwardedHop()
      for pair in split(element, at: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1).map { trim($0) }
        guard parts.count == 2 else { continue }
        switch parts[0].lowercased() {
        case "for": hop.address = node(unquoted(parts[1]))
        case "proto": hop.isSecure = unquoted(parts[1]).lowercased() == "https"
        default: break
        }
      }
      return hop
    }
  }

  /// `X-Forwarded-For`; its `-Proto` is what the proxy next to us says, and holds for the whole way.
  static func xForwarded(_ headers: HTTPFields) -> [ForwardedHop] {
    var hops = elements(headers[values: .forwardedFor]).suffix(hopsMax).map { ForwardedHop(address: node($0)) }
    let schemes = elements(headers[values: .forwardedProto])
    if hops.isEmpty, !schemes.isEmpty { hops = [ForwardedHop()] }
    if let scheme = schemes.last, !hops.isEmpty { hops[hops.count - 1].isSecure = scheme.lowercased() == "https" }
    return hops
  }

  private static func elements(_ values: [String]) -> [String] {
    values.flatMap { split($0, at: ",") }
  }

  /// Without what is empty; a separator in quotes is none.
  private static func split(_ text: String, at separator: Character) -> [String] {
    var parts = [""]
    var isQuoted = false
    var isEscaped = false
    for character in text {
      if character == separator, !isQuoted {
        parts.append("")
        continue
      }
      if character == "\"", !isEscaped { isQuoted.toggle() }
      isEscaped = isQuoted && character == "\\" && !isEscaped
      parts[parts.count - 1].append(character)
    }
    return parts.map { trim($0) }.filter { !$0.isEmpty }
  }

  private static func trim(_ text: some StringProtocol) -> String {
    let isSpace = { (character: Character) in character == " " || character == "\t" }
    let start = text.drop(while: isSpace)
    return String(String(start.reversed().drop(while: isSpace).reversed()))
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return String(text.dropFirst().dropLast().filter { $0 != "\\" })
  }

  /// An address with or without a port; one of IPv6 may be in brackets.
  private static func node(_ text: String) -> IPAddress? {
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      return IPAddress(String(text[text.index(after: text.startIndex)..<end]))
    }
    if let address = IPAddress(text) { return address }
    let parts = text.split(separator: ":")
    return parts.count == 2 ? IPAddress(String(parts[0])) : nil
  }
}

import HTTPTypes

/// What a request must look like before a route sees it, in either version of HTTP.
package enum RequestForm {
  /// A path, or `*` (RFC 9112, section 3.2): the other forms are for proxies.
  package static func isTarget(_ target: String) -> Bool {
    guard target != "*" else { return true }
    return target.utf8.first == UInt8(ascii: "/")
      && target.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") }
  }

  /// A name or an address with or without a port, and nothing else (RFC 3986, section 3.2.2, without user and password).
  package static func isAuthority(_ authority: String) -> Bool {
    (1...Self.authorityBytesMax).contains(authority.utf8.count)
      && authority.utf8.allSatisfy { byte in
        (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (0x30...0x39).contains(byte) || ".-_:[]%".utf8.contains(byte)
      }
  }

  /// A name has at most 253 bytes (RFC 1035), and a port six more.
  private static let authorityBytesMax = 260

  private static func isLength(_ length: String) -> Bool {
    !length.isEmpty && length.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Of either version: how many headers there are, and how long a body they announce.
  static func refusal(headers: Int, lengths: [String], limits: EdgeLimits) -> EdgeRefusal? {
    guard headers <= limits.headersMax else { return .tooManyHeaders }
    guard lengths.count <= 1, lengths.allSatisfy(isLength) else {
      return .malformed("There must be one Content-Length, of digits only.")
    }
    if let length = lengths.first, Int(length) ?? .max > limits.bodyBytesMax { return .bodyTooLarge }
    return nil
  }

  /// Of HTTP/2, where its own library has not refused it (RFC 9113, sections 8.1.1 and 8.3.1).
  static func refusal(of request: HTTPRequest, limits: EdgeLimits) -> EdgeRefusal? {
    let lengths = request.headerFields[values: .contentLength]
    if let refusal = refusal(headers: request.headerFields.count, lengths: lengths, limits: limits) { return refusal }
    guard let target = request.path, isTarget(target) else { return .malformed("The target must be a path.") }
    let hosts = HTTPField.Name("Host").map { request.headerFields[values: $0] } ?? []
    guard hosts.count <= 1, let authority = request.authority ?? hosts.first, isAuthority(authority) else {
      return .malformed("There must be one authority.")
    }
    guard hosts.allSatisfy({ $0.lowercased() == authority.lowercased() }) else {
      return .malformed("The authority and the Host must be the same.")
    }
    return nil
  }
}

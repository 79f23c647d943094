import Documents
import Edge
import Foundation
import HTTPTypes
import Server
import Telemetry

extension FuzzTarget {
  static let server = [
    FuzzTarget(name: "strict-json") { try readStrictJSON($0) },
    FuzzTarget(name: "token") { try readToken($0.text) },
    FuzzTarget(name: "form") { try readForm($0) },
    FuzzTarget(name: "trace") { try readTrace($0.text) },
    FuzzTarget(name: "proxy") { try readProxy($0) },
    FuzzTarget(name: "request") { try readRequest($0.text) },
  ]

  /// It refuses more than the usual reader, and what it takes means the same there.
  private static func readStrictJSON(_ data: Data) throws {
    guard let value = try? StrictJSON.value(data) else { return }
    let usual = try? JSONDecoder().decode(Value.self, from: data)
    try promise(usual == value, "two readers of one text see two things: \(value), \(String(describing: usual))")
  }

  private static func readToken(_ text: String) throws {
    guard let token = try? SignedToken(text) else { return }
    try promise(text.hasPrefix(String(decoding: token.signed, as: UTF8.self) + "."), "something else was signed")
  }

  private static func readForm(_ data: Data) throws {
    guard let form = try? FormCoding(data) else { return }
    let written = form.fields.map { "\(FormCoding.encoded($0.name))=\(FormCoding.encoded($0.value))" }
    let again = try FormCoding(Data(written.joined(separator: "&").utf8))
    try promise(again.fields.count == form.fields.count, "a form that is written has other fields")
    for (one, other) in zip(form.fields, again.fields) {
      // A line's end that a browser did not send so is joined by one that it did.
      let lines = one.value.replacingOccurrences(of: "\r\n", with: "\n")
      try promise(one.name == other.name && lines == other.value, "a field that is written is not read again")
    }
  }

  private static func readTrace(_ text: String) throws {
    guard let trace = TraceContext(traceparent: text) else { return }
    let again = TraceContext(traceparent: trace.traceparent)
    try promise(
      again?.traceID == trace.traceID && again?.spanID == trace.spanID, "a trace that is handed on is another one")
  }

  /// The first byte says which header; the rest is what a proxy writes there.
  private static func readProxy(_ data: Data) throws {
    guard let (header, rest) = data.choose(from: TrustedProxies.Header.allCases),
      let proxies = TrustedProxies(["10.0.0.0/8", "unix"], header: header)
    else { return }
    let values = rest.text.split(separator: "\n").map(String.init)
    var headers = HTTPFields()
    for (number, value) in values.enumerated() {
      let names = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto"]
      if let name = HTTPField.Name(names[number % names.count]) { headers.append(HTTPField(name: name, value: value)) }
    }
    let own = proxies.origin(peer: "192.0.2.1", isSecure: true, headers: headers)
    try promise(own.address == "192.0.2.1" && own.isSecure, "somebody who is no proxy says who asks")
    _ = proxies.origin(peer: "10.0.0.1", isSecure: false, headers: headers)
    _ = proxies.origin(peer: nil, isSecure: false, headers: headers)
    _ = IPNetwork(rest.text)
  }

  private static func readRequest(_ text: String) throws {
    let hasSpace = text.utf8.contains { $0 <= 0x20 }
    try promise(!(RequestForm.isTarget(text) && hasSpace), "a target has a space in it")
    try promise(!(RequestForm.isAuthority(text) && text.contains("@")), "an authority names a user")
  }
}

import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Telemetry

/// What is said of one request in the log and in the metrics.
struct RequestLine {
  /// Other methods are counted together: a client cannot make up series.
  private static let methods: Set<String> = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT",
  ]
  /// What the router says where there is no such route.
  private static let noRoute = "NotFound"

  let method: String
  /// The route's pattern, `none` where there is no such route.
  let route: String
  let status: Int
  let took: Duration
  let metadata: Logger.Metadata

  init(_ request: Request, _ response: Response, _ context: ServerContext, took: Duration) {
    self.took = took
    let asked = context.isHead ? "HEAD" : request.method.rawValue
    method = Self.methods.contains(asked) ? asked : "other"
    route = context.endpointPath.flatMap { $0 == Self.noRoute ? nil : Self.rooted($0) } ?? "none"
    status = response.status.code
    var metadata: Logger.Metadata = [
      "request_id": "\(context.requestID)", "method": "\(method)", "route": "\(route)",
      "path": "\(LoggedPath.text(of: request.uri.path, route: route))", "status": .stringConvertible(status),
      "duration_ms": .stringConvertible(took.loggedMilliseconds),
    ]
    // Not known of an answer that is written as it is made.
    if !context.isHead, let bytes = response.body.contentLength { metadata["bytes"] = .stringConvertible(bytes) }
    if let user = context.witness.userID { metadata["user_id"] = "\(user)" }
    if let address = context.remoteAddress { metadata["ip"] = "\(address)" }
    self.metadata = metadata
  }

  private static func rooted(_ pattern: String) -> String { pattern.hasPrefix("/") ? pattern : "/" + pattern }
}

/// A path and a query as they may be kept.
enum LoggedPath {
  private static let charactersMax = 500
  private static let mark = "[secret]"
  /// What the secrets that Countersign makes begin with, and a JWT.
  private static let beginnings = ["cs_", "whsec_", "eyJ"]
  /// Parameters of routes that are secrets by themselves.
  private static let secretNames = ["token", "secret", "code", "key", "password"]

  /// Without what is a secret: a segment that looks like one, and one that the route's pattern calls one.
  static func text(of path: String, route: String) -> String {
    let pattern = route.split(separator: "/")
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    let hasEmptyFirst = segments.first?.isEmpty ?? false
    let shown = segments.enumerated().map { index, segment in
      let place = hasEmptyFirst ? index - 1 : index
      let isNamed = pattern.indices.contains(place) && isSecret(parameter: pattern[place])
      return isNamed || looksSecret(segment) ? mark : String(segment)
    }
    return String(shown.joined(separator: "/").prefix(charactersMax))
  }

  /// Without the values that look like secrets, and those whose names say that they are.
  static func query(_ query: String) -> String {
    query.split(separator: "&", omittingEmptySubsequences: false).map { pair in
      let name = pair.prefix { $0 != "=" }
      let isNamed = secretNames.contains { name.lowercased().contains($0) }
      return isNamed || looksSecret(pair) ? "\(name)=\(mark)" : String(pair)
    }.joined(separator: "&")
  }

  private static func isSecret(parameter: Substring) -> Bool {
    parameter.hasPrefix("{") && secretNames.contains { parameter.lowercased().contains($0) }
  }

  private static func looksSecret(_ segment: Substring) -> Bool {
    let text = segment.removingPercentEncoding ?? String(segment)
    return beginnings.contains { text.contains($0) }
  }
}

package import HTTPTypes
package import Workflow

/// Which scope a route asks of a token that has any.
package enum RouteScopes {
  private static let trail: Set<Substring> = ["events", "log", "reports", "readings"]
  private static let administered: Set<Substring> = [
    "tokens", "sessions", "endpoints", "deliveries", "connections", "backups", "rebuild",
  ]
  private static let written: Set<Substring> = ["documents", "projects", "searches", "imports", "echo"]
  private static let reviewed: Set<Substring> = [
    "comments", "checklists", "questions", "verdicts", "obligations", "gate",
  ]
  /// What the caller may ask of itself with any scope.
  private static let own: Set<Substring> = ["me", "session"]

  /// Takes the route's own path, such as `/api/v1/documents/{id}/verdicts`. Nil lets every token through; what changes
  /// something and is not named here is for admins.
  package static func scope(of method: HTTPRequest.Method, _ path: String) -> TokenScope? {
    let parts = path.split(separator: "/").dropFirst(2)
    guard let first = parts.first else { return .admin }
    if own.contains(first) { return nil }
    if administered.contains(first) { return .admin }
    let third = parts.dropFirst(2).first ?? ""
    if trail.contains(first) || ["events", "approvals", "redactions"].contains(third) {
      return isReading(method, parts) || first == "log" ? .audit : .admin
    }
    if isReading(method, parts) { return .read }
    switch first {
    case "documents": return reviewed.contains(third) ? .review : .write
    case "delegations": return .review
    default: return written.contains(first) ? .write : .admin
    }
  }

  /// Two posts only reckon something up.
  private static func isReading(_ method: HTTPRequest.Method, _ parts: ArraySlice<Substring>) -> Bool {
    method == .get || method == .head || (method == .post && ["what-if", "preview"].contains(parts.last))
  }
}

import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Keeps who reads something of a project whose readers are recorded.
///
/// What reads the trail keeps that itself, for it knows the positions that it has shown.
struct RecordingReads: RouterMiddleware {
  typealias Context = ServerContext
  let services: ServerServices

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let response = try await next(request, context)
    if request.method == .get, response.status.kind == .successful { record(request, context) }
    return response
  }

  private func record(_ request: Request, _ context: ServerContext) {
    // "/api/v1/documents/{id}/content", or the page "/documents/{id}/history": what is read is named by the last part.
    let path = request.uri.path.split(separator: "/").map(String.init)
    let parts = path.starts(with: ["api", "v1"]) ? Array(path.dropFirst(2)) : path
    guard parts.count >= 2 else { return }
    switch parts[0] {
    case "projects" where services.isRestricted(parts[1]):
      services.recordReading("project", request, context, project: parts[1])
    case "documents" where parts.count == 2 || !["events", "approvals"].contains(parts[2]):
      guard let (id, project) = context.documentPlace, let project, services.isRestricted(project) else { return }
      let what = parts.count == 2 ? "document" : parts[2]
      services.recordReading(what, request, context, project: project, document: id)
    default: return
    }
  }
}

extension ServerServices {
  func isRestricted(_ project: String) -> Bool { ledger.projects[project]?.isRestricted ?? false }

  /// Keeps that the caller read something; nobody waits for it.
  func recordReading(
    _ what: String, _ request: Request, _ context: ServerContext, project: String? = nil, document: String? = nil,
    first: Int64? = nil, last: Int64? = nil
  ) {
    guard let caller = context.caller else { return }
    ledger.record(
      Reading(
        at: ledger.sources.now(), actor: caller.id, token: caller.tokenID, what: what, path: request.uri.path,
        query: LoggedPath.query(request.uri.query ?? ""), project: project, document: document, first: first, last: last
      ))
  }

  /// Those who look after the others.
  func requireAuditor(_ caller: Caller) throws(Refusal) {
    guard ledger.directory.isAdmin(caller.id) || ledger.directory.isAuditor(caller.id) else {
      throw Refusal(.forbidden, "not_allowed", "'\(caller.id)' is neither an admin nor an auditor: this is for those.")
    }
  }
}

import Documents
import Foundation
import Ledger
import Logging
import Workflow

/// Keeps the checks of open change requests saying what their documents' gates come to.
struct GateChecks {
  enum Moved {
    case all
    case documents(Set<String>)
  }

  let tools: HookTools
  private var ledger: Ledger { tools.ledger }

  func look(at moved: Moved) async throws {
    if case .documents(let documents) = moved, documents.isEmpty { return }
    let open = try await ledger.openChangeRequests()
    guard !open.isEmpty else { return }
    let connections = try await ledger.connections()
    for request in open {
      guard let connection = connections.first(where: { $0.created.connection == request.connection })?.created,
        connection.settings?.check ?? true, try await isConcerned(request, by: moved)
      else { continue }
      do {
        try await want(of: request, at: connection)
      } catch {
        tools.logger.warning(
          "a change request's checks cannot be worked out",
          metadata: ["connection": "\(request.connection)", "number": "\(request.number)", "error": "\(error)"])
      }
    }
  }

  private func isConcerned(_ request: ChangeRequestRecord, by moved: Moved) async throws -> Bool {
    guard case .documents(let documents) = moved else { return true }
    let files = try await ledger.files(ofChangeRequest: request.number, of: request.connection)
    return files.contains { $0.document.map(documents.contains) ?? true }
  }

  private func want(of request: ChangeRequestRecord, at connection: ConnectionCreated) async throws {
    let opening = DocumentOpening(ledger: ledger, connection: connection, defaultWorkflow: tools.defaultWorkflow)
    let author = try await ledger.user(of: request.author, at: connection)
    let building = CandidateBuilding(ledger: ledger, connection: connection, request: request) { markdown, source in
      try await opening.prepared(markdown, message: request.title, source: source, author: author)
    }
    let stages = try await ledger.stages(of: connection, defaultWorkflow: tools.defaultWorkflow)
    let files = try await building.files()
    let unreadable = files.filter(\.isUnreadable).map(\.path)
    var statuses: [CommitStatus]
    do {
      let candidates = try await building.candidates(of: files)
      let own = candidates.flatMap(\.candidate.state.policy.stages).map(\.name).filter { !stages.contains($0) }
      statuses = CheckWords.statuses(of: candidates)
      if statuses.isEmpty { statuses = CheckWords.untouched(stages) }
      if !unreadable.isEmpty { statuses = CheckWords.unreadable(unreadable, stages + own.deduplicated) }
    } catch let refusal as Refusal {
      statuses = CheckWords.refused(refusal, stages)
    }
    try await ledger.want(
      statuses.map { PostedCheck($0, on: request.head, of: request.number, at: request.connection) })
  }
}

extension Ledger {
  /// Those that a connection's new documents go through.
  func stages(of connection: ConnectionCreated, defaultWorkflow: String) async throws -> [String] {
    try await workflow(connection.workflow ?? defaultWorkflow)?.policy.stages.map(\.name) ?? []
  }
}

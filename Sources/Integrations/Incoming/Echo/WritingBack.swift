import Foundation
import Ledger
import Workflow

/// Commits the record of an approved document, on a branch of its own that is proposed, or directly.
struct WritingBack {
  let tools: HookTools
  let host: any GitHost
  let connection: ConnectionCreated
  let echo: HostEcho
  private var ledger: Ledger { tools.ledger }

  /// The commit; nil where the file says the same already, or the document has gone on since.
  func write() async throws -> String? {
    guard let state = try await ledger.document(echo.document), "\(state.revision)" == echo.ref,
      state.status == .approved || state.status == .approvedWithModifications,
      let path = try await ledger.mappedPath(of: state.id, connection: connection.connection),
      let head = try await host.head(of: connection.branch)
    else { return nil }
    let record = Data(try await RecordBuilding(ledger: ledger, state: state).markdown().utf8)
    if try await host.file(path, at: head) == record { return nil }
    let isDirect = connection.settings?.writeBack == .direct
    let branch = isDirect ? connection.branch : "countersign/\(state.opened.slug)-r\(state.revision)"
    let commit = try await host.write(
      FileWrite(
        path: path, content: record, message: try await message(of: state), branch: branch, base: connection.branch))
    if !isDirect {
      _ = try await host.propose(
        Proposal(
          from: branch, to: connection.branch, title: "Record of \(state.title), revision \(state.revision)",
          text: try await message(of: state)))
    }
    return commit
  }

  /// The approval: who, as what, and where it is proved.
  private func message(of state: DocumentState) async throws -> String {
    let live = state.verdicts.filter { $0.state == .live && $0.isApproval }
    let names = try await ledger.names(of: Set(live.map(\.actor)))
    let lines = live.map { verdict in
      "Approved-by: \(names[verdict.actor] ?? verdict.actor) (\(verdict.role), \(verdict.givenAt.date))"
    }
    let lead = "Record the approval of \(state.title), revision \(state.revision)"
    return ([lead, ""] + lines + ["Countersign: \(state.id), position \(state.seq)"]).joined(separator: "\n")
  }
}

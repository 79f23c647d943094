import Foundation
import Ledger
import Workflow

/// Takes files in with all that they have been, or as they are, as the connection says.
struct WholeBranch {
  let connection: ConnectionCreated
  let head: String

  init(connection: ConnectionCreated, at head: String) {
    self.connection = connection
    self.head = head
  }

  private var hasHistory: Bool { (connection.settings ?? ConnectionSettings()).history }

  /// Returns the ids of all commits of the files' histories.
  func take(
    _ paths: [String], with taking: inout RangeTaking, progress: @Sendable (Int, Int) async -> Void
  ) async throws -> Set<String> {
    var histories: [[Commit]] = []
    var ids: Set<String> = []
    for path in paths {
      taking.outcome.looked(at: path)
      guard let bytes = try await taking.host.file(path, at: head),
        try await findTemplate(for: path, bytes, with: &taking)
      else { continue }
      let history = try await history(of: path, from: taking.host)
      name(taking.templates[path], for: history, in: &taking.templates)
      ids.formUnion(history.map(\.id))
      histories.append(hasHistory ? history : Array(history.suffix(1)))
    }
    try await taking.take(MergedHistories.merged(histories), progress: progress)
    try await taking.settle(at: head, last: nil)
    return ids
  }

  /// By what a new file says now: what it said at first may have been too little to know it by. False where it can be no
  /// document.
  private func findTemplate(
    for path: String, _ bytes: Data, with taking: inout RangeTaking
  ) async throws -> Bool {
    let opening = taking.saving.opening
    guard try await opening.document(for: path) == nil else { return true }
    do {
      taking.templates[path] = try await opening.template(for: try FileSaving.text(bytes))
      return true
    } catch let problem as FileProblem {
      taking.outcome.failed(path, because: problem.description)
      return false
    }
  }

  /// A file had the same template where it was before.
  private func name(
    _ template: TemplateRecord?, for history: [Commit], in templates: inout [String: TemplateRecord]
  ) {
    guard let template else { return }
    for change in history.lazy.flatMap({ $0.changes ?? [] }) where templates[change.path] == nil {
      templates[change.path] = template
    }
  }

  /// Each commit says what it did to this file alone.
  private func history(of path: String, from host: any GitHost) async throws -> [Commit] {
    let found = try await ifKnown { try await host.history(of: path, at: head) } ?? []
    let commits = found.isEmpty ? [Commit(id: head, message: "", author: HostIdentity())] : found
    return commits.map { commit in
      var commit = commit
      commit.changes = commit.changes ?? [FileChange(.modified, path)]
      return commit
    }
  }
}

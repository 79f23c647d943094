import Ledger
import Workflow

struct BranchRecording {
  let ledger: Ledger
  let host: any GitHost
  let connection: ConnectionRecord
  let defaultWorkflow: String

  func take(_ push: Push, receipt: String) async throws -> String { "" }
  func catchUp() async throws -> String { "" }
}

struct DocumentOpening {
  let ledger: Ledger
  let connection: ConnectionCreated
  let defaultWorkflow: String

  func prepared(
    _ markdown: String, message: String?, source: DraftSource, author: String?
  ) async throws -> (opened: DocumentOpened, draft: DraftBuilding)? { nil }

  @discardableResult
  func open(_ markdown: String, message: String?, source: DraftSource, author: String?) async throws -> String? { nil }
}

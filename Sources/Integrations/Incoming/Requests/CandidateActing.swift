import Foundation
import Ledger
import Workflow

/// Does for real what follows from a change request: for the documents that it opened itself at once, for all others when
/// it is merged.
struct CandidateActing {
  /// Somebody else may write between our reading and our writing: then it is worked out again, so often.
  private static let triesMax = 10

  let taking: ChangeRequestTaking
  let number: Int
  /// Whether its author says that it is not to be reviewed yet.
  let isDraft: Bool
  private var ledger: Ledger { taking.tools.ledger }
  private var created: ConnectionCreated { taking.connection.created }

  /// A new file of somebody who is known here is opened at once, and follows its change request: so its review can be had
  /// here as well as there. A document that has words of its own stays as it is until they are merged.
  func act() async throws {
    guard let request = try await ledger.changeRequest(number, of: created.connection), request.state == .open else {
      return
    }
    try await open(request)
    for document in try await documents(of: request) where try await isOwn(document) {
      try await perform(on: document, of: request, isMerged: false)
    }
  }

  /// The words were taken in by now; the say that people had on them becomes their verdicts.
  func actOnMerge() async throws {
    guard let request = try await ledger.changeRequest(number, of: created.connection) else { return }
    for document in try await documents(of: request) { try await perform(on: document, of: request, isMerged: true) }
  }

  private func documents(of request: ChangeRequestRecord) async throws -> [String] {
    let building = CandidateBuilding(ledger: ledger, connection: created, request: request)
    var found: [String] = []
    for file in try await building.files() where file.words != nil {
      if let document = try await building.document(of: file), !found.contains(document) { found.append(document) }
    }
    return found
  }

  /// Whether the document was opened by this change request.
  private func isOwn(_ document: String) async throws -> Bool {
    let source = try await ledger.revision(1, of: document)?.saved.source
    return source?.connection == created.connection && source?.changeRequest == number
  }

  private func open(_ request: ChangeRequestRecord) async throws {
    guard let owner = try await ledger.user(of: request.author, at: created) else { return }
    let building = CandidateBuilding(ledger: ledger, connection: created, request: request)
    for file in try await building.files() {
      guard let digest = file.words, try await building.document(of: file) == nil else { continue }
      let markdown = String(decoding: try await ledger.text(digest), as: UTF8.self)
      try await DocumentOpening(
        ledger: ledger, connection: created, defaultWorkflow: taking.tools.defaultWorkflow
      ).open(markdown, message: request.title, source: building.source(of: file), author: owner)
    }
  }

  private func perform(on document: String, of request: ChangeRequestRecord, isMerged: Bool) async throws {
    for _ in 0..<Self.triesMax {
      // A head that was taken in is not taken in again over what was written here since.
      let taken = try await ledger.recordedCommits(of: created.connection, document: document)
      let building = CandidateBuilding(
        ledger: ledger, connection: created, request: request, isDraft: isDraft,
        isMerged: isMerged || taken.contains { $0.commit == request.head })
      guard let found = try await building.candidates().first(where: { $0.present?.id == document }) else { return }
      let steps = found.candidate.steps
      // What nobody has had a say on is not submitted by being merged.
      if isMerged, !steps.contains(where: \.command.isVerdict) { return }
      do {
        for step in steps {
          _ = try await ledger.perform(
            WriteRequest(
              target: .document(id: document, step.command), actor: step.actor,
              metadata: EventMetadata(source: "hook"), texts: step.command.isDraft ? found.draft.texts : []))
        }
        return
      } catch let refusal as Refusal where refusal.code == "stale_revision" {
        continue
      }
    }
    throw HookFailure(reason: "document \(document) kept changing")
  }
}

extension DocumentCommand {
  fileprivate var isDraft: Bool {
    if case .saveDraft = self { true } else { false }
  }

  fileprivate var isVerdict: Bool {
    if case .giveVerdict = self { true } else { false }
  }
}

import Documents
import Foundation
import Ledger
import Workflow

/// Saves a file at a commit as a draft of the document that it is, or opens one for it.
struct FileSaving: Sendable {
  enum Saved: Hashable, Sendable {
    case revision(document: String)
    /// Its words are those of the latest revision, once what the record fills in is taken out.
    case unchanged(document: String)
  }

  /// Bytes of a file: as for any draft.
  static let bytesMax = 4 * 1024 * 1024
  /// Somebody else may save between our reading and our writing: then it is read again, so often.
  private static let triesMax = 10

  let ledger: Ledger
  let connection: ConnectionCreated
  let defaultWorkflow: String

  var opening: FileOpening { FileOpening(ledger: ledger, connection: connection) }

  /// `template` is of a document that is new; nil finds one. Throws `FileProblem` where these bytes cannot be a draft.
  func save(
    _ bytes: Data, path: String, commit: Commit, author: String?, template: TemplateRecord? = nil
  ) async throws -> Saved {
    let markdown = try Self.text(bytes)
    let source = DraftSource(
      kind: connection.host, repository: connection.repository, commit: commit.id, path: path,
      connection: connection.connection, author: commit.author.asSeen,
      blob: GitBlob.id(of: bytes, like: commit.id))
    let words = Words(markdown: markdown, message: Self.message(commit.message), source: source, author: author)
    do {
      if let document = try await opening.document(for: path) { return try await save(words, of: document) }
      if let template { return try await open(words, template: template) }
      return try await open(words, template: try await opening.template(for: markdown))
    } catch let refusal as Refusal {
      throw FileProblem(refusal.detail)
    }
  }

  private struct Words {
    let markdown: String
    let message: String?
    let source: DraftSource
    let author: String?
  }

  static func text(_ bytes: Data) throws(FileProblem) -> String {
    guard bytes.count <= bytesMax else { throw FileProblem("it has more than \(bytesMax) bytes") }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw FileProblem("it is not UTF-8") }
    return text
  }

  private static func message(_ text: String) -> String? {
    let cut = Clipping.cut(text, to: WorkflowLimits.remarkBytesMax, .bytes)
    return cut.allSatisfy(\.isWhitespace) ? nil : cut
  }

  private func save(_ words: Words, of id: String) async throws -> Saved {
    for _ in 0..<Self.triesMax {
      guard let state = try await ledger.document(id) else { throw FileProblem("document \(id) is not there") }
      let draft = try await RecordBuilding(ledger: ledger, state: state)
        .nextDraft(words.markdown, message: words.message, source: words.source, author: words.author)
      do {
        let outcome = try await write(.saveDraft(draft.content, baseRevision: state.revision), on: id, draft.texts)
        return outcome?.events.isEmpty == false ? .revision(document: id) : .unchanged(document: id)
      } catch let refusal as Refusal where refusal.code == "stale_revision" {
        continue
      }
    }
    throw FileProblem("document \(id) kept changing")
  }

  private func open(_ words: Words, template: TemplateRecord) async throws -> Saved {
    let opening = DocumentOpening(ledger: ledger, connection: connection, defaultWorkflow: defaultWorkflow)
    let prepared = try await opening.prepared(
      words.markdown, template, message: words.message, source: words.source, author: words.author)
    return .revision(document: try await opening.open(prepared.opened, prepared.draft))
  }

  /// Whether a document's latest words are these, once what the record fills in is taken out.
  func isLatest(_ bytes: Data, of document: String) async throws -> Bool {
    guard let text = try? Self.text(bytes), let state = try await ledger.document(document) else { return false }
    let draft = try await RecordBuilding(ledger: ledger, state: state)
      .nextDraft(text, message: nil, source: DraftSource(kind: connection.host))
    return draft.content.sections.map(\.text) == state.sections.map(\.text)
  }

  /// Tells a document that its file was moved or removed, or that commits are gone.
  func tell(_ change: DraftSourceChanged, of document: String) async throws {
    _ = try await write(.changeSource(change), on: document, [])
  }

  private func write(
    _ command: DocumentCommand, on id: String, _ texts: [StoredText]
  ) async throws -> Outcome? {
    try await ledger.perform(
      WriteRequest(
        target: .document(id: id, command), actor: .daemon, metadata: EventMetadata(source: "hook"), texts: texts)
    ).outcome
  }
}

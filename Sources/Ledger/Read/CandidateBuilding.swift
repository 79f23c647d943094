package import Documents
import Foundation
package import Workflow

/// A document that a change request touches, and what it would be after.
package struct DocumentCandidate: Sendable {
  package let path: String
  /// The document as it stands; nil of one that is not open yet.
  package let present: DocumentState?
  package let candidate: Candidate
  /// The new words' own.
  package let draft: DraftBuilding
  package let lint: [LintFinding]
}

/// Works out, from what the ledger keeps of a change request, what merging it would come to.
package struct CandidateBuilding: Sendable {
  /// Says what a new file would be opened as, with nothing written; nil where it would be no document.
  package typealias Opening =
    @Sendable (_ markdown: String, _ source: DraftSource) async throws -> (
      opened: DocumentOpened, draft: DraftBuilding
    )?

  private let ledger: Ledger
  private let connection: ConnectionCreated
  private let request: ChangeRequestRecord
  private let isDraft: Bool
  private let isMerged: Bool
  private let opening: Opening

  /// `isDraft` leaves documents unsubmitted; of what `isMerged` the branch has the words by now.
  package init(
    ledger: Ledger, connection: ConnectionCreated, request: ChangeRequestRecord, isDraft: Bool = false,
    isMerged: Bool = false, opening: @escaping Opening = { _, _ in nil }
  ) {
    self.ledger = ledger
    self.connection = connection
    self.request = request
    self.isDraft = isDraft
    self.isMerged = isMerged
    self.opening = opening
  }

  /// The files of its present head.
  package func files() async throws -> [ChangeRequestFile] {
    let files = try await ledger.files(ofChangeRequest: request.number, of: request.connection)
    let latest = files.last { $0.head == request.head }?.seq
    return files.filter { $0.seq == latest }
  }

  /// One for each document that its head touches.
  package func candidates() async throws -> [DocumentCandidate] { try await candidates(of: try await files()) }

  package func candidates(of files: [ChangeRequestFile]) async throws -> [DocumentCandidate] {
    var found: [DocumentCandidate] = []
    for file in files {
      if let candidate = try await candidate(of: file) { found.append(candidate) }
    }
    return found
  }

  /// The document that a file is by now: it may have been opened since its change request was told of.
  package func document(of file: ChangeRequestFile) async throws -> String? {
    if let document = file.document { return document }
    return try await ledger.mappedDocument(connection: request.connection, path: file.path)
  }

  /// Where a draft of one of its files comes from.
  package func source(of file: ChangeRequestFile) -> DraftSource {
    DraftSource(
      kind: connection.host, repository: connection.repository, commit: request.head, path: file.path,
      connection: connection.connection, author: request.author.name ?? request.author.login,
      changeRequest: request.number)
  }

  private func candidate(of file: ChangeRequestFile) async throws -> DocumentCandidate? {
    guard let digest = file.words else { return nil }
    let markdown = String(decoding: try await ledger.text(digest), as: UTF8.self)
    if let id = try await document(of: file), let present = try await ledger.document(id) {
      let draft = try await RecordBuilding(ledger: ledger, state: present).nextDraft(
        markdown, message: request.title, source: source(of: file),
        author: try await ledger.user(of: request.author, at: connection))
      return try await candidate(of: file, draft: draft, on: present, isNew: false)
    }
    guard let new = try await opening(markdown, source(of: file)) else { return nil }
    let state = DocumentState(
      id: "", opened: new.opened,
      at: EventPosition(seq: 0, eventID: "", timestamp: ledger.gateContext.now, actor: .daemon))
    return try await candidate(of: file, draft: new.draft, on: state, isNew: true)
  }

  private func candidate(
    of file: ChangeRequestFile, draft: DraftBuilding, on state: DocumentState, isNew: Bool
  ) async throws -> DocumentCandidate {
    let definition = try await ledger.definition(of: state)
    let reviews = try await standing(on: file, draft: draft, definition: definition)
    let candidate = try Candidate(
      merging: isMerged ? nil : draft.content, by: try await ledger.user(of: request.author, at: connection),
      isDraft: isDraft, reviews: reviews, on: state, context: ledger.gateContext(of: state),
      newID: { [sources = ledger.sources] in sources.newID("ver") })
    let lint = Linter.findings(
      in: ParsedDocument(draft.markdown), answered: Set(state.decisions.keys), definition: definition)
    return DocumentCandidate(
      path: file.path, present: isNew ? nil : state, candidate: candidate, draft: draft, lint: lint)
  }

  /// Everybody's latest say, with the sections of the file as they reviewed it.
  private func standing(
    on file: ChangeRequestFile, draft: DraftBuilding, definition: TemplateDefinition?
  ) async throws -> [StandingReview] {
    let files = try await ledger.files(ofChangeRequest: request.number, of: request.connection)
    let all = try await ledger.reviews(ofChangeRequest: request.number, of: request.connection)
    var seen: [String: [SectionRef]] = [:]
    var standing: [StandingReview] = []
    for review in ChangeRequestReview.standing(all) {
      if seen[review.commit] == nil {
        seen[review.commit] = try await sections(
          of: file, at: review.commit, among: files, as: draft, definition: definition)
      }
      standing.append(
        StandingReview(
          user: try await ledger.user(of: review.reviewer, at: connection), outcome: review.outcome,
          note: review.note, sections: seen[review.commit],
          source: ChangeRequestSource(
            connection: request.connection, number: request.number, id: review.review, commit: review.commit,
            isInferred: review.isInferred ? true : nil, author: review.reviewer.login ?? review.reviewer.name,
            url: request.url)))
    }
    return standing
  }

  /// Nil where nothing is known of the file at that commit.
  private func sections(
    of file: ChangeRequestFile, at commit: String, among files: [ChangeRequestFile], as draft: DraftBuilding,
    definition: TemplateDefinition?
  ) async throws -> [SectionRef]? {
    let names = [file.path, file.previousPath].compactMap { $0 }
    guard let read = files.last(where: { $0.head == commit && names.contains($0.path) }), let digest = read.words else {
      return nil
    }
    if digest == file.text { return draft.content.sections }
    let markdown = String(decoding: try await ledger.text(digest), as: UTF8.self)
    return DraftBuilding(
      markdown: markdown, previous: draft.fingerprints, message: nil, source: source(of: file),
      definition: definition
    ).content.sections
  }
}

extension ChangeRequestReview {
  /// The latest of each reviewer, those without a say left out, in the order in which they were given.
  package static func standing(_ reviews: [ChangeRequestReview]) -> [ChangeRequestReview] {
    var latest: [HostActor: ChangeRequestReview] = [:]
    for review in reviews where review.outcome != .commented {
      // A shown name may be changed, and would leave an earlier say standing beside the latest.
      let login = review.reviewer.login?.lowercased()
      latest[HostActor(login: login, name: login == nil ? review.reviewer.name : nil)] = review
    }
    return latest.values.sorted { $0.seq < $1.seq }
  }
}

extension Ledger {
  /// The active user that somebody at a host is, by the connection's own mapping, else by a user's identities.
  package func user(of actor: HostActor, at connection: ConnectionCreated) async throws -> String? {
    guard let login = actor.login else { return nil }
    let named = connection.identities?[login]
    let user = if let named { named } else { try await user(withLogin: login, at: connection.host) }
    return user.flatMap { directory.users[$0]?.active == true ? $0 : nil }
  }
}

import Documents
import Foundation
import Ledger
import Workflow

/// Comments on a change request become comments on the document that it touches, where they stand.
struct CommentTaking {
  let requests: ChangeRequestTaking
  private var ledger: Ledger { requests.tools.ledger }
  private var created: ConnectionCreated { requests.connection.created }

  func take(_ news: CommentNews) async throws -> String {
    guard created.settings?.comments ?? .incoming != .none else { return "Comments are not taken in here." }
    guard !CommentSign.isOurs(news.body) else { return "The comment is our own." }
    guard let request = try await known(news.number) else { return "!\(news.number) touches no watched file." }
    let building = CandidateBuilding(ledger: ledger, connection: created, request: request)
    for file in try await building.files() where news.path == nil || news.path == file.path {
      guard let document = try await building.document(of: file), let state = try await ledger.document(document)
      else { continue }
      return try await add(news, of: file, to: state)
    }
    return "The comment stands on no document."
  }

  private func known(_ number: Int) async throws -> ChangeRequestRecord? {
    if let known = try await ledger.changeRequest(number, of: created.connection) { return known }
    guard let request = try await requests.host.changeRequest(number), request.targetBranch == created.branch else {
      return nil
    }
    _ = try await requests.observe(request)
    return try await ledger.changeRequest(number, of: created.connection)
  }

  private func add(
    _ news: CommentNews, of file: ChangeRequestFile, to state: DocumentState
  ) async throws -> String {
    let all = state.comments.filter {
      $0.source?.connection == created.connection && $0.source?.number == news.number
    }
    if all.contains(where: { $0.source?.id == news.id }) { return "The comment is known." }
    let parent = try await parent(of: news, among: all, on: state)
    let place = parent == nil ? try await place(of: news, in: file, on: state) : nil
    let user = try await ledger.user(
      of: HostActor(login: news.author.login, name: news.author.name), at: created)
    let actor = user.map { Actor(id: $0, kind: ledger.directory.users[$0]?.kind ?? .person) } ?? .daemon
    let added = CommentAdded(
      comment: ledger.sources.newID("com"), body: body(of: news, isMapped: user != nil, isPlaced: place != nil),
      anchor: place, revision: state.revision, replyTo: parent.map { $0.replyTo ?? $0.id },
      source: ChangeRequestSource(
        connection: created.connection, number: news.number, id: news.id, commit: news.commit,
        author: news.author.login ?? news.author.name, url: news.url))
    _ = try await ledger.perform(
      WriteRequest(
        target: .document(id: state.id, .addComment(added)), actor: actor, metadata: EventMetadata(source: "hook")))
    return "A comment on '\(state.title)'."
  }

  /// The comment that it answers: one that was taken in, or one that was posted there.
  private func parent(of news: CommentNews, among all: [Comment], on state: DocumentState) async throws -> Comment? {
    guard let id = try await answered(news) else { return nil }
    if let taken = all.first(where: { $0.source?.id == id }) { return taken }
    return try await ledger.comment(postedAs: id, to: news.number, of: created.connection).flatMap(state.comment)
  }

  /// The host's id of what it answers: the first comment of its thread, where that is all that is told.
  private func answered(_ news: CommentNews) async throws -> String? {
    if let id = news.replyTo { return id }
    guard let thread = news.thread else { return nil }
    let first = try await requests.host.firstComment(of: thread, on: news.number)
    return first == news.id ? nil : first
  }

  /// Says what the place and the actor cannot: who spoke, and where.
  private func body(of news: CommentNews, isMapped: Bool, isPlaced: Bool) -> String {
    var lead: [String] = []
    if !isMapped { lead.append("\(news.author.login ?? news.author.name ?? "Somebody") wrote in !\(news.number):") }
    if !isPlaced, let path = news.path {
      lead.append("(\(path)\(news.line.map { ", line \($0)" } ?? ""))")
    }
    return Clipping.cut((lead + [news.body]).joined(separator: " "), to: WorkflowLimits.remarkBytesMax, .bytes)
  }

  /// The section that a line stands in, and the line's own words where the document has them too.
  private func place(
    of news: CommentNews, in file: ChangeRequestFile, on state: DocumentState
  ) async throws -> Anchor? {
    let files = try await ledger.files(ofChangeRequest: news.number, of: created.connection)
    let read = files.last { $0.head == news.commit && $0.path == file.path } ?? file
    guard let line = news.line, let digest = read.words else { return nil }
    let markdown = String(decoding: try await ledger.text(digest), as: UTF8.self)
    let draft = DraftBuilding(
      markdown: markdown, previous: try await ledger.fingerprints(of: state), message: nil,
      source: DraftSource(kind: created.host), definition: try await ledger.definition(of: state))
    guard let (id, words) = draft.section(atLine: line),
      let known = state.sections.first(where: { $0.id == id })
    else { return nil }
    let stands = try await ledger.texts(of: [known]).joined().contains(words)
    return Anchor(section: known.id, quote: stands && !words.isEmpty ? words : nil)
  }
}

extension DraftBuilding {
  /// The section that a line of the words stands in, from 1, and what the line says.
  fileprivate func section(atLine line: Int) -> (id: String, words: String)? {
    var first = 1
    for section in fingerprints {
      let lines = section.text.split(separator: "\n", omittingEmptySubsequences: false)
      let count = section.text.hasSuffix("\n") ? lines.count - 1 : lines.count
      if (first..<first + count).contains(line) {
        return (section.id, lines[line - first].trimmingCharacters(in: .whitespaces))
      }
      first += count
    }
    return nil
  }
}

/// What tells our own comments at a host from others.
enum CommentSign {
  private static let lead = "<!-- countersign:"

  static func sign(of comment: String) -> String { "\(lead)\(comment) -->" }
  static func isOurs(_ body: String) -> Bool { body.contains(lead) }
}

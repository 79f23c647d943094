import Documents
import Foundation
import Ledger
import Logging
import Workflow

/// Says what is due, and keeps what came of it.
struct EchoRound {
  private static let batch = 100

  let tools: HookTools
  private var ledger: Ledger { tools.ledger }

  func run() async throws {
    for echo in try await ledger.dueEchoes(limit: Self.batch) {
      guard let connection = try await ledger.connection(echo.connection)?.created,
        let host = try await tools.host(of: connection)
      else {
        try await ledger.settle(echo, result: nil, failure: "The connection is no more.", dueAt: nil)
        continue
      }
      try await ledger.begin(echo)
      do {
        let result =
          switch echo.kind {
          case .comment: try await CommentPosting(tools: tools, host: host, echo: echo).post()
          case .writeBack: try await WritingBack(tools: tools, host: host, connection: connection, echo: echo).write()
          }
        try await ledger.settle(echo, result: result, failure: nil, dueAt: nil)
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        // Whatever it is, others must not wait for it.
        try await putBack(echo, because: error)
      }
    }
  }

  private func putBack(_ echo: HostEcho, because failure: any Error) async throws {
    tools.logger.warning("a host could not be told", metadata: ["echo": "\(echo.id)", "failure": "\(failure)"])
    try await ledger.settle(
      echo, result: nil, failure: "\(failure)",
      dueAt: HostRetry.echoes.dueAt(after: echo.attempts + 1, because: failure, now: ledger.now))
  }
}

/// Posts a comment that was made here to a change request: under a sign, by which it is found again.
struct CommentPosting {
  let tools: HookTools
  let host: any GitHost
  let echo: HostEcho
  private var ledger: Ledger { tools.ledger }

  /// The host's id of it; nil where there is nothing to post any more.
  func post() async throws -> String? {
    guard let number = echo.number,
      let request = try await ledger.changeRequest(number, of: echo.connection), request.state == .open,
      let state = try await ledger.document(echo.document), let comment = state.comment(echo.ref)
    else { return nil }
    let target = ChangeRequest(
      number: number, title: request.title, url: request.url, author: HostIdentity(login: request.author.login),
      head: request.head, sourceBranch: request.sourceBranch, targetBranch: request.targetBranch)
    let sign = CommentSign.sign(of: comment.id)
    if echo.begun > 0, let known = try await host.comment(with: sign, on: target) { return known }
    return try await host.comment(
      OutgoingComment(body: try await body(of: comment, on: state, sign: sign), replyTo: answered(comment, on: state)),
      on: target)
  }

  private func answered(_ comment: Comment, on state: DocumentState) -> String? {
    guard let parent = comment.replyTo.flatMap(state.comment), parent.source?.number == echo.number else { return nil }
    return parent.source?.connection == echo.connection ? parent.source?.id : nil
  }

  /// Who said it, of what, and the words; nobody is called by them.
  private func body(of comment: Comment, on state: DocumentState, sign: String) async throws -> String {
    let name = try await ledger.names(of: [comment.author])[comment.author] ?? comment.author
    let section = comment.anchor.flatMap { anchor in state.sections.first { $0.id == anchor.section } }
    var parts = ["**\(plain(name))** on \(section.map { "*\(plain($0.title))*" } ?? "the document")"]
    if let quote = comment.anchor?.quote {
      parts.append(quote.split(separator: "\n").map { "> \(plain(String($0)))" }.joined(separator: "\n"))
    }
    parts += [plain(comment.body), "[In Countersign](\(tools.publicURL())/api/v1/documents/\(state.id))", sign]
    return parts.joined(separator: "\n\n")
  }

  private func plain(_ text: String) -> String { MarkdownWords.escape(text) }
}

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

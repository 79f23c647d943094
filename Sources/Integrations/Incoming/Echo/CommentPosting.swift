import Documents
import Ledger
import Workflow

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
      OutgoingComment(
        body: try await body(of: comment, on: state, sign: sign), replyTo: try await answered(comment, on: state)),
      on: target)
  }

  /// The host's comment that it answers: one that came from there, or one that was posted there.
  private func answered(_ comment: Comment, on state: DocumentState) async throws -> String? {
    guard let parent = comment.replyTo.flatMap(state.comment) else { return nil }
    if let source = parent.source {
      return source.number == echo.number && source.connection == echo.connection ? source.id : nil
    }
    return try await ledger.result(
      of: HostEcho(
        kind: .comment, connection: echo.connection, number: echo.number, document: echo.document, ref: parent.id))
  }

  /// Who said it, of what, and the words; nobody is called by them.
  private func body(of comment: Comment, on state: DocumentState, sign: String) async throws -> String {
    let name = try await ledger.names(of: [comment.author])[comment.author] ?? comment.author
    let section = comment.anchor.flatMap { anchor in state.sections.first { $0.id == anchor.section } }
    var parts = ["**\(plain(name))** on \(section.map { "*\(plain($0.title))*" } ?? "the document")"]
    if let quote = comment.anchor?.quote {
      parts.append(quote.split(separator: "\n").map { "> \(plain(String($0)))" }.joined(separator: "\n"))
    }
    parts += [plain(comment.body), "[In Countersign](\(tools.publicURL())/documents/\(state.opened.slug))", sign]
    return parts.joined(separator: "\n\n")
  }

  private func plain(_ text: String) -> String { MarkdownWords.escape(text) }
}

import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// Tokens: who has which, new ones, their ends, and others in their places.
struct TokenRoutes {
  /// For how long both tokens are good where a rotation does not say.
  private static let overlapDefault = 86_400
  /// Ten days: longer, and nobody remembers that there are two.
  private static let overlapMax = 864_000

  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("tokens", use: tokens)
    group.post("tokens", use: issue)
    group.get("tokens/{id}", use: token)
    group.post("tokens/{id}/rotation", use: rotate)
    group.delete("tokens/{id}", use: revoke)
  }

  @Sendable private func tokens(_ request: Request, _ context: ServerContext) async throws -> Response {
    let caller = try context.known()
    let page = try Page(request)
    let isAdmin = services.ledger.directory.isAdmin(caller.id)
    let found = try await services.ledger.tokens(
      of: isAdmin ? request.query("user") : caller.id, after: page.cursor, limit: page.limit)
    return Page.answer(found.map(RegistryViews.token), next: found.count == page.limit ? found.last?.issued.token : nil)
  }

  @Sendable private func token(_ request: Request, _ context: ServerContext) async throws -> Response {
    .json(RegistryViews.token(try await known(context)))
  }

  @Sendable private func issue(_ request: Request, _ context: ServerContext) async throws -> Response {
    let caller = try context.known()
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let user = try fields.text("user")
    if user != caller.id { try services.requireAdmin(caller) }
    let token = APIToken.issue(services.ledger.sources)
    let issued = TokenIssued(
      token: token.id, user: user, name: try fields.name() ?? "token", scopes: try scopes(fields, caller) ?? [],
      expiresAt: try expiry(fields))
    try mustBeWithin(caller, issued.scopes)
    return try await answer(issued, token, request, context, body)
  }

  /// The new token is like the old one, and lives as long as that was given to live.
  @Sendable private func rotate(_ request: Request, _ context: ServerContext) async throws -> Response {
    let caller = try context.known()
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body.isEmpty ? Data("{}".utf8) : body)
    let old = try await known(context)
    let now = services.ledger.sources.now()
    guard old.isLive(at: now) else {
      throw Refusal(.conflict, "token_not_live", "The token was revoked or has expired: issue another.")
    }
    try mustBeWithin(caller, old.issued.scopes)
    let overlap = try fields.optionalNumber("overlap_seconds") ?? Self.overlapDefault
    guard (0...Self.overlapMax).contains(overlap) else {
      throw fields.refusal("overlap_seconds", "must be a number from 0 to \(Self.overlapMax).")
    }
    let token = APIToken.issue(services.ledger.sources)
    let issued = TokenIssued(
      token: token.id, user: old.issued.user, name: old.issued.name, scopes: old.issued.scopes,
      expiresAt: try expiry(fields, as: old),
      replaces: ReplacedToken(token: old.issued.token, until: now.adding(seconds: Double(overlap))))
    return try await answer(issued, token, request, context, body)
  }

  @Sendable private func revoke(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try await known(context).issued.token
    return try await services.write(
      .registry(.revokeToken(id: id)), request: request, context: context
    ) { outcome in
      Answer(["id": .string(id), "revoked": true, "version": .int(outcome.version), "seq": .int(Int(outcome.seq))])
    }
  }

  private func answer(
    _ issued: TokenIssued, _ token: APIToken.Issued, _ request: Request, _ context: ServerContext, _ body: Data
  ) async throws -> Response {
    try await services.write(
      .registry(.issueToken(issued)), request: request, context: context, body: body,
      privateWrites: [.tokenSecret(token: token.id, hash: token.hash)]
    ) { outcome in
      var members: [String: Value] = [
        "id": .string(token.id), "token": .string(token.text), "user": .string(issued.user),
        "name": .string(issued.name), "scopes": Value(issued.scopes), "expires_at": Value(issued.expiresAt),
        "version": .int(outcome.version), "seq": .int(Int(outcome.seq)),
      ]
      if let replaced = issued.replaces {
        members["replaces"] = ["id": .string(replaced.token), "until": Value(replaced.until)]
      }
      return Answer(.object(members), status: 201, location: "/api/v1/tokens/\(token.id)", version: outcome.version)
    }
  }
}

extension TokenRoutes {
  /// The token of the path, where it is the caller's or the caller looks after all of them.
  private func known(_ context: ServerContext) async throws -> TokenRecord {
    let caller = try context.known()
    let id = try context.parameters.require("id")
    guard let record = try await services.ledger.tokenWithUse(id),
      record.issued.user == caller.id || services.ledger.directory.isAdmin(caller.id)
    else { throw Refusal.unknown("token", id) }
    return record
  }

  /// What is asked for; else what the caller's own token has.
  private func scopes(_ fields: Fields, _ caller: Caller) throws(Refusal) -> [String]? {
    guard let names = try fields.optionalTexts("scopes") else { return caller.scopes?.map(\.rawValue).sorted() }
    if let unknown = names.first(where: { TokenScope(rawValue: $0) == nil }) {
      throw fields.refusal("scopes", "'\(unknown)' is no scope; there are \(TokenScope.names).")
    }
    return Set(names).sorted()
  }

  /// A token with scopes gives none that is wider.
  private func mustBeWithin(_ caller: Caller, _ scopes: [String]) throws(Refusal) {
    guard let own = caller.scopes else { return }
    guard !scopes.isEmpty, Set(scopes).isSubset(of: own.map(\.rawValue)) else {
      throw Refusal(.forbidden, "scope_too_wide", "A token can make only such tokens as have no scopes beyond its own.")
    }
  }

  /// As asked for, within the greatest lifetime that the settings let a token have.
  private func expiry(_ fields: Fields, as old: TokenRecord? = nil) throws(Refusal) -> Timestamp? {
    let now = services.ledger.sources.now()
    let last = services.signIn.tokenDaysMax.map { now.adding(seconds: Double($0) * 86_400) }
    guard let asked = try fields.time("expires_at") else {
      guard let old, let end = old.givenEnd else { return last }
      let again = Timestamp(milliseconds: now.milliseconds + end.milliseconds - old.createdAt.milliseconds)
      return last.map { min($0, again) } ?? again
    }
    guard asked > now else { throw fields.refusal("expires_at", "must be in the future.") }
    if let last, asked > last {
      throw fields.refusal("expires_at", "must be at most \(services.signIn.tokenDaysMax ?? 0) days away.")
    }
    return asked
  }
}

extension TokenRecord {
  /// The end that it was given, where that is not what a rotation has left of it.
  fileprivate var givenEnd: Timestamp? { replacedBy == nil ? issued.expiresAt : nil }
}

import Crypto
package import Foundation
import HTTPTypes
import Hummingbird
package import Ledger
import Workflow

/// `cs_<id>_<secret>`: the id finds the row, the secret's hash is compared in constant time.
package enum APIToken {
  static let prefix = "cs_"
  private static let secretBytes = 32

  package struct Issued: Sendable {
    package let id: String
    package let text: String
    package let hash: Data
  }

  package static func issue(_ sources: SystemSources) -> Issued {
    let id = String(sources.newID("t").dropFirst(2))
    let secret = Data(sources.randomBytes(secretBytes)).hexadecimal
    return Issued(id: id, text: "\(prefix)\(id)_\(secret)", hash: hash(secret))
  }

  static func hash(_ secret: String) -> Data {
    Data(SHA256.hash(data: Data(secret.utf8)))
  }

  static func parts(of text: String) -> (id: String, secret: String)? {
    guard text.hasPrefix(prefix) else { return nil }
    let parts = text.dropFirst(prefix.count).split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, parts[1].count <= 128 else { return nil }
    return (String(parts[0]), String(parts[1]))
  }

  static func isEqual(_ one: Data, _ other: Data) -> Bool {
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

/// Lets nobody in without a live token of an active user.
struct Authentication: RouterMiddleware {
  typealias Context = ServerContext
  let services: ServerServices

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.caller = try await caller(of: request)
    return try await next(request, context)
  }

  private func caller(of request: Request) async throws -> Caller {
    let refused = Problem(
      status: .unauthorized, code: "unauthorized", detail: "Send a live token: Authorization: Bearer cs_….")
    guard let header = request.headers[.authorization], let token = Self.bearerToken(in: header),
      let parts = APIToken.parts(of: token),
      let (record, hash) = try await services.ledger.token(parts.id),
      APIToken.isEqual(APIToken.hash(parts.secret), hash), !record.revoked,
      record.issued.expiresAt.map({ $0 > services.ledger.sources.now() }) ?? true,
      let user = services.ledger.directory.users[record.issued.user], user.active
    else { throw refused }
    return Caller(id: user.id, kind: user.kind, tokenID: record.issued.token)
  }

  /// The scheme is written in either case (RFC 9110, section 11.1); spaces around the token are no part of it.
  private static func bearerToken(in header: String) -> String? {
    let scheme = "bearer "
    guard header.utf8.count > scheme.utf8.count, header.prefix(scheme.count).lowercased() == scheme else { return nil }
    let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    let token = header.utf8.dropFirst(scheme.utf8.count).drop(while: isSpace)
    let end = token.lastIndex { !isSpace($0) }.map { token.index(after: $0) } ?? token.startIndex
    return String(token[..<end])
  }
}

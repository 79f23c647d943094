import AsyncHTTPClient
package import Foundation
import Ledger
import NIOCore
import NIOHTTP1

/// A push, in words that every host shares.
struct HookPush: Sendable {
  let repository: String
  let ref: String
  let before: String
  let after: String
  let message: String?
  /// The author of the last commit, as the host names them.
  let author: String?
  let authorLogin: String?
  /// Added or modified since `before`, as far as the delivery tells.
  let paths: [String]

  /// An all-zero id: the branch was deleted.
  var isDeletion: Bool { after.allSatisfy { $0 == "0" } }
}

// What the worker of pushes asks of GitHub.
extension GitHubHost {
  /// Nil where the signature is missing or wrong.
  package static func verify(
    headers: [String: String], body: Data, secret: String
  ) -> (id: String, event: String)? {
    verify(RawDelivery(headers: headers, body: body), secret: ConnectionSecret(secret: secret, token: nil))
      .map { ($0.id, $0.event) }
  }

  private struct Payload: Decodable {
    struct Repository: Decodable {
      let full_name: String
    }
    struct Commit: Decodable {
      struct Author: Decodable {
        let name: String?
        let username: String?
      }
      let message: String?
      let author: Author?
      let added: [String]?
      let modified: [String]?
      let removed: [String]?
    }
    let ref: String
    let before: String
    let after: String
    let repository: Repository
    let commits: [Commit]?
    let head_commit: Commit?
  }

  static func push(from body: Data) throws -> HookPush {
    let payload = try JSONDecoder().decode(Payload.self, from: body)
    var paths: [String] = []
    for commit in payload.commits ?? [] {
      let removed = Set(commit.removed ?? [])
      paths.removeAll(where: removed.contains)
      for path in (commit.added ?? []) + (commit.modified ?? []) where !paths.contains(path) { paths.append(path) }
    }
    let head = payload.head_commit ?? payload.commits?.last
    return HookPush(
      repository: payload.repository.full_name, ref: payload.ref, before: payload.before, after: payload.after,
      message: head?.message, author: head?.author?.name, authorLogin: head?.author?.username, paths: paths)
  }

  /// The request for a file's bytes at a commit, built from the configured base and never from the payload.
  static func fileRequest(
    apiURL: String, repository: String, path: String, commit: String, token: String?
  )
    -> HTTPClientRequest
  {
    var allowed = CharacterSet.urlPathAllowed
    allowed.remove(charactersIn: "?#%")
    let encoded = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
    let base = apiURL.hasSuffix("/") ? String(apiURL.dropLast()) : apiURL
    var request = HTTPClientRequest(url: "\(base)/repos/\(repository)/contents/\(encoded)?ref=\(commit)")
    request.headers.add(name: "accept", value: "application/vnd.github.raw+json")
    request.headers.add(name: "user-agent", value: "Countersign")
    if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
    return request
  }
}

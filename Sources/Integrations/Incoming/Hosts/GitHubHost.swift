import AsyncHTTPClient
import Crypto
package import Foundation
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

/// GitHub: its signature, its payloads, its API.
package enum GitHubHost {
  /// Checks `X-Hub-Signature-256` over the raw bytes, in constant time; nil where it is missing or wrong.
  package static func verify(
    headers: [String: String], body: Data, secret: String
  ) -> (id: String, event: String)? {
    guard let signature = headers["x-hub-signature-256"], signature.hasPrefix("sha256="),
      let code = Data(hexadecimals: signature.dropFirst(7)), !secret.isEmpty,
      HMAC<SHA256>.isValidAuthenticationCode(
        code, authenticating: body, using: SymmetricKey(data: Data(secret.utf8))),
      let id = headers["x-github-delivery"], (1...100).contains(id.utf8.count), let event = headers["x-github-event"]
    else { return nil }
    return (id, event)
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

extension Data {
  /// Nil where the text is not pairs of hexadecimal digits.
  fileprivate init?(hexadecimals text: Substring) {
    let digits = text.utf8.map { byte -> UInt8? in
      switch byte {
      case 0x30...0x39: byte - 0x30
      case 0x41...0x46: byte - 0x37
      case 0x61...0x66: byte - 0x57
      default: nil
      }
    }
    guard digits.count % 2 == 0 else { return nil }
    var bytes = Data()
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      bytes.append(high << 4 | low)
    }
    self = bytes
  }
}

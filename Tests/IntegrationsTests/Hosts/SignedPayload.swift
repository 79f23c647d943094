import Crypto
import Foundation
import TestSupport

/// A recorded body, delivered as its host would.
struct SignedPayload: Sendable {
  let kind: String
  let file: String
  /// As a connection names it.
  let repository: String
  /// The host's own words of what happened: the event's header, and the second one of Gitea's kin.
  let event: String
  var eventType: String?

  /// The folder of ../shared/payloads.
  private var folder: String {
    switch kind {
    case "bitbucket_cloud": "bitbucket-cloud"
    case "bitbucket_server": "bitbucket-server"
    case "azure_devops": "azuredevops"
    default: kind
    }
  }

  func body() throws -> Data {
    guard let root = SharedFiles.root else { throw CocoaError(.fileNoSuchFile) }
    return try Data(contentsOf: root.appending(path: "payloads/\(folder)/\(file)"))
  }

  enum Signing: CaseIterable { case right, wrong, missing, empty }

  func headers(of body: Data, id: String, secret: String, _ signing: Signing = .right) -> [String: String] {
    let right = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
      .map { String(format: "%02x", $0) }.joined()
    let code =
      switch signing {
      case .right: right
      case .wrong: String(right.reversed())
      case .missing, .empty: ""
      }
    var headers = names(id: id)
    guard signing != .missing else { return headers }
    let isEmpty = signing == .empty
    switch kind {
    case "github": headers["x-hub-signature-256"] = isEmpty ? "" : "sha256=\(code)"
    case "gitlab": headers["x-gitlab-token"] = signing == .right ? secret : isEmpty ? "" : "\(secret)x"
    case "gitea": headers["x-gitea-signature"] = code
    case "forgejo": headers["x-forgejo-signature"] = code
    case "bitbucket_cloud", "bitbucket_server": headers["x-hub-signature"] = isEmpty ? "" : "sha256=\(code)"
    default:
      let password = signing == .right ? secret : "\(secret)x"
      headers["authorization"] = isEmpty ? "" : "Basic \(Data("countersign:\(password)".utf8).base64EncodedString())"
    }
    return headers
  }

  private func names(id: String) -> [String: String] {
    switch kind {
    case "github": ["x-github-event": event, "x-github-delivery": id]
    case "gitlab": ["x-gitlab-event": event, "idempotency-key": id]
    case "gitea", "forgejo":
      ["x-\(kind)-event": event, "x-\(kind)-event-type": eventType ?? event, "x-\(kind)-delivery": id]
    case "bitbucket_cloud": ["x-event-key": event, "x-request-uuid": id]
    case "bitbucket_server": ["x-event-key": event, "x-request-id": id]
    default: [:]
    }
  }
}

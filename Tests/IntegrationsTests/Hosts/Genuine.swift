import Crypto
import Documents
import Foundation
import Integrations
import Ledger

/// A delivery that is the host's, to make forgeries of.
struct Genuine: Sendable {
  /// How a host proves that a delivery is its own.
  enum Proof: Sendable, Equatable {
    /// A header with these letters before the code of the body in hexadecimal.
    case code(header: String, prefix: String)
    /// A header with the secret itself.
    case token(header: String)
    /// Standard Webhooks.
    case standard
    /// Basic, with the id and the event in the body.
    case basic
  }

  var name: String
  var kind: String
  var proof: Proof
  /// The headers of its id and its event.
  var idHeader: String
  var eventHeader: String
  var event: String
  var headers: [String: String] = [:]
  var body = Data(#"{"id":"delivery-1","eventType":"git.push","zen":"Keep it logically awesome."}"#.utf8)
  var secret = "a secret that nobody guesses"
  /// Whose password the secret is, with the user of the API's token.
  var username: String?

  var host: (any GitHost.Type)? { GitHosts.named(kind) }

  /// Nil where it is refused.
  func verified(secret other: String? = nil) -> DeliveryName? {
    host?.verify(
      RawDelivery(headers: headers, body: body),
      secret: ConnectionSecret(secret: other ?? secret, token: "api-token", username: username))
  }

  /// With the headers that the host would send, by the secret given.
  func signed(_ secret: String? = nil, body other: Data? = nil) -> Genuine {
    var made = self
    let (key, signed) = (secret ?? self.secret, other ?? body)
    if proof != .basic {
      made.headers[idHeader] = "delivery-1"
      made.headers[eventHeader] = event
    }
    switch proof {
    case .code(let header, let prefix): made.headers[header] = prefix + HookCode.of(signed, key)
    case .token(let header): made.headers[header] = key
    case .basic: made.headers["authorization"] = Self.basic("countersign", key)
    case .standard:
      made.headers["webhook-id"] = "delivery-1"
      made.headers["webhook-timestamp"] = "\(Int64(Date().timeIntervalSince1970))"
      made.headers["webhook-signature"] = Self.standard(
        made.headers["webhook-id"] ?? "", made.headers["webhook-timestamp"] ?? "", signed, key)
    }
    return made
  }

  static func basic(_ user: String, _ password: String) -> String {
    "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
  }

  static func standard(_ id: String, _ time: String, _ body: Data, _ secret: String) -> String {
    let key =
      secret.hasPrefix("whsec_") ? Data(base64Encoded: String(secret.dropFirst(6))) ?? Data() : Data(secret.utf8)
    let code = HMAC<SHA256>.authenticationCode(
      for: Data("\(id).\(time).".utf8) + body, using: SymmetricKey(data: key))
    return "v1," + Data(code).base64EncodedString()
  }

  static let github = Genuine(
    name: "github", kind: "github", proof: .code(header: "x-hub-signature-256", prefix: "sha256="),
    idHeader: "x-github-delivery", eventHeader: "x-github-event", event: "push")
  static let gitea = Genuine(
    name: "gitea", kind: "gitea", proof: .code(header: "x-gitea-signature", prefix: ""), idHeader: "x-gitea-delivery",
    eventHeader: "x-gitea-event", event: "push")
  static let forgejo = Genuine(
    name: "forgejo", kind: "forgejo", proof: .code(header: "x-forgejo-signature", prefix: ""),
    idHeader: "x-forgejo-delivery", eventHeader: "x-forgejo-event", event: "push")
  static let gogs = Genuine(
    name: "gogs", kind: "gogs", proof: .code(header: "x-gogs-signature", prefix: ""), idHeader: "x-gogs-delivery",
    eventHeader: "x-gogs-event", event: "push")
  static let cloud = Genuine(
    name: "bitbucket_cloud", kind: "bitbucket_cloud", proof: .code(header: "x-hub-signature", prefix: "sha256="),
    idHeader: "x-request-uuid", eventHeader: "x-event-key", event: "repo:push")
  static let server = Genuine(
    name: "bitbucket_server", kind: "bitbucket_server", proof: .code(header: "x-hub-signature", prefix: "sha256="),
    idHeader: "x-request-id", eventHeader: "x-event-key", event: "repo:refs_changed")
  static let gitlabToken = Genuine(
    name: "gitlab, secret token", kind: "gitlab", proof: .token(header: "x-gitlab-token"), idHeader: "idempotency-key",
    eventHeader: "x-gitlab-event", event: "Push Hook")
  static let gitlabSigned = Genuine(
    name: "gitlab, signing token", kind: "gitlab", proof: .standard, idHeader: "webhook-id",
    eventHeader: "x-gitlab-event", event: "Push Hook",
    secret: "whsec_" + Data("0123456789abcdef01234567".utf8).base64EncodedString())
  static let azure = Genuine(
    name: "azure_devops", kind: "azure_devops", proof: .basic, idHeader: "", eventHeader: "", event: "git.push",
    username: "ada@example.com")

  /// Those that sign with a code in hexadecimal.
  static let coded = [github, gitea, forgejo, gogs, cloud, server].map { $0.signed() }
  static let all = coded + [gitlabToken, gitlabSigned, azure].map { $0.signed() }
}

import Crypto
import Documents
import Foundation
import Integrations
import TestSupport

/// GitLab, for the project `acme/docs` and the token `glpat-host`.
final class GitLabHostDouble: ShellDouble {
  let kind = "gitlab"
  let token = "glpat-host"
  let shell: HostShell
  /// Whether deliveries are signed, as Standard Webhooks has it; else they bring the secret itself.
  let signs: Bool
  static let hookURL = GitHubHostDouble.hookURL

  init(signs: Bool = false) async throws {
    self.signs = signs
    shell = try await HostShell { GitLabRules(repository: $0).answer($1) }
  }

  func delivery(of happening: HostedHappening) -> HookDelivery? {
    guard let (event, value) = GitLabBodies.body(of: happening) else { return nil }
    let (body, id) = (value.encoded, shell.nextID())
    let proof = signs ? signature(id: id, of: body) : [("X-Gitlab-Token", secret)]
    return HookDelivery(
      headers: [
        ("Content-Type", "application/json"), ("X-Gitlab-Event", event), ("Idempotency-Key", id),
        ("X-Gitlab-Webhook-UUID", shell.nextID()),
      ] + proof, body: body)
  }

  /// At the present time: GitLab's are good for a few minutes.
  private func signature(id: String, of body: Data) -> [(name: String, value: String)] {
    let key = SigningKey(secret) ?? .shared(SymmetricKey(data: Data(secret.utf8)))
    return StandardWebhooks.headers(
      id: id, timestamp: Int64(Date().timeIntervalSince1970), body: body, keys: [key])
  }
}

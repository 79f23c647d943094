import Documents
import Foundation
import Integrations
import TestSupport

/// GitHub, for the repository `acme/docs` and the token `ghp_host`.
final class GitHubHostDouble: ShellDouble {
  let kind = "github"
  let token = "ghp_host"
  let shell: HostShell
  /// Whether deliveries come as forms.
  let sendsForms: Bool
  /// Of the one hook that there is.
  static let hookURL = "https://countersign.example/hooks/con_1"

  init(sendsForms: Bool = false) async throws {
    self.sendsForms = sendsForms
    shell = try await HostShell { GitHubRules(repository: $0).answer($1) }
  }

  func delivery(of happening: HostedHappening) -> HookDelivery? {
    guard let (event, value) = GitHubBodies.body(of: happening, repository: repositoryName) else { return nil }
    let body = sendsForms ? Data("payload=\(Self.formEncoded(value.encoded))".utf8) : value.encoded
    return HookDelivery(
      headers: [
        ("Content-Type", sendsForms ? "application/x-www-form-urlencoded" : "application/json"),
        ("X-GitHub-Event", event), ("X-GitHub-Delivery", shell.nextID()),
        ("X-Hub-Signature-256", "sha256=" + shell.signature(of: body)),
      ], body: body)
  }

  private static func formEncoded(_ body: Data) -> String {
    let text = String(decoding: body, as: UTF8.self)
    let encoded = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    return encoded.replacing("%20", with: "+")
  }
}

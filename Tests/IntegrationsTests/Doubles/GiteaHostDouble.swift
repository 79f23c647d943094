import Documents
import Foundation
import Integrations
import TestSupport

/// Gitea, Forgejo or Gogs, for the repository `acme/docs` and the token `gta_host`.
final class GiteaHostDouble: ShellDouble {
  /// `gitea`, `forgejo` or `gogs`.
  let kind: String
  let token = "gta_host"
  let shell: HostShell

  init(_ kind: String = "gitea") async throws {
    self.kind = kind
    let isGogs = kind == "gogs"
    shell = try await HostShell { repository, request in
      guard request.headers["authorization"] == "token gta_host" else {
        return .json(401, ["message": "token is required"])
      }
      let path = request.segments
      guard path.count >= 5, Array(path[0..<5]) == ["api", "v1", "repos", "acme", "docs"] else {
        return GiteaRules.notFound
      }
      let rest = Array(path.dropFirst(5))
      return isGogs
        ? GogsRules(repository: repository).answer(rest, request)
        : GiteaRules(repository: repository).answer(rest, request)
    }
  }

  /// Forgejo sends Gitea's headers and Gogs' besides its own, each with the same signature.
  func delivery(of happening: HostedHappening) -> HookDelivery? {
    guard let told = GiteaBodies.body(of: happening, isGogs: kind == "gogs") else { return nil }
    let (body, id) = (told.body.encoded, shell.nextID())
    let signature = shell.signature(of: body)
    let names = ["forgejo": ["Forgejo", "Gitea", "Gogs"], "gitea": ["Gitea", "Gogs"]][kind] ?? ["Gogs"]
    let headers = names.flatMap { name in
      [
        ("X-\(name)-Event", told.event), ("X-\(name)-Event-Type", told.type), ("X-\(name)-Delivery", id),
        ("X-\(name)-Signature", signature),
      ]
    }
    return HookDelivery(headers: [("Content-Type", "application/json")] + headers, body: body)
  }
}

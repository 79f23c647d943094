package import Documents
package import Ledger
package import Workflow

/// Gitea (API version 1; 1.20 and later).
package struct GiteaHost: GiteaForge {
  package static let kind = "gitea"

  package let calls: HostCalls

  package init(_ api: HostAPI) { calls = .gitea(api) }

  package static func verify(_ delivery: RawDelivery, secret: ConnectionSecret) -> DeliveryName? {
    GiteaDeliveries.verify(delivery, "gitea", secret: secret)
  }
}

/// Forgejo, whose API is Gitea's.
package struct ForgejoHost: GiteaForge {
  package static let kind = "forgejo"

  package let calls: HostCalls

  package init(_ api: HostAPI) { calls = .gitea(api) }

  /// Its own header decides where there is one, also an empty one; it sends Gitea's besides.
  package static func verify(_ delivery: RawDelivery, secret: ConnectionSecret) -> DeliveryName? {
    let isOwn = delivery.headers["x-forgejo-signature"] != nil
    return GiteaDeliveries.verify(delivery, isOwn ? "forgejo" : "gitea", secret: secret)
  }
}

/// What Gitea and Forgejo have in common, which is all but their headers.
package protocol GiteaForge: GitHost {
  var calls: HostCalls { get }
}

extension GiteaForge {
  package static var defaultAPI: String? { nil }
  /// Old versions sent the hook's secret in the body.
  package static var secretMembers: Set<String> { ["secret"] }

  package static func check(repository: String) throws(Refusal) {
    guard RepositoryPath.isName(repository, parts: 2...2) else {
      throw Refusal.field("repository", "must be owner/name.")
    }
  }

  package static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    try GiteaDeliveries.facts(of: event, body: body)
  }
}

extension HostCalls {
  /// Of Gitea, Forgejo and Gogs.
  static func gitea(_ api: HostAPI) -> HostCalls {
    let version = api.base.hasSuffix("/api/v1") ? [] : ["api", "v1"]
    return HostCalls(
      api: api, headers: api.token.map { [("authorization", "token \($0)")] } ?? [],
      root: version + ["repos"] + api.repository.split(separator: "/").map(String.init), sizeName: "limit")
  }

  /// An operator may have set pages to be smaller than is asked for: the last is the empty one, or the one that says so.
  func giteaList(_ path: [String], _ query: Query = []) async throws(DeliveryFailure) -> [Value]? {
    try await list(path, query, isLast: { answer, _, _ in answer.headers["x-hasmore"] == "false" })
  }
}

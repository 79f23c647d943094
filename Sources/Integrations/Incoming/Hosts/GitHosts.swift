/// The hosts that a connection may name.
package enum GitHosts {
  package static let all: [any GitHost.Type] = [
    GitHubHost.self, GitLabHost.self, GiteaHost.self, ForgejoHost.self, GogsHost.self, BitbucketCloudHost.self,
    BitbucketServerHost.self, AzureDevOpsHost.self, PlainGitHost.self,
  ]

  /// Nil where there is none of that kind.
  package static func named(_ kind: String) -> (any GitHost.Type)? { all.first { $0.kind == kind } }
}

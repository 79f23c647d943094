/// The doubles of all hosts that have reviews and checks; GitHub's forms and GitLab's signatures are a case each.
enum HostDoubles {
  static let kinds = [
    "github", "github as forms", "gitlab", "gitlab signing", "gitea", "forgejo", "bitbucket_cloud", "bitbucket_server",
    "azure_devops",
  ]

  static func make(_ kind: String) async throws -> any HostDouble {
    switch kind {
    case "github": try await GitHubHostDouble()
    case "github as forms": try await GitHubHostDouble(sendsForms: true)
    case "gitlab": try await GitLabHostDouble()
    case "gitlab signing": try await GitLabHostDouble(signs: true)
    case "bitbucket_cloud": try await BitbucketCloudDouble()
    case "bitbucket_server": try await BitbucketServerDouble()
    case "azure_devops": try await AzureDevOpsDouble()
    default: try await GiteaHostDouble(kind)
    }
  }
}

/// Git hosts, each with what is to be done there before and after.
extension SetupGuide {
  static let hosts: [SetupGuide] = [
    gitHubHost, gitLabHost, giteaHost("gitea", "Gitea"), giteaHost("forgejo", "Forgejo"), gogsHost, bitbucketCloud,
    bitbucketServer, azureDevOps, plainGit,
  ]

  private static let comesIn = "Pushes become drafts, and reviews of change requests verdicts."

  /// What every host asks for, with the host's own words.
  private static func fields(
    repository: String, api: Field?, username: Field? = nil, hasToken: Bool = true
  ) -> [Field] {
    var fields = [Field("repository", "Repository", hint: repository, isRequired: true)]
    if let api { fields.append(api) }
    if let username { fields.append(username) }
    if hasToken {
      fields.append(Field("token", "Token", .secret, hint: "It is sealed, and shown to nobody again."))
    }
    return fields
  }

  private static let gitHubHost = SetupGuide(
    "github", "GitHub", comes: comesIn,
    [
      "Under “Developer settings” make a fine-grained token for the repository: read contents and pull requests, read "
        + "and write commit statuses, and webhooks where failed deliveries are to be asked for again.",
      "Make the connection below. The next page shows the hook address and the secret.",
      "In the repository's settings add a webhook with both, the content type application/json, and the events pushes, "
        + "pull requests, reviews, review comments and issue comments.",
      "To hold merges, require the checks countersign/… in a ruleset.",
    ],
    fields(
      repository: "owner/name",
      api: Field("api_url", "Address of the API", hint: "Left empty for github.com; else https://HOST/api/v3.")))

  private static let gitLabHost = SetupGuide(
    "gitlab", "GitLab", comes: comesIn,
    [
      "In the project's settings add an access token with the scope api and the role Developer.",
      "Make the connection below. The next page shows the hook address and the secret.",
      "In the project's settings add a webhook with both, the secret as its secret token, for push events, merge request "
        + "events and comments.",
      "To hold merges, make “Pipelines must succeed” a merge check.",
    ],
    fields(
      repository: "The path with its groups, such as acme/platform/docs.",
      api: Field("api_url", "Address of the server", hint: "Left empty for gitlab.com.")))

  private static func giteaHost(_ kind: String, _ title: String) -> SetupGuide {
    SetupGuide(
      kind, title, comes: comesIn,
      [
        "With an account that may write to the repository make a token, under “Applications”, that may write the "
          + "repository and its issues.",
        "Make the connection below. The next page shows the hook address and the secret.",
        "In the repository's settings add a \(title) webhook with both, POST, application/json, and the custom events "
          + "push, pull request, synchronized, reviewed and comment.",
        "To hold merges, enable the status check countersign/* in the branch's protection.",
      ],
      fields(repository: "owner/name", api: server))
  }

  private static let server = Field(
    "api_url", "Address of the server", hint: "As people open it, without /api/v1.", isRequired: true)

  private static let gogsHost = SetupGuide(
    "gogs", "Gogs", comes: "Pushes become drafts; its API has neither reviews nor statuses.",
    [
      "With an account that may write to the repository make a token, under “Applications”.",
      "Make the connection below. The next page shows the hook address and the secret.",
      "In the repository's settings add a Gogs webhook with both, for pushes, pull requests and comments.",
    ],
    fields(repository: "owner/name", api: server))

  private static let bitbucketCloud = SetupGuide(
    "bitbucket_cloud", "Bitbucket Cloud", comes: comesIn,
    [
      "In the repository's settings make an access token that may read repositories and write pull requests.",
      "Make the connection below. The next page shows the hook address and the secret.",
      "In the repository's settings add a webhook with both, for pushes and for all that happens to pull requests and "
        + "their comments.",
      "To hold merges, require passing builds in the branch restrictions.",
    ],
    fields(
      repository: "workspace/slug", api: nil,
      username: Field("username", "User name", hint: "With an app password of a person; else left empty.")))

  private static let bitbucketServer = SetupGuide(
    "bitbucket_server", "Bitbucket Data Center", comes: comesIn,
    [
      "Make an HTTP access token of the repository or of an account, with the permission to write the repository.",
      "Make the connection below. The next page shows the hook address and the secret.",
      "In the repository's settings create a webhook with both, for pushes and for all that happens to pull requests.",
      "To hold merges, require successful builds in the merge checks.",
    ],
    fields(
      repository: "KEY/slug",
      api: Field("api_url", "Address of the server", hint: "Such as https://bitbucket.example.com.", isRequired: true)))

  private static let azureDevOps = SetupGuide(
    "azure_devops", "Azure DevOps", comes: comesIn,
    [
      "Make a personal access token that may read and write code and its status.",
      "Make the connection below. The next page shows the hook address and the secret.",
      "Under “Service hooks” subscribe a web hook to code pushed and to pull requests created, updated, merge attempted "
        + "and commented on: the user name countersign, the secret as the password, all resource details.",
      "To hold merges, add a status check of countersign/… to the branch's policies.",
    ],
    fields(
      repository: "project/repository",
      api: Field(
        "api_url", "Address of the organisation", hint: "Such as https://dev.azure.com/fabrikam.", isRequired: true)))

  private static let plainGit = SetupGuide(
    "git", "Plain git", comes: "Pushes become drafts, of a repository without a host.",
    [
      "Name the directories that may be read in the server's settings (git, roots), or give the daemon's user an ssh key "
        + "for a repository elsewhere.",
      "Make the connection below. The next page shows the hook address and the secret.",
      "Install the post-receive hook of the documentation in the repository, with both in its git configuration.",
    ],
    fields(repository: "The path, or the ssh address.", api: nil, hasToken: false))
}

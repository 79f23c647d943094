/// Trackers, and what is for programs.
extension SetupGuide {
  private static let issues = "One issue for each document: commented at each stage, closed with its approval."
  private static let perIssue = Field(
    "settings.issue_per", "An issue for each", .choice([("document", "Document"), ("step", "Step of a pipeline")]))
  private static let token = Field(
    "settings.token", "Token", .secret, hint: "It is sealed, and shown to nobody again.", isRequired: true)

  private static func status(_ hint: String) -> [Field] {
    [
      Field("settings.status_map.in_review", "In review is called there", hint: hint),
      Field("settings.status_map.approved", "Approved is called there"),
    ]
  }

  static let trackers: [SetupGuide] = [gitHub, gitLab, gitea, jira, linear, redmine]
  static let programs: [SetupGuide] = [webhook, cloudEvents]

  private static let gitHub = SetupGuide(
    "github_issues", "GitHub issues", comes: issues,
    [
      "Make an account for Countersign and give it write access to the repository; without it GitHub drops labels "
        + "silently.",
      "As that account, under “Developer settings”, make a fine-grained token for this one repository that may read and "
        + "write issues. Copy it.",
      "Keep the address below for github.com; for a server of your own it ends with /api/v3.",
    ],
    [
      Field("url", "Address of the API", value: "https://api.github.com", isRequired: true),
      Field("settings.repository", "Repository", hint: "owner/name", isRequired: true), token,
      Field(
        "settings.label", "Label", hint: "By which our issues are found again; countersign where it is left empty."),
      perIssue,
    ])

  private static let gitLab = SetupGuide(
    "gitlab_issues", "GitLab issues", comes: issues,
    [
      "In the project's settings, under “Access tokens”, add one with the role Reporter at least and the scope api.",
      "Copy it. The token's own bot is who makes the issues.",
      "Fill in the server's address and the project's path with its groups.",
    ],
    [
      Field("url", "Address of the server", value: "https://gitlab.com", isRequired: true),
      Field("settings.project", "Project", hint: "Such as acme/docs, or its number.", isRequired: true), token,
      Field(
        "settings.label", "Label", hint: "By which our issues are found again; countersign where it is left empty."),
      perIssue,
    ])

  private static let gitea = SetupGuide(
    "gitea_issues", "Gitea and Forgejo issues", comes: issues,
    [
      "Make a user for Countersign that may write the repository's issues.",
      "In its settings, under “Applications”, generate a token that may read and write issues and, for a label, read "
        + "the repository. Copy it.",
      "Fill in the server's address as people open it.",
    ],
    [
      Field("url", "Address of the server", hint: "Such as https://git.example.org.", isRequired: true),
      Field("settings.repository", "Repository", hint: "owner/name", isRequired: true), token,
      Field("settings.label", "Label", hint: "It must be there already; left empty, issues get none."), perIssue,
    ])

  private static let jira = SetupGuide(
    "jira", "Jira", comes: issues,
    [
      "Make an account for Countersign that may browse the project, create, edit and transition issues, and comment.",
      "As that account make an API token in the Atlassian account's security settings, and copy it.",
      "Fill in the site's address, the project's key, and how your workflow calls the statuses.",
    ],
    [
      Field("url", "Address of the site", hint: "Such as https://acme.atlassian.net.", isRequired: true),
      Field("settings.project", "Project key", hint: "Such as ARCH.", isRequired: true),
      Field("settings.email", "E-mail address of the account", hint: "Left empty, the token is sent as one of OAuth."),
      token, Field("settings.issue_type", "Issue type", hint: "Task where it is left empty."),
    ] + status("A status of the project's workflow, such as In Review.") + [perIssue])

  private static let linear = SetupGuide(
    "linear", "Linear", comes: issues,
    [
      "Best make a user of its own for Countersign: issues are made in the name of whoever made the key.",
      "In the settings, under “Security & access”, make a personal API key that may read and write in the one team.",
      "Copy it, and keep the address below as it is.",
    ],
    [
      Field("url", "Address of the API", value: "https://api.linear.app/graphql", isRequired: true),
      Field("settings.team", "Team", hint: "Its key, such as ENG.", isRequired: true), token,
      Field("settings.workspace", "Workspace", hint: "As it stands in addresses; needed to mention people."),
    ] + status("A state of the team, such as In Review.") + [perIssue])

  private static let redmine = SetupGuide(
    "redmine", "Redmine", comes: issues,
    [
      "As an administrator switch the REST web service on, under “Settings”, “API”.",
      "Make a user for Countersign in the project, with a role that may view, add and edit issues, add notes, and set "
        + "the statuses that are named below.",
      "As that user show the API access key under “My account”, and copy it.",
      "See under “Settings”, “General” how text is formatted, and choose the same below.",
    ],
    [
      Field("url", "Address", hint: "As people open it.", isRequired: true),
      Field("settings.project", "Project", hint: "Its identifier, as in addresses.", isRequired: true), token,
      Field(
        "settings.formatting", "Text formatting",
        .choice([("textile", "Textile"), ("markdown", "Markdown or CommonMark"), ("none", "None")])),
      Field("settings.tracker", "Tracker", hint: "Its name; the project's first where it is left empty."),
    ] + status("A status of Redmine, such as In Progress.") + [perIssue])

  private static let signature = Field(
    "settings.signature", "Signature",
    .choice([("v1", "A shared secret (HMAC-SHA256)"), ("v1a", "A public key (ed25519)")]))

  private static let webhook = SetupGuide(
    "webhook", "Webhook", comes: "Each event as JSON, signed as Standard Webhooks has it.",
    [
      "Have your program take POST requests at an address that this server reaches, and answer 2xx once it has kept them.",
      "Make the endpoint below, and give your program the secret that is then shown.",
      "Let it check the signature of each request and refuse a time that is more than five minutes off.",
      "Send a test, and see how it was answered.",
    ],
    [Field("url", "Address", hint: "Where your program listens.", isRequired: true), signature])

  private static let cloudEvents = SetupGuide(
    "cloudevents", "CloudEvents", comes: "Each event as a CloudEvent 1.0 in structured mode.",
    [
      "Have your broker or program take CloudEvents in structured mode at an address that this server reaches.",
      "Where it asks for a bearer token, fill that in below.",
      "Make the endpoint, keep the secret that is then shown, and send a test.",
    ],
    [
      Field("url", "Address", isRequired: true),
      Field("settings.token", "Bearer token", .secret, hint: "Left empty where it asks for none."), signature,
    ])
}

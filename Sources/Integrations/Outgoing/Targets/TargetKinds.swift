package import Workflow

/// Every kind of endpoint that there is.
package enum TargetKinds {
  static let all: [any Target.Type] = [
    WebhookTarget.self, CloudEventsTarget.self,
    SlackTarget.self, DiscordTarget.self, MattermostTarget.self, RocketChatTarget.self,
    TeamsTarget.self, GoogleChatTarget.self, ZulipTarget.self, MatrixTarget.self,
    GitHubIssuesTarget.self, GitLabIssuesTarget.self, GiteaIssuesTarget.self,
    RedmineTarget.self, JiraTarget.self, LinearTarget.self,
  ]

  package static var names: [String] { all.map { $0.kind } }

  /// Throws a refusal that names the kinds that there are.
  package static func type(of kind: String) throws(Refusal) -> any Target.Type {
    guard let type = all.first(where: { $0.kind == kind }) else {
      throw Refusal.field("kind", "there is no kind '\(kind)'; there are \(names.joined(separator: ", ")).")
    }
    return type
  }

  /// Throws a refusal that names the setting that will not do.
  package static func make(_ kind: String, _ settings: TargetSettings) throws(Refusal) -> any Target {
    let type = try type(of: kind)
    _ = try LanePace(settings, traits: type.traits)
    _ = try ChatHours(settings)
    return try type.init(settings)
  }
}

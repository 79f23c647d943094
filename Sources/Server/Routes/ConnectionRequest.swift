import Documents
import Foundation
import Ledger
import Workflow

/// What a request says of a connection.
struct ConnectionRequest {
  private static let secretBytes = 32
  private static let pathsMax = 100
  private static let identitiesMax = 10_000
  /// Characters of a secret that somebody chose: below it can be guessed.
  private static let secretMin = 16
  private static let secretMax = 500

  let fields: Fields
  let services: ServerServices

  func created(id: String) async throws -> ConnectionCreated {
    let (host, repository) = (try fields.text("host"), try fields.text("repository"))
    let traits = try services.hostKinds.check(host: host, repository: repository)
    let settings = try settings()
    return ConnectionCreated(
      connection: id, name: try fields.name() ?? repository, host: host, repository: repository,
      apiURL: try await address(traits), branch: try branch(), paths: try paths(), project: try await project(),
      template: try await template(), workflow: try await workflow(), identities: try identities(),
      settings: settings)
  }

  func secret() throws(Refusal) -> ConnectionSecret {
    let chosen = try fields.optionalText("secret")
    if let chosen, !(Self.secretMin...Self.secretMax).contains(chosen.count) {
      throw fields.refusal("secret", "must be \(Self.secretMin) to \(Self.secretMax) characters, or left out.")
    }
    return ConnectionSecret(
      secret: chosen ?? Data(services.ledger.sources.randomBytes(Self.secretBytes)).hexadecimal,
      token: try fields.optionalText("token"), username: try fields.optionalText("username"))
  }

  private func address(_ traits: HostTraits) async throws -> String {
    guard traits.hasAPI else { return "" }
    guard let url = try fields.optionalText("api_url") ?? traits.defaultAPI else {
      throw fields.refusal("api_url", "is needed: the address of the server, such as https://git.example.com.")
    }
    try await services.checkTarget(url, "api_url")
    return url
  }

  private func branch() throws(Refusal) -> String {
    let branch = try fields.optionalText("branch") ?? "main"
    let isPlain = branch.unicodeScalars.allSatisfy {
      $0.value > 32 && $0.value != 127 && !"~^:?*[\\".unicodeScalars.contains($0)
    }
    guard (1...200).contains(branch.count), isPlain, !branch.hasPrefix("-"), !branch.contains("..") else {
      throw fields.refusal("branch", "must be the name of a branch, without refs/heads/.")
    }
    return branch
  }

  private func paths() throws(Refusal) -> [String] {
    let paths = try fields.optionalTexts("paths") ?? ["**/*.md"]
    guard (1...Self.pathsMax).contains(paths.count), paths.allSatisfy({ (1...500).contains($0.count) }) else {
      throw fields.refusal("paths", "must be 1 to \(Self.pathsMax) patterns such as docs/architecture/*.md.")
    }
    return paths
  }

  private func project() async throws -> String? {
    guard let project = try fields.optionalText("project") else { return nil }
    guard try await services.ledger.project(project) != nil else {
      throw fields.refusal("project", "there is no project '\(project)'.")
    }
    return project
  }

  private func template() async throws -> String? {
    guard let template = try fields.optionalText("template") else { return nil }
    guard try await services.ledger.template(template) != nil else {
      throw fields.refusal("template", "there is no template '\(template)'.")
    }
    return template
  }

  private func workflow() async throws -> String? {
    guard let workflow = try fields.optionalText("workflow") else { return nil }
    guard try await services.ledger.workflow(workflow) != nil else {
      throw fields.refusal("workflow", "there is no workflow '\(workflow)'.")
    }
    return workflow
  }

  /// `{"login": "user"}`.
  private func identities() throws(Refusal) -> [String: String]? {
    guard let identities = try fields.optionalTextMap("identities") else { return nil }
    guard identities.count <= Self.identitiesMax else {
      throw fields.refusal("identities", "may have \(Self.identitiesMax) members.")
    }
    for (login, user) in identities where services.ledger.directory.users[user] == nil {
      throw fields.refusal("identities.\(login)", "there is no user '\(user)'.")
    }
    return identities
  }

  private func settings() throws(Refusal) -> ConnectionSettings? {
    guard let members = try fields.optionalObject("settings") else { return nil }
    let given = try Fields(.object(members), prefix: "settings")
    var settings = ConnectionSettings()
    let known = Set(ConnectionSettings.names)
    if let other = members.keys.sorted().first(where: { !known.contains($0) }) {
      throw given.refusal(other, "is no setting of a connection: there are \(known.sorted().joined(separator: ", ")).")
    }
    settings.history = try given.optionalFlag("history") ?? settings.history
    settings.check = try given.optionalFlag("check") ?? settings.check
    settings.comments = try choice("comments", in: given) ?? settings.comments
    settings.writeBack = try choice("write_back", in: given) ?? settings.writeBack
    if let minutes = try given.optionalNumber("reconcile_minutes") {
      guard (1...10_080).contains(minutes) else {
        throw given.refusal("reconcile_minutes", "must be 1 to 10080, a week.")
      }
      settings.reconcileMinutes = minutes
    }
    return settings
  }

  private func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, in given: Fields
  ) throws(Refusal) -> Choice? {
    guard let word = try given.optionalText(name) else { return nil }
    guard let choice = Choice(rawValue: word) else {
      let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw given.refusal(name, "must be one of \(words).")
    }
    return choice
  }
}

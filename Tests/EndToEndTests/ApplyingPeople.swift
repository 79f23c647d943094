import Documents
import Foundation
import TestSupport
import Testing

/// Users, groups and roles from a file.
@Suite struct ApplyingPeople {
  private static let file = """
    users:
      ada: { name: Ada Lovelace, email: ada@example.org, roles: [member, { role: architect, project: billing }] }
      bot: { kind: agent, roles: [member] }
      sam:
    groups:
      security: { name: Security, members: [ada, sam], roles: [security-lead] }
    """

  private func apply(_ team: Team, _ yaml: String, _ options: String = "") throws -> String {
    let folder = team.daemon.directory.appending(path: "people")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(yaml.utf8).write(to: folder.appending(path: "people.yaml"))
    return try team.daemon.shell("countersign people apply people.yaml \(options); echo \"exit $?\"", in: folder)
  }

  @Test("the dry run says what the run does, and the second run has nothing to do")
  func applying() async throws {
    let team = try Team()
    let before = try await team.admin.send("GET", "users").json
    let planned = try apply(team, Self.file, "--dry-run")
    #expect(planned.contains("Nothing was written.") && planned.contains("exit 0"))
    #expect(planned.contains("architect in billing") && planned.contains("security-lead"))
    #expect(try await team.admin.send("GET", "users").json == before)
    let applied = try apply(team, Self.file)
    let table = { (text: String) in
      text.split(separator: "\n").prefix { !$0.hasPrefix("Nothing was") && !$0.hasPrefix("Applied") }
    }
    #expect(table(planned) == table(applied) && applied.contains("Applied: "))
    let ada = try await team.admin.send("GET", "users/ada").json
    #expect(ada["email"] == "ada@example.org" && ada["roles"]?.items.count == 2)
    #expect(try await team.admin.send("GET", "users/bot").json["kind"] == "agent")
    #expect(try await team.admin.send("GET", "groups/security").json["members"] == ["ada", "sam"])
    #expect(try apply(team, Self.file).contains("Nothing to change"))
    let changed = Self.file.replacing("architect, project: billing", with: "writer").replacing(
      "Ada Lovelace", with: "Ada")
    let second = try apply(team, changed)
    #expect(second.contains("writer") && second.contains("remove") && !second.contains("bot"))
    #expect(team.daemon.stop() == 0)
  }

  @Test("who is not in the file stays, unless it is to be pruned; whoever asks stays in any case")
  func pruning() async throws {
    let team = try Team()
    _ = try apply(team, Self.file)
    let smaller = "users:\n  ada: { roles: [member] }\n"
    #expect(!(try apply(team, smaller)).contains("sam"))
    #expect(try await team.admin.send("GET", "users/sam").json["active"] == true)
    let pruned = try apply(team, smaller, "--prune")
    #expect(pruned.contains("sam") && pruned.contains("security"))
    #expect(try await team.admin.send("GET", "users/sam").json["active"] == false)
    #expect(try await team.admin.send("GET", "groups/security").status == 404)
    #expect(try await team.admin.send("GET", "me").status == 200)
    #expect(team.daemon.stop() == 0)
  }

  @Test(
    "a bad file is refused whole, by line and field",
    arguments: [
      ("users:\n  ada: { nmae: Ada }\n", "line 2", "nmae"), ("people:\n  ada:\n", "line 1", "people"),
      ("users:\n  ada:\n    kind: robot\n", "line 3", "kind"), ("users:\n  Ada Lovelace:\n", "line 2", "Ada Lovelace"),
      ("users:\n  ada:\n    roles: [{ project: p }]\n", "line 3", "role"), ("users: [\n", "line", "YAML"),
      ("groups:\n  g:\n    members: ada\n", "line 3", "members"),
      ("users:\n  ada: { active: maybe }\n", "line 2", "active"),
      ("users:\n  ada: { roles: member }\n", "line 2", "roles"), ("", "line 1", "empty"),
      ("users:\n  bo:\ngroups:\n  g: { members: [nobody] }\n", "groups.g.members", "nobody"),
      ("users:\n  countersign:\n", "users.countersign", "own"),
    ])
  func refusing(yaml: String, place: String, word: String) async throws {
    let team = try Team()
    let before = try await team.admin.send("GET", "events?limit=200").json
    let said = try apply(team, yaml)
    #expect(said.contains(place) && said.contains(word) && said.contains("exit 1"), "\(said)")
    #expect(try await team.admin.send("GET", "events?limit=200").json == before)
    #expect(team.daemon.stop() == 0)
  }
}

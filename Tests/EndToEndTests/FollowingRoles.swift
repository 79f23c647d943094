import Documents
import Foundation
import TestSupport
import Testing

/// Roles that an issuer gives and takes after a user was made.
@Suite struct FollowingRoles {
  private func team() async throws -> (SignInTeam, SigningKey) {
    let key = SigningKey.p256("k")
    let team = try await SignInTeam(
      keys: [key],
      issuerLines: [
        "provision:", "  roles_claim: groups", "  roles: {architects: architect, admins: admin}",
        "  roles_follow: true",
      ])
    return (team, key)
  }

  private func roles(_ team: SignInTeam, _ user: String) async throws -> [String] {
    let items = try await team.admin.send("GET", "users/\(user)").json["roles"]?.items ?? []
    return items.map { [$0["role"]?.string, $0["project"]?.string].compactMap { $0 }.joined(separator: "@") }.sorted()
  }

  @Test("each login gives and takes what the claim says, and leaves other roles and those of a project")
  func logins() async throws {
    let (team, _) = try await team()
    try await team.register("alice", as: "u-1")
    #expect(
      try await team.admin.send(
        "PATCH", "users/alice", ["roles": ["auditor", ["role": "architect", "project": "pay"]]]
      ).status == 200)
    var browser = try await team.signedIn(["groups": ["admins", "architects", "others"]])
    #expect(try await roles(team, "alice") == ["admin", "architect", "architect@pay", "auditor"])
    #expect(try await browser.send("GET", "/api/v1/backups").status == 200)
    _ = try await team.signedIn(["groups": ["architects"]])
    #expect(try await roles(team, "alice") == ["architect", "architect@pay", "auditor"])
    // The session that was opened as an admin's is an admin's no more.
    #expect(try await browser.send("GET", "/api/v1/backups").status == 403)
    _ = try await team.signedIn()
    #expect(try await roles(team, "alice") == ["architect@pay", "auditor"])
    let events = try await team.admin.send("GET", "events?type=role.revoked").json["items"]?.items ?? []
    #expect(events.count { $0["data"]?["user"] == "alice" && $0["data"]?["role"] == "admin" } == 1)
    team.daemon.stop()
  }

  @Test("an older token does not bring back what a newer one took, and the last admin stays one")
  func tokens() async throws {
    let (team, key) = try await team()
    try await team.register("alice", as: "u-1")
    let now = Int(Date().timeIntervalSince1970)
    let token = { (age: Int, groups: [Value]) in
      try key.token(
        team.issuer.claims(audience: "countersign-api", ["iat": .int(now - age), "groups": .array(groups)]))
    }
    let older = try token(20, ["admins"])
    #expect(try await team.caller(older).status == 200)
    #expect(try await roles(team, "alice") == ["admin", "member"])
    #expect(try await team.caller(try token(10, [])).status == 200)
    #expect(try await roles(team, "alice") == ["member"])
    #expect(try await team.caller(older).status == 200)
    #expect(try await roles(team, "alice") == ["member"])
    #expect(try await team.caller(try token(5, ["admins"])).status == 200)
    #expect(try await team.admin.send("PATCH", "users/admin", ["active": false]).status == 200)
    let alice = TestClient(url: team.daemon.url, token: try token(1, []))
    #expect(try await alice.send("GET", "users/alice").json["roles"]?.items.contains { $0["role"] == "admin" } == true)
    team.daemon.stop()
  }
}

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
    #expect(try await browser.send("GET", "/api/v1/endpoints").status == 200)
    _ = try await team.signedIn(["groups": ["architects"]])
    #expect(try await roles(team, "alice") == ["architect", "architect@pay", "auditor"])
    // The session that was opened as an admin's is an admin's no more.
    #expect(try await browser.send("GET", "/api/v1/endpoints").status == 403)
    _ = try await team.signedIn()
    #expect(try await roles(team, "alice") == ["architect@pay", "auditor"])
    let events = try await team.admin.send("GET", "events?type=role.revoked").json["items"]?.items ?? []
    #expect(events.count { $0["data"]?["user"] == "alice" && $0["data"]?["role"] == "admin" } == 1)
    team.daemon.stop()
  }

  @Test("a bearer token changes no roles, nor does a claim that the issuer left out; one text is one value")
  func otherClaims() async throws {
    let (team, key) = try await team()
    try await team.register("alice", as: "u-1", role: "architect")
    let token = try key.token(team.issuer.claims(audience: "countersign-api", ["groups": ["admins"]]))
    #expect(try await team.caller(token).status == 200)
    #expect(try await roles(team, "alice") == ["architect"])
    _ = try await team.signedIn(["_claim_names": ["groups": "src1"]])
    #expect(try await roles(team, "alice") == ["architect"])
    _ = try await team.signedIn(["groups": "former admins"])
    #expect(try await roles(team, "alice") == ["member"])
    _ = try await team.signedIn(["groups": "admins"])
    #expect(try await roles(team, "alice") == ["admin"])
    team.daemon.stop()
  }

  @Test("the last admin stays one, and the rest of the claim is followed")
  func lastAdmin() async throws {
    let (team, _) = try await team()
    try await team.register("alice", as: "u-1")
    let browser = try await team.signedIn(["groups": ["admins"]])
    #expect(try await team.admin.send("PATCH", "users/admin", ["active": false]).status == 200)
    _ = try await team.signedIn(["groups": ["architects"]])
    var reading = browser
    let items = try await reading.send("GET", "/api/v1/users/alice").json["roles"]?.items ?? []
    #expect(Set(items.map { $0["role"] }) == ["admin", "architect"])
    team.daemon.stop()
  }
}

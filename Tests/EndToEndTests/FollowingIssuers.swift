import Documents
import Foundation
import TestSupport
import Testing

/// Issuers change their keys, and name people whom the daemon does not know yet.
@Suite struct FollowingIssuers {
  private static func claims(_ team: SignInTeam, _ more: [String: Value] = [:]) -> [String: Value] {
    team.issuer.claims(audience: "countersign-api", more)
  }

  @Test("keys that can do no good are passed over, and the others of their set are used")
  func sets() async throws {
    let (good, weak) = (SigningKey.p256("good"), try SigningKey.rsa("weak", bits: 1024))
    let shared = SigningKey.hmac("shared", secret: Data("secret".utf8))
    let team = try await SignInTeam(keys: [shared, weak, good], issuerLines: ["match: id"])
    let claims = Self.claims(team, ["sub": "admin"])
    #expect(try await team.caller(try good.token(claims)).id == "admin")
    for key in [weak, shared] { #expect(try await team.caller(try key.token(claims)).status == 401) }
    // Without the name of a key, the one of its algorithm is meant.
    let unnamed = try good.token(
      header: #"{"alg":"ES256"}"#, claims: String(decoding: Value.object(claims).encoded, as: UTF8.self))
    #expect(try await team.caller(unnamed).id == "admin")
    team.daemon.stop()
  }

  @Test("while an issuer gives no keys, the daemon says so and lets nobody in")
  func unreachable() async throws {
    let key = SigningKey.p256("k")
    let team = try await SignInTeam(keys: [key], issuerLines: ["match: id"])
    let token = try key.token(Self.claims(team, ["sub": "admin"]))
    for answer in [
      LoopbackReceiver.Answer(status: 500), LoopbackReceiver.Answer(body: Data("no JSON".utf8)),
      LoopbackReceiver.Answer(body: Data(count: 300 * 1024)),
    ] {
      team.issuer.change { $0.keysAnswer = answer }
      let status = try await team.caller(token).status
      #expect(status == 503 || status == 401)
    }
    team.issuer.change { $0.keysAnswer = nil }
    let client = TestClient(url: team.daemon.url, token: token)
    let isIn = try await eventually { try await client.send("GET", "me").status == 200 }
    #expect(isIn)
    team.daemon.stop()
  }

  @Test("algorithms that the settings leave out are refused, and a token's scopes are those of its claim")
  func settings() async throws {
    let (curve, edwards) = (SigningKey.p256("e"), SigningKey.ed25519("d"))
    let team = try await SignInTeam(
      keys: [curve, edwards], issuerLines: ["match: id", "algorithms: [ES256]", "scopes_claim: scope"])
    let claims = Self.claims(team, ["sub": "admin", "scope": "openid read"])
    #expect(try await team.caller(try edwards.token(claims)).status == 401)
    let token = try curve.token(claims)
    let me = try await team.caller(token).answer
    #expect(me.status == 200 && me.json["scopes"] == ["read"])
    let client = TestClient(url: team.daemon.url, token: token)
    #expect(try await client.send("GET", "endpoints").code == "insufficient_scope")
    let none = TestClient(url: team.daemon.url, token: try curve.token(Self.claims(team, ["sub": "admin"])))
    #expect(try await none.send("GET", "documents").code == "insufficient_scope")
    team.daemon.stop()
  }

  @Test("who is not there yet is registered by the claims, once, as an event; nobody takes over another's id")
  func provisioning() async throws {
    let key = SigningKey.p256("k")
    let team = try await SignInTeam(
      keys: [key],
      issuerLines: [
        "provision:", "  id_claim: preferred_username", "  roles_claim: realm_access.roles",
        "  roles: {architects: architect, everybody: member}",
      ])
    let dora = Self.claims(
      team,
      [
        "sub": "u-7", "preferred_username": "Dora", "name": "Dora D.", "email": "dora@example.org",
        "realm_access": ["roles": ["architects", "others"]],
      ])
    let token = try key.token(dora)
    // Several at once make one user.
    let client = TestClient(url: team.daemon.url, token: token)
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<6 { group.addTask { try await client.send("GET", "me").status } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.allSatisfy { $0 == 200 }, "\(statuses)")
    let user = try await team.admin.send("GET", "users/dora").json
    #expect(user["name"] == "Dora D." && user["email"] == .null, "an address that is not verified is nobody's")
    #expect(user["roles"]?.items.map { $0["role"] } == ["architect"])
    let events = try await team.admin.send("GET", "events?type=user.registered").json["items"]?.items ?? []
    #expect(events.count { $0["data"]?["user"] == "dora" } == 1)
    let thief = Self.claims(team, ["sub": "u-8", "preferred_username": "dora"])
    #expect(try await team.caller(try key.token(thief)).status == 401)
    let root = Self.claims(team, ["sub": "u-9", "preferred_username": "admin"])
    #expect(try await team.caller(try key.token(root)).status == 401)
    let crooked = Self.claims(team, ["sub": "u-10", "preferred_username": "../x"])
    #expect(try await team.caller(try key.token(crooked)).status == 401)
    #expect(try await team.admin.send("PATCH", "users/dora", ["active": false]).status == 200)
    #expect(try await team.caller(token).status == 401)
    team.daemon.stop()
  }
}

import Documents
import Testing

@testable import Server

@Suite struct ReadingSignInFiles {
  @Test("a file says whose tokens are taken, and where people sign in")
  func good() throws {
    let settings = try SignInSettings(
      yaml: """
        issuers:
          - issuer: https://id.example.org
            audience: [countersign]
            algorithms: [ES256]
            match: id
            provision:
              roles_claim: groups
              roles: {architects: architect}
        login:
          issuer: https://id.example.org
          client_id: countersign
        """)
    let issuer = try #require(settings.issuers.first)
    #expect(issuer.algorithms == [.es256] && issuer.matching == .id && issuer.leewaySeconds == 60)
    #expect(issuer.provisioning?.roles == ["architects": "architect"])
    #expect(issuer.provisioning?.rolesFollow == false)
    #expect(settings.login?.scopes == ["openid", "profile", "email"])
    #expect(try SignInSettings(yaml: "").issuers.isEmpty)
  }

  @Test(
    "a fault names the key",
    arguments: [
      ("issuers:\n  - audience: [a]", "issuers[0].issuer"),
      ("issuers:\n  - issuer: http://id.example.org", "issuers[0]"),
      ("issuers:\n  - issuer: https://a.example\n    algorithms: [HS256]", "issuers[0].algorithms[0]"),
      ("issuers:\n  - issuer: https://a.example\n    algorithms: [none]", "issuers[0].algorithms[0]"),
      ("issuers:\n  - issuer: https://a.example\n    leeway_seconds: 3600", "issuers[0].leeway_seconds"),
      ("issuers:\n  - issuer: https://a.example\n    jwks_url: http://b.example/k", "issuers[0]"),
      ("issuers:\n  - issuer: https://a.example\n    match: email", "issuers[0]"),
      ("issuers:\n  - issuer: https://a.example\n  - issuer: https://a.example", "issuers"),
      ("issuers:\n  - issuer: https://a.example\n    provision: {roles_follow: true}", "issuers[0].provision"),
      (
        "issuers:\n  - issuer: https://a.example\n    provision: {roles_follow: 1}", "issuers[0].provision.roles_follow"
      ),
      ("issuers:\n  - issuer: https://a.example\n    secret: x", "issuers[0].secret"),
      ("login:\n  issuer: https://a.example\n  client_id: c", "login"), ("logins: {}", "logins"),
    ])
  func bad(yaml: String, key: String) {
    #expect { try SignInSettings(yaml: yaml) } throws: { ($0 as? YamlFault)?.key == key }
  }
}

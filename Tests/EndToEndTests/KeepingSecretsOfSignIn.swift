import Documents
import Foundation
import TestSupport
import Testing

/// What people sign in with, and what the daemon shows of itself over TLS, searched for in all that it says and keeps.
@Suite(.serialized) struct KeepingSecretsOfSignIn {
  private static let talkative = ["COUNTERSIGN_LOG_LEVEL": "trace"]

  @Test("no client's secret, code, token or cookie is in the log, in the metrics or in what is stored")
  func signIn() async throws {
    let key = SigningKey.p256("k")
    let team = try await SignInTeam(keys: [key], environment: Self.talkative)
    try await team.register("alice", as: "u-1")
    var secrets = [
      PlantedSecret("the client's secret", IssuerDouble.secret),
      PlantedSecret("the client's Basic", "countersign:sesame%20%26%20more"),
    ]
    var browser = Browser(url: team.daemon.url)
    let begun = try await browser.send("GET", "/login")
    secrets.append(PlantedSecret("the login's cookie", try #require(browser.cookies["countersign-login"])))
    let (code, state) = team.issuer.approve(begun.location ?? "", claims: [:])
    secrets.append(PlantedSecret("a code", code))
    #expect(try await browser.send("GET", "/login/callback?code=\(code)&state=\(state)").status == 303)
    // An answer that is refused tells no more of it.
    #expect(try await browser.send("GET", "/login/callback?code=\(code)&state=\(state)").status == 403)
    secrets.append(PlantedSecret("a session's cookie", try #require(browser.cookies["countersign"])))
    let csrf = try await team.csrf(&browser)
    secrets.append(PlantedSecret("a session's seal", try #require(csrf["x-csrf-token"])))
    #expect(try await browser.send("POST", "/api/v1/documents", "{", headers: csrf).status >= 400)

    for audience in ["countersign-api", "another"] {
      let token = try key.token(team.issuer.claims(audience: audience))
      secrets.append(
        PlantedSecret("a token for \(audience)", try #require(token.split(separator: ".").last.map(String.init))))
      #expect(try await team.caller(token).status == (audience == "another" ? 401 : 200))
    }
    let pages = try await browser.send("GET", "/metrics").text
    try await search(secrets, in: team.daemon, shown: pages)
  }

  @Test("no link that signs in once is in the log or in what is stored, used or not")
  func link() async throws {
    let daemon = try TestDaemon(environment: Self.talkative)
    let link = try UsingLinks.link(of: daemon)
    try daemon.start()
    for _ in 0..<2 {
      var browser = Browser(url: daemon.url)
      _ = try await UsingLinks.use(link, &browser)
    }
    let key = try #require(link.split(separator: "=").last.map(String.init))
    try await search([PlantedSecret("a link", key)], in: daemon, shown: "")
  }

  @Test("the key of the daemon's certificate is nowhere, also where it cannot be read")
  func certificate() async throws {
    let made = try SelfSigned()
    defer { try? FileManager.default.removeItem(at: made.folder) }
    let daemon = try TestDaemon(
      environment: ["COUNTERSIGN_TLS_CERTIFICATE": made.chain, "COUNTERSIGN_TLS_KEY": made.key]
        .merging(Self.talkative) { $1 })
    try daemon.start()
    let key = try String(contentsOfFile: made.key, encoding: .utf8)
    let lines = key.split(separator: "\n").filter { !$0.hasPrefix("-----") }.map(String.init)
    #expect(lines.count > 1)
    // A key that is damaged, in the place of the good one.
    try Data(key.replacing("-----BEGIN", with: "-----").utf8).write(to: URL(filePath: made.key))
    daemon.hangUp()
    let journal = daemon.journal
    #expect(try await eventually { journal.text.contains("the one before stays in use") })
    try await search(lines.map { PlantedSecret("a line of the key", $0) }, in: daemon, shown: "")
  }

  private func search(_ secrets: [PlantedSecret], in daemon: TestDaemon, shown: String) async throws {
    #expect(secrets.allSatisfy { !$0.stands(in: shown) })
    daemon.stop()
    let log = daemon.output
    #expect(log.contains("\"level\""), "There is a log to search: \(log.prefix(200))")
    for secret in secrets where secret.stands(in: log) { Issue.record("\(secret.name) in the log") }
    for name in try FileManager.default.subpathsOfDirectory(atPath: daemon.directory.path) where !name.hasPrefix("keys")
    {
      guard let bytes = try? Data(contentsOf: daemon.directory.appending(path: name)) else { continue }
      for secret in secrets where secret.stands(in: bytes) { Issue.record("\(secret.name) in \(name)") }
    }
  }
}

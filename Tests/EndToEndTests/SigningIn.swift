import Documents
import Foundation
import TestSupport
import Testing

/// Logins at an issuer, from the first redirect to the session's end.
@Suite struct SigningIn {
  private func team(_ lines: [String] = []) async throws -> SignInTeam {
    let team = try await SignInTeam(keys: [SigningKey.p256("k")], issuerLines: lines)
    try await team.register("alice", as: "u-1")
    return team
  }

  @Test("a login asks for a code with PKCE, state and nonce, and opens a session that the API takes")
  func login() async throws {
    let team = try await team()
    var browser = Browser(url: team.daemon.url)
    let begun = try await browser.send("GET", "/login?return_to=/documents?q=a")
    let address = try #require(begun.location.flatMap { URLComponents(string: $0) })
    let sent = Dictionary(
      (address.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
    #expect(begun.status == 303 && begun.location?.hasPrefix(team.issuer.url + "/authorize?") == true)
    #expect(sent["response_type"] == "code" && sent["code_challenge_method"] == "S256")
    #expect(sent["redirect_uri"] == team.daemon.url + "/login/callback" && sent["client_id"] == "countersign")
    #expect([sent["state"], sent["nonce"], sent["code_challenge"]].allSatisfy { ($0 ?? "").count >= 43 })
    let (code, state) = team.issuer.approve(begun.location ?? "", claims: [:])
    let ended = try await browser.send("GET", "/login/callback?code=\(code)&state=\(state)")
    #expect(ended.status == 303 && ended.location == "/documents?q=a", "\(ended.text)")
    let cookie = try #require(ended.cookies.first { $0.hasPrefix("countersign=") })
    #expect(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax") && cookie.contains("; Path=/"))
    #expect(!cookie.contains("Secure"), "this daemon is reached without TLS")
    #expect(browser.cookies["countersign-login"] == nil)
    let me = try await browser.send("GET", "/api/v1/me")
    #expect(me.json["id"] == "alice" && me.json["session"]?.string != nil && me.json["token"] == .null)
    let secret = try #require(browser.cookies["countersign"])
    #expect(!team.daemon.output.contains(secret.suffix(40)))
    team.daemon.stop()
    for file in ["countersign.sqlite", "countersign.sqlite-wal"] {
      let bytes = (try? Data(contentsOf: team.daemon.directory.appending(path: file))) ?? Data()
      #expect(bytes.range(of: Data(secret.suffix(40).utf8)) == nil, "only a hash is kept")
    }
  }

  @Test("over TLS the cookies are of this host alone, and go no other way")
  func secure() async throws {
    let team = try await SignInTeam(
      keys: [SigningKey.p256("k")], environment: ["COUNTERSIGN_PUBLIC_URL": "https://sign.example.org/"])
    var browser = Browser(url: team.daemon.url)
    let begun = try await browser.send("GET", "/login")
    let cookie = try #require(begun.cookies.first)
    #expect(cookie.hasPrefix("__Host-countersign-login=") && cookie.contains("; Secure"))
    #expect(begun.location?.contains("redirect_uri=https%3A%2F%2Fsign.example.org%2Flogin%2Fcallback") == true)
    team.daemon.stop()
  }

  @Test("state and nonce are of one browser and one login, and are good once")
  func replays() async throws {
    let team = try await team()
    var (alice, mallory) = (Browser(url: team.daemon.url), Browser(url: team.daemon.url))
    let begun = try await alice.send("GET", "/login")
    let before = alice
    let first = team.issuer.approve(begun.location ?? "", claims: [:])
    // Another's browser, which never began that login: also how somebody would be signed in as another.
    let stolen = try await mallory.send("GET", "/login/callback?code=\(first.code)&state=\(first.state)")
    #expect(stolen.status == 403 && stolen.code == "login_failed")
    _ = try await mallory.send("GET", "/login")
    #expect(try await mallory.send("GET", "/login/callback?code=\(first.code)&state=\(first.state)").status == 403)
    for wrong in [
      "code=\(first.code)", "code=\(first.code)&state=", "code=\(first.code)&state=x", "state=\(first.state)&state=x",
    ] {
      var browser = before
      #expect(try await browser.send("GET", "/login/callback?\(wrong)").status == 403, "\(wrong)")
    }
    #expect(try await alice.send("GET", "/login/callback?code=\(first.code)&state=\(first.state)").status == 303)
    // The very same answer again, and another code under the same state, with the cookies of then.
    let second = team.issuer.approve(begun.location ?? "", claims: [:])
    for code in [first.code, second.code] {
      var again = before
      let answer = try await again.send("GET", "/login/callback?code=\(code)&state=\(first.state)")
      #expect(answer.status == 403 && answer.cookies.isEmpty, "\(answer.text)")
    }
    let foreign = String((before.cookies["countersign-login"] ?? "").reversed())
    var forged = Browser(url: team.daemon.url)
    forged.cookies["countersign-login"] = foreign
    #expect(try await forged.send("GET", "/login/callback?code=\(first.code)&state=\(first.state)").status == 403)
    team.daemon.stop()
  }

  @Test(
    "an ID token that is not of this login opens nothing",
    arguments: [
      ["nonce": "another"], ["nonce": .null], ["aud": "another"], ["aud": ["countersign", "another"]],
      ["azp": "another"], ["iss": "https://evil.example"], ["exp": 1], ["sub": .null], ["iat": .null],
    ] as [[String: Value]])
  func identityTokens(claims: [String: Value]) async throws {
    let team = try await team()
    var browser = Browser(url: team.daemon.url)
    let answer = try await team.signIn(&browser, claims)
    #expect(answer.status == 403 && answer.code == "login_failed", "\(answer.text)")
    #expect(browser.cookies["countersign"] == nil)
    team.daemon.stop()
  }

  @Test("a code that an attacker has needs the verifier of the login that it is of, and an issuer is not mixed up")
  func codes() async throws {
    let team = try await team()
    var (alice, mallory) = (Browser(url: team.daemon.url), Browser(url: team.daemon.url))
    let hers = team.issuer.approve(try await alice.send("GET", "/login").location ?? "", claims: [:])
    let his = team.issuer.approve(try await mallory.send("GET", "/login").location ?? "", claims: [:])
    let injected = try await mallory.send("GET", "/login/callback?code=\(hers.code)&state=\(his.state)")
    #expect(injected.status == 502 && mallory.cookies["countersign"] == nil, "\(injected.text)")
    let mixed = try await alice.send(
      "GET", "/login/callback?code=\(hers.code)&state=\(hers.state)&iss=https%3A%2F%2Fevil.example")
    #expect(mixed.status == 403)
    var third = Browser(url: team.daemon.url)
    let refused = team.issuer.approve(try await third.send("GET", "/login").location ?? "", claims: [:])
    #expect(try await third.send("GET", "/login/callback?error=access_denied&state=\(refused.state)").status == 403)
    var stranger = Browser(url: team.daemon.url)
    let unknown = try await team.signIn(&stranger, ["sub": "u-404"])
    #expect(unknown.status == 403 && unknown.code == "unknown_user")
    team.daemon.stop()
  }

  @Test("a login leads nowhere else")
  func openRedirect() async throws {
    let team = try await team()
    for path in [
      "//evil.example", "https://evil.example", "/%5Cevil.example", "%2F%2Fevil.example", "/%09/evil.example",
    ] {
      var browser = Browser(url: team.daemon.url)
      let answer = try await browser.send("GET", "/login?return_to=" + path)
      #expect(answer.status == 400 && answer.location == nil, "\(path): \(answer.location ?? "")")
    }
    var browser = Browser(url: team.daemon.url)
    let answer = try await team.signIn(&browser, to: "/inbox")
    #expect(answer.location == "/inbox")
    team.daemon.stop()
  }

  @Test("a session that a browser brought along is never taken over, and the one that it had ends")
  func fixation() async throws {
    let team = try await team()
    var mallory = try await team.signedIn()
    let planted = try #require(mallory.cookies["countersign"])
    var victim = Browser(url: team.daemon.url)
    victim.cookies["countersign"] = planted
    try await team.register("bob", as: "u-2")
    #expect(try await team.signIn(&victim, ["sub": "u-2"]).status == 303)
    #expect(victim.cookies["countersign"] != planted)
    #expect(try await victim.send("GET", "/api/v1/me").json["id"] == "bob")
    #expect(try await mallory.send("GET", "/api/v1/me").status == 401)
    for made in ["abc", "01abc_" + String(repeating: "0", count: 64), "", planted + "0", "\(planted.prefix(26))_"] {
      var browser = Browser(url: team.daemon.url)
      browser.cookies["countersign"] = made
      #expect(try await browser.send("GET", "/api/v1/me").status == 401, "\(made)")
    }
    team.daemon.stop()
  }

  @Test("without a login in the settings there is none")
  func none() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    var browser = Browser(url: daemon.url)
    #expect(try await browser.send("GET", "/login").code == "no_login")
    daemon.stop()
  }
}

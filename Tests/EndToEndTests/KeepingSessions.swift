import Documents
import Foundation
import TestSupport
import Testing

/// What a session may do, and how it ends.
@Suite struct KeepingSessions {
  private func team() async throws -> SignInTeam {
    let team = try await SignInTeam(keys: [SigningKey.p256("k")])
    try await team.register("alice", as: "u-1")
    return team
  }

  @Test("a cookie alone reads; it writes only from our own pages, with the session's token")
  func csrf() async throws {
    let team = try await team()
    var (alice, bob) = (try await team.signedIn(), try await team.signedIn())
    let own = try await team.csrf(&alice)
    let others = try await team.csrf(&bob)
    let here = team.daemon.url
    let body = #"{"template": "design", "title": "T"}"#
    let plain = ["content-type": "application/json"]
    let site = { (value: String) in own.merging(["sec-fetch-site": value]) { $1 } }
    let attacks: [(name: String, origin: String?, headers: [String: String])] = [
      ("nothing", nil, plain), ("an origin and no token", here, plain), ("a token and no origin", nil, own),
      ("another origin", "https://evil.example", own), ("another port", "http://127.0.0.1:1", own),
      ("null", "null", own), ("an origin that begins alike", here + ".evil.example", own),
      ("TLS of the same name", here.replacing("http:", with: "https:"), own),
      ("another site, as the browser says", here, site("cross-site")), ("the same site only", nil, site("same-site")),
      ("typed in", nil, site("none")), ("another session's token", here, others),
      ("an empty token", here, plain.merging(["x-csrf-token": ""]) { $1 }),
      ("a form", here, ["content-type": "application/x-www-form-urlencoded"]),
      ("a text", nil, ["content-type": "text/plain"]),
    ]
    for attack in attacks {
      let answer = try await alice.send(
        "POST", "/api/v1/documents", body, origin: attack.origin, headers: attack.headers)
      #expect(answer.status == 403, "\(attack.name): \(answer.text)")
      #expect(["cross_origin", "csrf_token_missing"].contains(answer.code ?? ""), "\(attack.name)")
    }
    #expect(try await alice.send("POST", "/api/v1/documents", body, origin: here, headers: own).status == 201)
    #expect(try await alice.send("POST", "/api/v1/documents", body, headers: site("same-origin")).status == 201)
    #expect(try await alice.send("GET", "/api/v1/documents").json["items"]?.items.count == 2)
    // What is signed in by a cookie does not help a header that does not do.
    let wrong = try await alice.send("GET", "/api/v1/me", headers: ["authorization": "Bearer cs_a_b"])
    #expect(wrong.status == 401)
    // A cookie that stands twice may be another's.
    let twice = try await alice.send("GET", "/api/v1/me", headers: ["cookie": "countersign=x"])
    #expect(twice.status == 401)
    team.daemon.stop()
  }

  @Test("sessions are listed and ended, by whom they are of and by admins")
  func revoking() async throws {
    let team = try await team()
    try await team.register("bob", as: "u-2")
    var (first, second) = (try await team.signedIn(), try await team.signedIn())
    var bob = try await team.signedIn(["sub": "u-2"])
    let listed = try await first.send("GET", "/api/v1/sessions").json["items"]?.items ?? []
    #expect(listed.count == 2 && listed.count { $0["current"] == .bool(true) } == 1)
    #expect(listed.allSatisfy { $0["user"] == "alice" && $0["hash"] == nil && $0["ends_at"]?.string != nil })
    let other = try #require(listed.first { $0["current"] == .bool(false) }?["id"]?.string)
    let here = team.daemon.url
    let bobs = try await team.csrf(&bob)
    let alices = try await team.csrf(&first)
    let foreign = try await bob.send("DELETE", "/api/v1/sessions/\(other)", origin: here, headers: bobs)
    #expect(foreign.status == 404)
    let ended = try await first.send("DELETE", "/api/v1/sessions/\(other)", origin: here, headers: alices)
    #expect(ended.status == 200, "\(ended.text)")
    #expect(try await second.send("GET", "/api/v1/me").status == 401)
    let all = try await team.admin.send("GET", "sessions").json["items"]?.items ?? []
    #expect(all.count == 2)
    for session in all {
      let id = session["id"]?.string ?? ""
      #expect(try await team.admin.send("DELETE", "sessions/\(id)").status == 200)
    }
    #expect(try await first.send("GET", "/api/v1/me").status == 401)
    #expect(try await bob.send("GET", "/api/v1/me").status == 401)
    #expect(try await team.admin.send("GET", "session").code == "no_session")
    team.daemon.stop()
  }

  @Test("signing out ends the session, and only the own page does it; a deactivated user's session opens nothing")
  func signingOut() async throws {
    let team = try await team()
    var alice = try await team.signedIn()
    let before = alice
    let token = try await team.csrf(&alice)
    let here = team.daemon.url
    #expect(try await alice.send("POST", "/logout", origin: "https://evil.example", headers: token).status == 403)
    #expect(try await alice.send("POST", "/logout", origin: here).status == 403)
    #expect(try await alice.send("POST", "/logout", origin: here, headers: token).status == 204)
    #expect(alice.cookies["countersign"] == nil)
    var replayed = before
    #expect(try await replayed.send("GET", "/api/v1/me").status == 401)
    var again = try await team.signedIn()
    #expect(try await team.admin.send("PATCH", "users/alice", ["active": false]).status == 200)
    #expect(try await again.send("GET", "/api/v1/me").status == 401)
    team.daemon.stop()
  }

  @Test(
    "sessions, tokens, links and logins end by themselves",
    .enabled(if: FakeClock.isHere, Comment(rawValue: FakeClock.whyAbsent)))
  func ending() async throws {
    let clock = try FakeClock()
    defer { clock.remove() }
    let daemon = try clock.daemon(["COUNTERSIGN_SESSIONS_LIFETIME_HOURS": "24"])
    let link = { try UsingLinks.link(of: daemon) }
    let (first, second, third) = (try link(), try link(), try link())
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let end = Date().addingTimeInterval(7200).formatted(.iso8601)
    let issued = try await admin.send("POST", "tokens", ["user": "admin", "expires_at": .string(end)])
    let token = TestClient(url: daemon.url, token: issued.json["token"]?.string ?? "")
    var browser = Browser(url: daemon.url)
    for used in [first, second] {
      #expect(try await UsingLinks.use(used, &browser).code == "link_not_live", "a newer link takes its place")
    }
    #expect(try await UsingLinks.use(third, &browser).status == 303)
    // Used every few hours it goes on, until its whole time is over.
    for (offset, status, tokenStatus) in [("+1h", 200, 200), ("+7h", 200, 401), ("+14h", 200, 401), ("+25h", 401, 401)]
    {
      try clock.set(offset)
      #expect(try await browser.send("GET", "/api/v1/me").status == status, "\(offset)")
      #expect(try await token.send("GET", "me").status == tokenStatus, "\(offset)")
    }
    daemon.stop()
  }
}

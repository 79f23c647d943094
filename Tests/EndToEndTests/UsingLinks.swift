import Documents
import Foundation
import TestSupport
import Testing

/// Links that sign one user in, once.
@Suite struct UsingLinks {
  /// The path of a new link of the admin's, made beside the stopped daemon.
  static func link(of daemon: TestDaemon) throws -> String {
    let printed = try TestDaemon.run(
      ["sign-in-link", "--data", daemon.directory.path, "--user", "admin", "--json"])
    let url = try #require((try JSONDecoder().decode(Value.self, from: printed))["url"]?.string)
    return String(url.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" })
  }

  /// Opens the link and presses its button.
  static func use(_ path: String, _ browser: inout Browser) async throws -> Browser.Answer {
    let page = try await browser.send("GET", path)
    #expect(page.status == 200 && page.text.contains("<button"), "\(page.text)")
    let key = path.split(separator: "=").last.map(String.init) ?? ""
    return try await browser.send(
      "POST", "/login/link", "key=\(key)", origin: browser.url,
      headers: ["content-type": "application/x-www-form-urlencoded"])
  }

  @Test("the first admin's link signs them in once, and looking at it does not use it up")
  func first() async throws {
    let daemon = try TestDaemon()
    let path = try Self.link(of: daemon)
    try daemon.start()
    var browser = Browser(url: daemon.url)
    for _ in 0..<3 {
      let page = try await browser.send("GET", path)
      #expect(page.status == 200 && page.headers["cache-control"] == "no-store" && page.cookies.isEmpty)
      #expect(page.headers["content-security-policy"]?.contains("form-action 'self'") == true)
    }
    let key = path.split(separator: "=").last.map(String.init) ?? ""
    // Somebody else's page may not sign its reader in.
    for origin in ["https://evil.example", "null", nil] {
      let answer = try await browser.send("POST", "/login/link", "key=\(key)", origin: origin)
      #expect(answer.status == 403 && answer.code == "cross_origin")
    }
    let signedIn = try await Self.use(path, &browser)
    #expect(signedIn.status == 303 && signedIn.location == "/", "\(signedIn.text)")
    let me = try await browser.send("GET", "/api/v1/me")
    #expect(me.json["id"] == "admin" && me.json["session"]?.string != nil)
    var other = Browser(url: daemon.url)
    let again = try await Self.use(path, &other)
    #expect(again.status == 403 && again.code == "link_not_live")
    #expect(!daemon.output.contains(key))
    daemon.stop()
    let database = try Data(contentsOf: daemon.directory.appending(path: "countersign.sqlite"))
    #expect(database.range(of: Data(key.utf8)) == nil)
  }

  @Test("several who use one link at once: one of them is signed in")
  func racing() async throws {
    let daemon = try TestDaemon()
    let path = try Self.link(of: daemon)
    try daemon.start()
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask { [url = daemon.url] in
          var browser = Browser(url: url)
          return try await Self.use(path, &browser).status
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.count { $0 == 303 } == 1 && statuses.count { $0 == 403 } == 7, "\(statuses)")
    daemon.stop()
  }

  @Test("what is no link is shown no page", arguments: ["", "?key=", "?key=abc", "?key=%3Cscript%3E", "?key=../.."])
  func hostile(query: String) async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    var browser = Browser(url: daemon.url)
    #expect(try await browser.send("GET", "/login/link" + query).code == "link_not_live")
    let posted = try await browser.send("POST", "/login/link", String(query.dropFirst()), origin: daemon.url)
    #expect(posted.status == 403)
    daemon.stop()
  }

  @Test("the first start prints such a link, and no other user's is made where there is no such user")
  func printed() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "init-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    let made = try TestDaemon.run(
      ["init", "--data", place.path, "--json", "--public-url", "https://sign.example.org/"])
    let url = (try JSONDecoder().decode(Value.self, from: made))["setup_url"]?.string
    #expect(url?.hasPrefix("https://sign.example.org/login/link?key=") == true)
    #expect(throws: TestDaemon.Failure.self) {
      try TestDaemon.run(["sign-in-link", "--data", place.path, "--user", "nobody"])
    }
  }
}

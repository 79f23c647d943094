import Documents
import Foundation
import TestSupport
import Testing

/// Pages and their forms, as a browser without scripts uses them.
@Suite struct OpeningPages {
  private struct Entry {
    let method: String
    let path: String
    let isOpen: Bool

    /// Of that document or project; what else a parameter names is not there.
    func address(document: String = "none", project: String = "none") -> String {
      path.replacing("/documents/{id}", with: "/documents/" + document)
        .replacing("/projects/{slug}", with: "/projects/" + project)
        .split(separator: "/", omittingEmptySubsequences: false).map { $0.hasPrefix("{") ? "none" : String($0) }
        .joined(separator: "/")
    }
  }

  private static func pages() throws -> [Entry] {
    let printed = try TestDaemon.run(["permissions", "--json"])
    return try JSONDecoder().decode(Value.self, from: printed).items.filter { $0["page"] == true }.map {
      Entry(
        method: $0["method"]?.string ?? "", path: $0["path"]?.string ?? "", isOpen: $0["who"] == "anyone")
    }
  }

  private func team() async throws -> Team {
    var team = try Team()
    try await team.register("root", role: "admin")
    try await team.register("ada", role: "member")
    try await team.register("tess", role: "technical-lead")
    return team
  }

  private func signedIn(_ team: Team, _ user: String) async throws -> Browser {
    var browser = Browser(url: team.daemon.url)
    let answer = try await browser.send(
      "POST", "/sign-in", "token=\(team[user].token)&return_to=%2F", origin: team.daemon.url)
    #expect(answer.status == 303 && answer.location == "/", "\(answer.text)")
    return browser
  }

  /// The first value of a hidden field.
  private func field(_ name: String, of page: String) throws -> String {
    let mark = "name=\"\(name)\" value=\""
    let start = try #require(page.range(of: mark), "no field \(name)")
    return String(page[start.upperBound...].prefix { $0 != "\"" })
  }

  private func form(_ page: String, _ fields: [String: String]) throws -> String {
    let unreserved = CharacterSet.alphanumerics
    var all = fields
    for name in ["csrf_token", "once"] { all[name] = try field(name, of: page) }
    return all.map { "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "")" }
      .joined(separator: "&")
  }

  @Test("who is not signed in is led to where one signs in, and back; no form of theirs is taken")
  func signedOut() async throws {
    let team = try await team()
    var browser = Browser(url: team.daemon.url)
    let pages = try Self.pages().filter { !$0.isOpen }
    #expect(pages.count > 15)
    for page in pages {
      let answer = try await browser.send(
        page.method, page.address(), page.method == "POST" ? "a=b" : nil, origin: team.daemon.url)
      if page.method == "GET" {
        #expect(answer.status == 303 && answer.location?.hasPrefix("/sign-in") == true, "\(page.path)")
      } else {
        #expect(answer.status == 401 && answer.code == "not_signed_in", "\(page.path): \(answer.text)")
      }
    }
    #expect(team.daemon.stop() == 0)
  }

  @Test("a form is taken from our own pages only, with what its page gave it")
  func forged() async throws {
    let team = try await team()
    var root = try await signedIn(team, "root")
    let here = team.daemon.url
    let document = try await team.open(["template": "design", "title": "D"], as: "ada")
    _ = try await team.admin.send("POST", "projects", ["slug": "p", "title": "P"])
    for page in try Self.pages().filter({ !$0.isOpen && $0.method == "POST" }) {
      let address = page.address(document: document, project: "p")
      let foreign = try await root.send("POST", address, "csrf_token=x", origin: "https://evil.example")
      #expect(foreign.status == 403 && foreign.code == "cross_origin", "\(page.path)")
      let bare = try await root.send("POST", address, "body=x", origin: here)
      #expect(bare.status == 403 && bare.code == "csrf_token_missing", "\(page.path): \(bare.text)")
    }
    var tess = try await signedIn(team, "tess")
    let others = try form(try await tess.send("GET", "/documents/\(document)").text, [:])
    let stolen = try await root.send("POST", "/tour", others, origin: here)
    #expect(stolen.status == 403 && stolen.code == "csrf_token_missing")
    #expect(team.daemon.stop() == 0)
  }

  @Test("a document is read, commented on and approved without a script")
  func reviewing() async throws {
    let team = try await team()
    let id = try await team.open(["template": "design", "title": "Scan & <ingest>", "reviewers": ["tess"]], as: "ada")
    var ada = try await signedIn(team, "ada")
    let here = team.daemon.url
    let draft = try await ada.send("GET", "/documents/\(id)")
    #expect(draft.status == 200 && draft.text.contains("Scan &amp; &lt;ingest&gt;"))
    let submitted = try await ada.send(
      "POST", "/documents/\(id)/submission", try form(draft.text, ["return_to": "/documents/\(id)"]), origin: here)
    #expect(submitted.status == 303 && submitted.location == "/documents/\(id)", "\(submitted.text)")

    var tess = try await signedIn(team, "tess")
    let inbox = try await tess.send("GET", "/").text
    #expect(inbox.contains("Scan &amp; &lt;ingest&gt;") && inbox.contains("say whether you approve"))
    let page = try await tess.send("GET", "/documents/\(id)").text
    let said = "Why <b>this</b>, \"and\" not that?"
    let comment = try form(page, ["body": said, "return_to": "/documents/\(id)"])
    #expect(try await tess.send("POST", "/documents/\(id)/comments", comment, origin: here).status == 303)
    // The button was pressed twice.
    #expect(try await tess.send("POST", "/documents/\(id)/comments", comment, origin: here).status == 303)
    let comments = try await team.admin.send("GET", "documents/\(id)/comments").json["items"]?.items ?? []
    #expect(comments.count == 1 && comments.first?["body"] == .string(said))
    let shown = try await tess.send("GET", "/documents/\(id)").text
    #expect(shown.contains("Why") && !shown.contains("<b>this</b>"))

    let unclear = try form(shown, ["role": "technical-lead", "outcome": "rejected", "note": "", "revision": "1"])
    let refused = try await tess.send(
      "POST", "/documents/\(id)/verdicts", unclear, origin: here, headers: ["accept": "text/html"])
    #expect(refused.status == 400 && refused.text.contains("value=\"technical-lead\""), "\(refused.text)")
    let verdict = try form(shown, ["role": "technical-lead", "outcome": "approved", "revision": "1", "note": "Good."])
    #expect(try await tess.send("POST", "/documents/\(id)/verdicts", verdict, origin: here).status == 303)
    let events = try await team.admin.send("GET", "documents/\(id)/events?type=verdict.given").json["items"]?.items
    #expect(events?.first?["metadata"]?["source"] == "web")
    #expect(try await tess.send("GET", "/documents/\(id)").text.contains("Take it back"))
    #expect(team.daemon.stop() == 0)
  }

  @Test("a person's own token signs in; others do not, and the session ends with the token")
  func tokens() async throws {
    var team = try await team()
    try await team.register("bot", kind: "agent", role: "member")
    var browser = Browser(url: team.daemon.url)
    let scoped = try await team["ada"].send("POST", "tokens", ["user": "ada", "name": "s", "scopes": ["read"]])
    let narrow = try #require(scoped.json["token"]?.string, "\(scoped.text)")
    for (token, words) in [
      ("cs_none_none", "not known"), ("", "not known"), (team["bot"].token, "for a program"), (narrow, "for a program"),
    ] {
      let answer = try await browser.send("POST", "/sign-in", "token=\(token)", origin: team.daemon.url)
      #expect(answer.status == 401 && answer.text.contains(words), "\(words): \(answer.text)")
      #expect(answer.cookies.isEmpty)
    }
    let abroad = try await browser.send(
      "POST", "/sign-in", "token=\(team["ada"].token)", origin: "https://evil.example")
    #expect(abroad.status == 403)
    let away = try await browser.send(
      "POST", "/sign-in", "token=\(team["ada"].token)&return_to=%2F%2Fevil.example", origin: team.daemon.url)
    #expect(away.status == 400)

    let own = try await team["ada"].send("POST", "tokens", ["user": "ada", "name": "browser"])
    let token = try #require(own.json["token"]?.string)
    let id = try #require(own.json["id"]?.string)
    _ = try await browser.send("POST", "/sign-in", "token=\(token)", origin: team.daemon.url)
    #expect(try await browser.send("GET", "/").status == 200)
    #expect(try await team["ada"].send("DELETE", "tokens/\(id)").status == 200)
    #expect(try await browser.send("GET", "/").status == 303)
    #expect(team.daemon.stop() == 0)
  }

  @Test("whoever has somebody's say answers for them, each section leads to its editing, and the gate names people")
  func speakingForAnother() async throws {
    var team = try await team()
    try await team.register("dee", role: "member")
    let renamed = try await team.admin.send("PATCH", "users/tess", ["name": "Tess Adler"])
    #expect(renamed.status == 200, "\(renamed.text)")
    try await team.publish(
      workflow: "led", "name: led\nstages:\n  - name: review\n    gate:\n      - role: technical-lead\n")
    let id = try await team.open(["template": "design", "title": "D", "workflow": "led"], as: "ada")
    _ = try await team["ada"].send("POST", "documents/\(id)/submission")
    var dee = try await signedIn(team, "dee")
    #expect(!(try await dee.send("GET", "/documents/\(id)").text.contains("Answer for")))
    let given = try await team["tess"].send(
      "POST", "delegations", ["to": "dee", "role": "technical-lead", "until": .string(MatrixStage.soon)])
    #expect(given.status == 201, "\(given.text)")
    let page = try await dee.send("GET", "/documents/\(id)").text
    #expect(page.contains("Answer for Tess Adler") && page.contains("name=\"on_behalf_of\" value=\"tess\""))
    let verdict = try form(
      page, ["role": "technical-lead", "outcome": "approved", "revision": "1", "on_behalf_of": "tess"])
    let here = team.daemon.url
    #expect(try await dee.send("POST", "/documents/\(id)/verdicts", verdict, origin: here).status == 303)
    let event = try await team.trail(of: id).first { $0["event_type"] == "verdict.given" }
    #expect(event?["on_behalf_of"] == "tess" && event?["actor"]?["id"] == "dee")
    let approved = try await dee.send("GET", "/documents/\(id)").text
    #expect(approved.contains("Approved by dee for Tess Adler."), "\(approved)")

    let section = try #require(try await team.show(id)["sections"]?.items.last?["id"]?.string)
    #expect(approved.contains("/edit?section=\(section)\""))
    let edit = try await dee.send("GET", "/documents/\(id)/edit?section=\(section)")
    #expect(edit.status == 200 && edit.text.contains("You edit the section"))
    #expect(team.daemon.stop() == 0)
  }

  @Test("an inbox with much in it has pages")
  func fullInbox() async throws {
    let team = try await team()
    for number in 1...60 {
      let id = try await team.open(
        ["template": "design", "title": .string("Plan \(number)."), "reviewers": ["tess"]], as: "ada")
      _ = try await team["ada"].send("POST", "documents/\(id)/submission")
    }
    var tess = try await signedIn(team, "tess")
    let first = try await tess.send("GET", "/").text
    #expect(first.contains("Plan 50.") && !first.contains("Plan 51.") && first.contains("1 to 50 of 60"))
    #expect(first.contains("href=\"/?from=50\"") && !first.contains("Longer waiting"))
    let second = try await tess.send("GET", "/?from=50").text
    #expect(second.contains("Plan 51.") && second.contains("Plan 60.") && !second.contains("Plan 50."))
    #expect(second.contains("href=\"/?from=0\"") && !second.contains("Waiting since later"))
    #expect(try await tess.send("GET", "/?from=-1").text.contains("Plan 1."))
    #expect(team.daemon.stop() == 0)
  }

  @Test("an endpoint's address and settings are changed on its page; what is left empty stays")
  func changingAnEndpoint() async throws {
    let team = try await team()
    let made = try await team.admin.send(
      "POST", "endpoints",
      [
        "kind": "redmine", "url": "http://127.0.0.1:1/", "name": "Tracker", "event_types": ["document.opened"],
        "settings": ["token": "t0ken-of-then", "project": "docs"],
      ])
    let id = try #require(made.json["id"]?.string, "\(made.text)")
    var root = try await signedIn(team, "root")
    let page = try await root.send("GET", "/integrations/endpoints/\(id)").text
    #expect(page.contains("Change where it goes") && !page.contains("t0ken-of-then"))
    let change = try form(page, ["url": "http://127.0.0.1:2/", "settings.token": "", "settings.project": "plans"])
    let answer = try await root.send(
      "POST", "/integrations/endpoints/\(id)/settings", change, origin: team.daemon.url)
    #expect(answer.status == 303, "\(answer.text)")
    let kept = try await team.admin.send("GET", "endpoints/\(id)").json
    #expect(kept["url"] == "http://127.0.0.1:2/" && kept["settings"]?["project"] == "plans", "\(kept)")
    #expect(kept["settings"]?["token"] != nil && kept["name"] == "Tracker")
    #expect(team.daemon.stop() == 0)
  }

  @Test("what goes wrong is a page to a browser, and what is not there is not told from what is hidden")
  func problems() async throws {
    let team = try await team()
    var ada = try await signedIn(team, "ada")
    let page = ["accept": "text/html,application/xhtml+xml"]
    for path in ["/documents/none", "/nothing/here"] {
      let answer = try await ada.send("GET", path, headers: page)
      #expect(answer.status == 404 && answer.headers["content-type"]?.hasPrefix("text/html") == true, "\(path)")
      #expect(answer.text.contains("There is nothing"))
    }
    #expect(try await ada.send("GET", "/nothing/here").headers["content-type"] == "application/problem+json")
    let small = try await ada.send("GET", "/", headers: ["accept-encoding": "gzip"])
    #expect(small.headers["content-encoding"] == "gzip")
    #expect(small.headers["content-security-policy"]?.contains("script-src 'self'") == true)
    #expect(team.daemon.stop() == 0)
  }
}

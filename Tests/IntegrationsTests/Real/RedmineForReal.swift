import Documents
import Foundation
import Integrations
import TestSupport
import Testing

/// Redmine itself, as `Tests/Real/redmine.sh` starts it.
@Suite(
  .enabled(if: RealRedmine.isThere, "COUNTERSIGN_REAL=1 and a Redmine are needed: sh Tests/Real/redmine.sh"),
  .serialized)
struct RedmineForReal {
  private func scenario(_ redmine: RealRedmine, key: String = RealRedmine.key) -> TrackerScenario<RedmineTarget> {
    let settings: [String: Value] = [
      "project": "docs", "token": .string(key), "tracker": "Feature", "formatting": .string(RealRedmine.formatting),
    ]
    return TrackerScenario(
      tracker: redmine, settings: settings, states: ("New", "Closed"), creating: ("POST", "issues.json"),
      commenting: ("PUT", "notes"), updating: ("PUT", "status_id"), isReal: true)
  }

  /// Another one for each test, as the server stays the same.
  private func document() -> Notice.Document {
    let id = UUID().uuidString.lowercased().replacing("-", with: "")
    return .sample(id: "doc_\(id)", title: "Design \(id)")
  }

  @Test("a document has one issue, which is commented as it goes on")
  func makes() async throws { try await scenario(RealRedmine()).makesOne(of: document()) }

  @Test("the issue is closed and reopened with the document, and renamed with it")
  func follows() async throws { try await scenario(RealRedmine()).follows(document()) }

  @Test("an issue whose making was not answered is not made again")
  func lostCreation() async throws { try await scenario(RealRedmine()).bearsLostCreation(of: document()) }

  @Test("a comment that was not answered is not made again")
  func lostComment() async throws { try await scenario(RealRedmine()).bearsLostComment(on: document()) }

  @Test("a change that was not answered is made again, and its comment once")
  func lostUpdate() async throws { try await scenario(RealRedmine()).bearsLostUpdate(of: document()) }

  @Test("the issue is found again where its link was lost")
  func finds() async throws { try await scenario(RealRedmine()).findsAgain(document()) }

  @Test("titles and texts are cut to what Redmine takes")
  func cuts() async throws {
    var document = document()
    document.title += String(repeating: " and long", count: 50)
    try await scenario(RealRedmine()).cuts(comment: 200_000, to: 65_535, document: document)
  }

  @Test("a status that the workflow does not allow is told of, though Redmine says nothing")
  func notAllowed() async throws {
    let harness = try scenario(RealRedmine(), key: RealRedmine.reporterKey).harness()
    let document = document()
    try await harness.deliver(.opened(document))
    let failure = await harness.attempt(.approved(document))
    #expect(
      failure?.kind == .answer && failure?.answer?.contains("does not let this user") == true, "\(failure as Any)")
  }

  @Test("Redmine's own words come through")
  func says() async throws {
    let harness = try scenario(RealRedmine()).harness()
    let failure = await harness.attempt(.opened(document().titled("")))
    #expect(failure?.status == 422 && failure?.answer == "Subject cannot be blank", "\(failure as Any)")
    let stranger = await (try scenario(RealRedmine(), key: "none").harness()).attempt(.opened(document()))
    #expect(stranger?.status == 401)
  }

  @Test("words of a document are shown as they are, and the document's own link is one")
  func harmless() async throws {
    let redmine = RealRedmine()
    let document = document()
    let words = [
      "Ping @reporter and user:reporter, see #1, ##1, {{toc}} [[Wiki]] !x.png! *bold* _it_ @code@ -del- `tick`",
      "h1. Big", "# Big", "* item", "|a|b|", "<b>raw</b> <pre>pre</pre> &lt; a@b.example www.evil.example",
      "https://evil.example \"x\":https://evil.example [x](https://evil.example) ![x](https://evil.example/x.png)",
    ]
    let notice = Notice.made(
      "stage.returned", of: document.with(status: "draft"), data: ["reason": .string(words.joined(separator: "\n"))])
    let harness = try scenario(redmine).harness()
    try await harness.deliver(notice)
    let key = try #require(harness.links.all[document.id]?.key)
    let page = try await redmine.page(key)
    let begin = try #require(page.firstRange(of: "id=\"journal-")?.lowerBound)
    let note = page[begin...].components(separatedBy: "</div>\n  </div>").first ?? ""
    let wiki = try #require(note.components(separatedBy: "class=\"wiki\"").last)
    let links = wiki.components(separatedBy: "<a ").dropFirst().map { $0.prefix { $0 != ">" } }
    let foreign = links.filter { !$0.contains(document.url) }
    #expect(foreign == [] && links.count == 1, "\(wiki)")
    for mark in ["<strong>bold", "<em>it", "<code>", "<del>", "<h1", "<li>", "<td>", "<b>", "<pre>", "<img"] {
      #expect(wiki.firstRange(of: mark) == nil, "\(mark) in \(wiki)")
    }
    let shown = RealRedmine.words(wiki)
    for word in [
      "@reporter", "user:reporter", "#1, ##1, {{toc}} [[Wiki]] !x.png! *bold* _it_ @code@ -del- `tick`", "h1. Big",
      "|a|b|", "<b>raw</b> <pre>pre</pre> ", "a@b.example", "www.evil.example",
    ] {
      #expect(shown.firstRange(of: word) != nil, "\(word) not in \(shown)")
    }
  }
}

extension Notice.Document {
  fileprivate func titled(_ title: String) -> Notice.Document {
    var changed = self
    changed.title = title
    return changed
  }
}

/// The server, looked at through its own API.
struct RealRedmine: TrackerDouble {
  private static let environment = ProcessInfo.processInfo.environment
  static let isThere = environment["COUNTERSIGN_REAL"] == "1" && environment["COUNTERSIGN_REDMINE_URL"] != nil
  static let key = environment["COUNTERSIGN_REDMINE_KEY"] ?? ""
  static let reporterKey = environment["COUNTERSIGN_REDMINE_REPORTER_KEY"] ?? ""
  static let formatting = environment["COUNTERSIGN_REDMINE_FORMATTING"] == "textile" ? "textile" : "markdown"

  let faults = Faults()
  var url: String { Self.environment["COUNTERSIGN_REDMINE_URL"] ?? "" }

  /// The newest hundred, the oldest of them first.
  var issues: [SeenIssue] {
    get async throws {
      let found = try await get("/issues.json?status_id=*&sort=id:desc&limit=100")["issues"]?.list ?? []
      var issues: [SeenIssue] = []
      for issue in found.reversed() {
        guard case .int(let id)? = issue["id"] else { continue }
        let whole = try await get("/issues/\(id).json?include=journals")["issue"] ?? .null
        let notes = (whole["journals"]?.list ?? []).compactMap { $0["notes"]?.string }.filter { !$0.isEmpty }
        issues.append(
          SeenIssue(
            key: "\(id)", title: whole["subject"]?.string ?? "", text: whole["description"]?.string ?? "",
            state: whole["status"]?["name"]?.string ?? "", comments: notes))
      }
      return issues
    }
  }

  /// As people see it.
  func page(_ key: String) async throws -> String {
    String(decoding: try await answer("/issues/\(key)").body, as: UTF8.self)
  }

  /// What people read in a piece of HTML, but for its tags; without the gaps that nobody sees.
  static func words(_ html: String) -> String {
    var words = html.replacing("\u{200B}", with: "")
    for code in UInt8(32)...126 {
      words = words.replacing("&#\(code);", with: String(UnicodeScalar(code)))
    }
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
    return named.reduce(words) { $0.replacing($1.0, with: $1.1) }
  }

  private func get(_ path: String) async throws -> Value { try await answer(path).json }

  private func answer(_ path: String) async throws -> TargetAnswer {
    try await LoopbackClient.send(TargetRequest("GET", url + path, headers: [("x-redmine-api-key", Self.key)]))
  }
}

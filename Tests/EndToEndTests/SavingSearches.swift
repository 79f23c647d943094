import Documents
import Foundation
import TestSupport
import Testing

/// Searches that somebody keeps by a name.
@Suite struct SavingSearches {
  @Test("a search is saved, shown to its owner alone, replaced by one of its name, and forgotten")
  func saving() async throws {
    var team = try Team()
    try await team.register("ada", role: "member")
    try await team.register("tess", role: "member")
    let (ada, tess) = (team["ada"], team["tess"])
    let saved = try await ada.send(
      "POST", "searches", ["name": " What waits ", "filters": ["status": "in_review", "waiting_on": "ada", "q": ""]])
    #expect(saved.status == 201 && saved.json["name"] == "What waits", "\(saved.text)")
    #expect(saved.json["address"] == "/search?status=in_review&waiting_on=ada")
    #expect(saved.json["filters"] == ["status": "in_review", "waiting_on": "ada"])
    let id = try #require(saved.json["id"]?.string)
    let again = try await ada.send("POST", "searches", ["name": "What waits", "filters": ["owner": "tess"]])
    #expect(again.json["id"] == .string(id))
    _ = try await ada.send("POST", "searches", ["name": "Ünlike / others?", "filters": ["q": "ledger"]])
    let listed = try await ada.send("GET", "searches").json
    #expect(listed["items"]?.items.map { $0["name"]?.string } == ["What waits", "Ünlike / others?"])
    #expect(listed["items"]?.items.first?["filters"] == ["owner": "tess"] && listed["next_cursor"] == .null)
    #expect(try await tess.send("GET", "searches").json["items"] == [])
    #expect(try await tess.send("DELETE", "searches/\(id)").code == "search_not_found")

    team.daemon.kill()
    try team.daemon.start()
    let client = TestClient(url: team.daemon.url, token: ada.token)
    #expect(try await client.send("GET", "searches").json["items"]?.items.count == 2)
    #expect(try await client.send("DELETE", "searches/\(id)").json["deleted"] == true)
    #expect(try await client.send("DELETE", "searches/\(id)").status == 404)
    #expect(try await client.send("GET", "searches").json["items"]?.items.count == 1)
    #expect(team.daemon.stop() == 0)
  }

  @Test("what cannot be searched for is refused by its name, and what is saved has an end")
  func refusals() async throws {
    let team = try Team()
    for (body, field) in [
      (["filters": ["q": "a"]], "name"), (["name": "", "filters": ["q": "a"]], "name"),
      (["name": "a\nb", "filters": ["q": "a"]], "name"), (["name": "n"], "filters"),
      (["name": "n", "filters": [:]], "filters"), (["name": "n", "filters": ["q": " "]], "filters"),
      (["name": "n", "filters": ["colour": "red"]], "filters.colour"),
      (["name": "n", "filters": ["status": 1]], "filters.status"),
      (["name": "n", "filters": ["status": "finished"]], "status"),
      (["name": "n", "filters": ["updated_since": "lately"]], "updated_since"),
    ] as [(Value, String)] {
      let answer = try await team.admin.send("POST", "searches", body)
      #expect(answer.status == 400, "\(body): \(answer.text)")
      #expect(answer.json["errors"]?.items.first?["field"] == .string(field), "\(answer.text)")
    }
    for number in 1...102 {
      let name = Value.string("Search \(number + 1000)")
      #expect(try await team.admin.send("POST", "searches", ["name": name, "filters": ["q": "a"]]).status == 201)
    }
    let kept = try await team.admin.send("GET", "searches").json["items"]?.items ?? []
    #expect(kept.count == 100 && kept.last?["name"] == "Search 1102", "\(kept.last ?? .null)")
    #expect(team.daemon.stop() == 0)
  }
}

import Documents
import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import Workflow

@testable import Server

/// What the form of the trail's page asks.
@Suite struct AskingTheTrail {
  private func question(_ query: String) throws -> AuditQuestion {
    try AuditQuestion(
      Request(
        head: HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/audit?" + query),
        body: RequestBody(buffer: ByteBuffer())))
  }

  @Test("a form's spaces, empty fields and days are read as they are meant")
  func read() throws {
    let asked = try question(
      "query=type%3Averdict.*+actor%3Aada&project=&since=2026-01-01&until=2026-01-31&order=oldest")
    #expect(asked.query == "type:verdict.* actor:ada")
    #expect(asked.order == .oldest)
    #expect(asked.parameters.map(\.name) == ["query", "since", "until"])
    #expect(asked.parameters.last?.value == "2026-01-31T23:59:59.999Z")
    #expect(try question("query=&until=").isEmpty)
  }

  @Test("a question's address asks the same again, and its exports ask for the same events")
  func address() throws {
    let asked = try question("query=%22free+text%22+%2B1&until=2026-01-31")
    let again = try question(String(asked.address().dropFirst("/audit?".count)))
    #expect(again == asked)
    #expect(try question(String(asked.address(from: 7).dropFirst("/audit?".count))).from == 7)
    #expect(asked.export("csv").hasPrefix("/api/v1/events/export?query=%22free%20text%22%20%2B1&until=2026-01-31T23"))
    #expect(asked.request().query("query") == asked.query)
  }

  @Test("a fault stands at its field, and one of the query at its column")
  func faults() throws {
    let asked = try question("query=actor:sam+colour:red")
    let query = AuditFaults(Refusal(.malformed, "bad_query", "…"), question: asked)
    #expect(query.byField["query"]?["message"]?.string?.hasPrefix("Column 11: 'colour' is no field") == true)
    #expect(query.byField["query"]?["pointer"]?.string?.hasSuffix("\n          ^") == true)
    let since = AuditFaults(Refusal.field("since", "must be a time."), question: AuditQuestion())
    #expect(since.byField["since"]?["message"] == "Must be a time.")
    let unknown = AuditFaults(Refusal.unknown("document", "x"), question: AuditQuestion())
    #expect(unknown.byField.keys.sorted() == ["query"])
    #expect(AuditFaults(question: asked).isEmpty)
  }
}

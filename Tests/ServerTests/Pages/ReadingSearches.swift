import Ledger
import Testing
import Workflow

@testable import Server

@Suite struct ReadingSearches {
  private func filters(_ given: [String: String]) -> SearchFilters { SearchFilters { given[$0] } }

  @Test("what was left empty asks for nothing")
  func empty() {
    #expect(filters(["q": "", "status": " ", "unknown": "x"]).isEmpty)
    #expect(filters([:]).address() == "/search")
  }

  @Test("the address has what was asked for, in one order, and leads back to the same search")
  func address() {
    let search = filters(["project": "parcel-tracking", "q": "cost & time", "status": "in_review", "owner": ""])
    #expect(search.address() == "/search?q=cost%20%26%20time&project=parcel-tracking&status=in_review")
    #expect(search.address(without: "project") == "/search?q=cost%20%26%20time&status=in_review")
    #expect(search.address(at: "a/b=").hasSuffix("&cursor=a%2Fb%3D"))
  }

  @Test(
    "a filter that cannot be is refused by its name", arguments: [("status", "done"), ("updated_since", "yesterday")])
  func refusals(name: String, value: String) {
    #expect { try filters([name: value]).filter(hidden: []) } throws: { error in
      (error as? Refusal)?.errors.first?.field == name
    }
  }

  @Test("filters become those of the list of documents")
  func filter() throws {
    let filter = try filters(["project": "p", "stage": "review", "updated_since": "2026-11-21"]).filter(hidden: ["h"])
    #expect(filter.project == "p")
    #expect(filter.stage == "review")
    #expect(filter.updatedSince == Timestamp("2026-11-21"))
    #expect(filter.hidden == ["h"])
    #expect(filter.words == nil)
  }

  @Test("each filter is a chip that takes it away; words are not")
  func chips() {
    let chips = filters(["q": "x", "status": "draft", "owner": "ada"]).chips { name, value in "\(name) \(value)" }
    #expect(chips.map(\.label) == ["Status", "Owner"])
    #expect(chips.map(\.value) == ["status draft", "owner ada"])
    #expect(chips.map(\.without) == ["/search?q=x&owner=ada", "/search?q=x&status=draft"])
  }
}

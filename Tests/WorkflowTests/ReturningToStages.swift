import Documents
import Testing
import Workflow

/// Words that an earlier stage approved change while a later one is open.
@Suite struct ReturningToStages {
  @Test("a document is not approved over the head of an earlier stage whose words have changed")
  func earlier() throws {
    let policy = try Policy(
      yaml: """
        name: p
        stages: [{name: one, gate: [{role: technical-lead}]}, {name: two, gate: [{role: security-lead}]}]
        """)
    var story = Scenario()
    try story.act("ada", .open(Scenario.opened(policy: policy), firstDraft: Scenario.draft(["a": "old"])))
    try story.act("ada", .requestReview)
    try story.approve("tess", as: "technical-lead")
    try story.save(Scenario.draft(["a": "new"]))
    let events = try story.approve("sam", as: "security-lead")
    #expect(events == ["verdict.given", "stage.returned"])
    #expect(story.status == .inReview && story.state?.stage == "one")
    #expect(try story.waitsOn() == ["tess"])
    let again = try story.approve("tess", as: "technical-lead")
    #expect(again == ["verdict.given", "stage.completed", "stage.completed", "document.approved"])
  }
}

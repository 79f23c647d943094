import Documents
import Testing
import Workflow

/// A step that is open again marks the later steps whose documents link to what has changed in it.
@Suite struct ReopeningSteps {
  private static func scenario(linking link: String) throws -> ProjectScenario {
    var scenario = ProjectScenario()
    try scenario.complete("idea")
    try scenario.complete("design", links: ["idea": link])
    try scenario.open("plan")
    return scenario
  }

  @Test(
    "a link by id, slug, path or address, with or without a section, is a link",
    arguments: [
      "doc_idea", "the-idea", "doc_idea#a", "the-idea#a", "/documents/the-idea#a",
      "https://docs.example/api/v1/documents/doc_idea?form=record#a", "../the-idea/",
    ])
  func links(link: String) throws {
    var scenario = try Self.scenario(linking: link)
    try scenario.save("idea", ["a": "new", "b": "two"])
    let reopened = try #require(scenario.reopened.first)
    #expect(reopened.stage == "idea" && reopened.project == "p" && reopened.sections == ["a"])
    #expect(reopened.touched.map(\.stage) == ["design"] && reopened.touched.map(\.document) == ["doc_design"])
    #expect(reopened.touched.map(\.sections) == [["a"]])
    #expect(try scenario.board == ["idea/in_review", "design/touched", "plan/blocked"])
  }

  @Test(
    "a link to another document, or to a section whose words are as they were, is not touched",
    arguments: ["doc_ide", "other-the-idea", "the-idea#b", "https://docs.example/the-idea/history", "the-idea#"])
  func elsewhere(link: String) throws {
    var scenario = try Self.scenario(linking: link)
    try scenario.save("idea", ["a": "new", "b": "two"])
    let reopened = try #require(scenario.reopened.first)
    let isWhole = link.hasSuffix("#")
    #expect(reopened.touched.isEmpty == !isWhole, "A fragment without a name is the whole document.")
    #expect(try scenario.project.entry(ofStep: "design")?.touchedBy.isEmpty == !isWhole)
  }

  @Test("the events say that it is open again, and then which steps rest on it")
  func order() throws {
    var scenario = try Self.scenario(linking: "the-idea")
    try scenario.save("idea", ["a": "new", "b": "two"])
    #expect(
      scenario.told.map(\.type.rawValue) == [
        "draft.saved", "verdict.staled", "document.reopened", "project.step_reopened",
      ])
    #expect(scenario.refusal("ada", on: "plan", .requestReview)?.code == "step_not_open")
  }

  @Test("it is told once, and again only for sections that are new or changed after the later step answered")
  func again() throws {
    var scenario = try Self.scenario(linking: "the-idea")
    try scenario.save("idea", ["a": "new", "b": "two"])
    try scenario.save("idea", ["a": "newer", "b": "two"])
    #expect(scenario.reopened.isEmpty, "The step is marked with that section already.")
    try scenario.save("idea", ["a": "newer", "b": "also"])
    #expect(scenario.reopened.first?.touched.first?.sections == ["a", "b"])
    try scenario.save("design", ["a": "answers", "b": "two"])
    #expect(try scenario.project.entry(ofStep: "design")?.touchedBy == [:])
    try scenario.act("tess", on: "idea", .addComment(Self.comment))
    #expect(scenario.reopened.isEmpty, "A draft answered to these words.")
    try scenario.save("idea", ["a": "newest", "b": "also"])
    #expect(scenario.reopened.first?.touched.first?.stage == "design")
  }

  @Test("when the words come back the marks go, and those of an earlier reopening stay")
  func undone() throws {
    var scenario = try Self.scenario(linking: "the-idea")
    try scenario.save("idea", ["a": "new", "b": "also"])
    try scenario.save("idea", ["a": "one", "b": "also"])
    #expect(scenario.reopened.first?.touched.map(\.sections) == [["b"]])
    try scenario.save("idea", ["a": "one", "b": "two"])
    #expect(scenario.reopened.first?.touched.map(\.sections) == [[]])
    #expect(scenario.completed.map(\.stage) == ["idea"], "Its approval is back.")
    #expect(try scenario.board == ["idea/complete", "design/complete", "plan/drafting"])
    try scenario.save("idea", ["a": "new", "b": "two"])
    try scenario.judge("idea")
    try scenario.save("idea", ["a": "new", "b": "also"])
    #expect(scenario.reopened.first?.touched.map(\.sections) == [["b", "a"]])
    try scenario.save("idea", ["a": "new", "b": "two"])
    #expect(try scenario.board == ["idea/complete", "design/touched", "plan/drafting"])
    #expect(try scenario.project.entry(ofStep: "design")?.touchedBy["idea"]?.contains("a") == true)
  }

  private static let comment = CommentAdded(comment: "c1", body: "Hm.", anchor: nil, revision: 1, replyTo: nil)

  @Test("an approval of the later step answers too, and an approval of the earlier one begins anew")
  func approval() throws {
    var scenario = try Self.scenario(linking: "the-idea#a")
    try scenario.save("idea", ["a": "new", "b": "two"])
    try scenario.act("ada", on: "design", .reopen(reason: "To look at it again."))
    #expect(scenario.reopened.map(\.stage) == ["design"])
    try scenario.judge("idea")
    #expect(scenario.completed.map(\.stage) == ["idea"])
    #expect(try scenario.board[1] == "design/touched")
    #expect(scenario.completed.first?.nextAction.hasPrefix("Step 1, 'Design': It rests on changed words") == true)
    try scenario.submit("design")
    #expect(scenario.completed.map(\.stage) == ["design"], "Its words are still those that were approved.")
    #expect(try scenario.board == ["idea/complete", "design/complete", "plan/drafting"])
    try scenario.save("idea", ["a": "once more", "b": "two"])
    #expect(scenario.reopened.first?.touched.map(\.stage) == ["design"])
  }

  @Test("reopened by hand it says so, and touches nothing until a word changes")
  func byHand() throws {
    var scenario = try Self.scenario(linking: "the-idea")
    try scenario.act("ada", on: "idea", .reopen(reason: "A new law."))
    #expect(scenario.reopened.map(\.sections) == [[]] && scenario.reopened.map(\.touched) == [[]])
    try scenario.save("idea", ["a": "new", "b": "two"])
    #expect(scenario.reopened.first?.touched.map(\.stage) == ["design"])
    let action = try scenario.project.nextAction(of: ProjectScenario.steps[1])
    #expect(action?.contains("'Idea' (a)") == true)
  }

  @Test("a document that was never approved, or is no step, tells nothing")
  func never() throws {
    var scenario = ProjectScenario()
    try scenario.open("idea")
    try scenario.open("design", links: ["idea": "the-idea"])
    try scenario.save("idea", ["a": "new", "b": "two"])
    #expect(scenario.reopened.isEmpty)
    #expect(try scenario.board == ["idea/drafting", "design/blocked", "plan/blocked"])
  }
}

import Documents
import Testing
import Workflow

/// The order of a project's steps: which document is which, when it may begin, and what its completion tells.
@Suite struct TakingSteps {
  @Test("a document without a step is the first with its template that has none yet, and then none at all")
  func choosing() throws {
    var scenario = ProjectScenario()
    #expect(try scenario.project.step(named: nil, for: "short")?.name == "idea")
    try scenario.open("idea")
    #expect(try scenario.project.step(named: nil, for: "short")?.name == "plan")
    try scenario.open("plan")
    #expect(try scenario.project.step(named: nil, for: "short") == nil)
    #expect(try scenario.project.step(named: nil, for: "another") == nil)
    try scenario.act("ada", on: "idea", .deprecate(reason: "We began again."))
    #expect(try scenario.project.step(named: nil, for: "short")?.name == "idea")
  }

  @Test("a step that is unknown, written from another template, or has its document is refused")
  func refusing() throws {
    var scenario = ProjectScenario()
    try scenario.open("idea")
    func refusal(_ opened: DocumentOpened, in scenario: ProjectScenario) -> Refusal? {
      scenario.refusal("ada", on: "new", .open(opened, firstDraft: Scenario.draft(["a": "one"])))
    }
    let unknown = refusal(ProjectScenario.opened("test"), in: scenario)
    #expect(unknown?.errors.first?.field == "step" && unknown?.detail.contains("idea, design, plan") == true)
    let other = refusal(ProjectScenario.opened("design", template: "short"), in: scenario)
    #expect(other?.errors.first?.field == "step" && other?.detail.contains("'long'") == true)
    let taken = refusal(ProjectScenario.opened("idea"), in: scenario)
    #expect(taken?.code == "step_has_document" && taken?.detail.contains("the-idea") == true)
    #expect(refusal(ProjectScenario.opened("plan"), in: scenario) == nil)
    let without = refusal(ProjectScenario.opened("idea"), in: ProjectScenario(steps: []))
    #expect(without?.errors.first?.field == "step" && without?.detail.contains("no pipeline") == true)
    try scenario.act("ada", on: "idea", .deprecate(reason: "We began again."))
    #expect(refusal(ProjectScenario.opened("idea"), in: scenario) == nil)
  }

  @Test("a step may be drafted at once, and submitted only when what it requires is complete")
  func order() throws {
    var scenario = ProjectScenario()
    #expect(try scenario.board == ["idea/ready", "design/blocked", "plan/blocked"])
    try scenario.open("design")
    let early = scenario.refusal("ada", on: "design", .requestReview)
    #expect(early?.code == "step_not_open" && early?.detail.contains("'Idea' is") == true)
    try scenario.save("design", ["a": "more", "b": "two"])
    try scenario.open("idea")
    #expect(try scenario.board == ["idea/drafting", "design/blocked", "plan/blocked"])
    try scenario.submit("idea")
    #expect(scenario.refusal("ada", on: "design", .requestReview)?.code == "step_not_open")
    try scenario.judge("idea")
    #expect(try scenario.board == ["idea/complete", "design/drafting", "plan/blocked"])
    try scenario.submit("design")
    #expect(try scenario.board == ["idea/complete", "design/in_review", "plan/blocked"])
    try scenario.judge("design")
    #expect(try scenario.board == ["idea/complete", "design/complete", "plan/ready"])
  }

  @Test("a step that was sent back does not let the next one begin")
  func sentBack() throws {
    var scenario = ProjectScenario()
    try scenario.open("idea")
    try scenario.open("design")
    try scenario.submit("idea")
    try scenario.judge("idea", .rejected)
    #expect(scenario.completed.isEmpty)
    #expect(try scenario.project.nextAction() == "Step 0, 'Idea': ada is to revise it.")
    #expect(scenario.refusal("ada", on: "design", .requestReview)?.code == "step_not_open")
  }

  @Test("a completed step tells what came of it, and who is to do what next")
  func completion() throws {
    var scenario = ProjectScenario()
    try scenario.open("idea", links: ["ticket": "https://tracker.example/7"])
    try scenario.submit("idea")
    #expect(scenario.completed.isEmpty)
    try scenario.judge("idea", .approvedWithModifications)
    let idea = try #require(scenario.completed.first)
    #expect(idea.event == "project.step_completed" && idea.project == "p" && idea.stage == "idea" && idea.number == 0)
    #expect(idea.status == "approved_with_modifications")
    #expect(
      idea.artifacts == [
        "document": "doc_idea", "slug": "the-idea", "revision": "1", "ticket": "https://tracker.example/7",
      ])
    #expect(idea.nextAction == "Step 1, 'Design': ada is to open its document from the template 'long'.")
    try scenario.open("design")
    try scenario.open("plan")
    try scenario.submit("design")
    try scenario.judge("design")
    #expect(scenario.completed.map(\.nextAction) == ["Step 2, 'Plan': ada is to submit 'The plan'."])
    try scenario.submit("plan")
    try scenario.judge("plan")
    #expect(scenario.completed.map(\.nextAction) == ["Every step is complete."])
  }

  @Test("a document of the project that is no step tells nothing and waits for nothing")
  func outside() throws {
    var scenario = ProjectScenario()
    let opened = ProjectScenario.opened(nil)
    try scenario.act("ada", on: "other", .open(opened, firstDraft: Scenario.draft(["a": "one"])))
    try scenario.submit("other")
    try scenario.judge("other")
    #expect(scenario.documents["other"]?.status == .approved && scenario.completed.isEmpty)
    #expect(try scenario.board == ["idea/ready", "design/blocked", "plan/blocked"])
  }

  @Test("a document that is imported in review begins its step only when it may")
  func importing() throws {
    let history = ImportedHistory(of: ParsedDocument("# T\n\n**Status**: In Review\n"))
    #expect(history.status == .inReview)
    var scenario = ProjectScenario()
    let imported = DocumentImported(path: "design.md", digest: "d", templateScore: 1, history: history)
    let command = DocumentCommand.importDocument(
      ProjectScenario.opened("design", template: "long"), firstDraft: Scenario.draft(["a": "one"]), imported: imported)
    let early = try scenario.decide("ada", on: "design", command)
    #expect(early.map(\.type.rawValue) == ["document.opened", "draft.saved", "document.imported"])
    try scenario.complete("idea")
    let later = try scenario.decide("ada", on: "design", command)
    #expect(later.map(\.type.rawValue).contains("review.requested"))
  }
}

import Documents
import Foundation
import Testing
import Workflow

/// A revision's event holds what changed; the document that comes of it is the one that whole lists would make.
@Suite struct SavingChanges {
  private static let savesMax = 110

  @Test(
    "random edits come to the same document as if each event named all sections",
    arguments: 1...6 as ClosedRange<UInt64>)
  func folds(seed: UInt64) throws {
    var random = Randomness(seed: seed)
    var sections = (0..<1 + random.below(60)).map { Self.section($0, &random) }
    var scenario = Scenario()
    try scenario.act("ada", .open(Scenario.opened(), firstDraft: Self.draft(sections)))
    var (old, taken, lists) = (nil as DocumentState?, 0, [[], sections])
    for number in 0..<Self.savesMax {
      for (event, position, document) in scenario.log[taken...] where document != nil {
        if case .documentOpened(let opened) = event {
          old = DocumentState(id: "doc", opened: opened, at: position)
        } else {
          old?.evolve(try Self.asVersion1(event, sections), at: position)
        }
      }
      taken = scenario.log.count
      #expect(scenario.state == old, "seed \(seed), save \(number)")
      #expect(scenario.state?.sections == sections, "seed \(seed), save \(number)")
      if number % 9 == 0 || number == 22 { try Self.checkEarlier(of: scenario.state, lists, seed: seed) }
      Self.edit(&sections, number, &random)
      // A title is part of the words: without other words there is nothing to save.
      if sections.map(\.text) == lists.last?.map(\.text) {
        sections = lists.last ?? []
        continue
      }
      try scenario.act("ada", .saveDraft(Self.draft(sections), baseRevision: scenario.state?.revision ?? 0))
      lists.append(sections)
    }
    Self.checkKeys(scenario.log.map(\.event))
  }

  @Test("what did not change is not said again")
  func unchanged() throws {
    var scenario = Scenario()
    let checklist = Checklist(
      id: "must", title: "Must", kind: .mustVerify, section: "s0",
      items: [ChecklistItem(id: "safe", text: "Safe", required: true, ticked: false, line: 3)])
    var random = Randomness(seed: 1)
    var sections = (0..<40).map { Self.section($0, &random) }
    func draft() -> DraftContent {
      var draft = Self.draft(sections)
      draft.checklists = [checklist]
      draft.frontMatter = ["tier": "1"]
      draft.lint = [LintRemark(rule: "placeholder", count: 1, line: 1)]
      return draft
    }
    try scenario.act("ada", .open(Scenario.opened(), firstDraft: draft()))
    sections[20].text = "other"
    sections[20].digest = "other"
    let events = try scenario.decide("ada", .saveDraft(draft(), baseRevision: 1))
    guard case .draftSaved(let saved) = events[0] else {
      Issue.record("\(events)")
      return
    }
    let runs: [SectionRun] = [.kept(from: 0, count: 20), .new([sections[20]]), .kept(from: 21, count: 19)]
    #expect(saved.sections == .changes(runs) && saved.changedSections == ["s20"])
    #expect(saved.checklists == nil && saved.questions == nil && saved.frontMatter == nil && saved.lint == nil)
    #expect(saved.datedItems == nil)
    #expect(try events[0].encoded().count < 400)
  }

  @Test("places that the list before does not have give nothing, and nothing fails")
  func foreignRuns() {
    var random = Randomness(seed: 1)
    let before = (0..<3).map { Self.section($0, &random) }
    let runs: [SectionRun] = [
      .kept(from: 2, count: 5), .kept(from: 9, count: 1), .kept(from: -1, count: 2), .kept(from: 0, count: -1),
    ]
    #expect(DraftSections.changes(runs).resolved(before: before) == [before[2]])
  }

  @Test("what is held of earlier revisions is bounded, and the oldest go first")
  func bounded() throws {
    var scenario = Scenario()
    let count = WorkflowLimits.sectionsMax
    func draft(_ revision: Int) -> DraftContent {
      Self.draft(
        (0..<count).map { SectionRef(id: "s\($0)", title: "S", level: 1, digest: "\(revision)", text: "\(revision)") })
    }
    try scenario.act("ada", .open(Scenario.opened(), firstDraft: draft(1)))
    for revision in 2...6 { try scenario.act("ada", .saveDraft(draft(revision), baseRevision: revision - 1)) }
    let state = try #require(scenario.state)
    #expect(state.earlierSections.count <= WorkflowLimits.recentSectionsMax)
    #expect(state.sections(of: 5)?.first?.text == "5" && state.sections(of: 3)?.first?.text == "3")
    #expect(state.sections(of: 2) == nil && state.sections(of: 7) == nil && state.sections(of: 0) == nil)
  }

  // MARK: Making and checking

  private static func section(_ number: Int, _ random: inout Randomness) -> SectionRef {
    let words = "w\(random.below(1_000_000))"
    return SectionRef(id: "s\(number)", title: "S \(number)", level: 1 + number % 3, digest: words, text: words)
  }

  private static func draft(_ sections: [SectionRef]) -> DraftContent {
    DraftContent(
      sections: sections, checklists: [], questions: [], message: nil, source: DraftSource(kind: "api"))
  }

  private static func edit(_ sections: inout [SectionRef], _ number: Int, _ random: inout Randomness) {
    for _ in 0..<1 + random.below(3) {
      let place = random.below(sections.count)
      switch random.below(20) {
      case 0..<12: sections[place] = replaced(sections[place], &random)
      case 12..<14: sections.insert(section(1000 + number * 10 + random.below(10), &random), at: place)
      case 14..<16 where sections.count > 1: sections.remove(at: place)
      case 16..<18 where sections.count > 1:
        sections.insert(sections.remove(at: place), at: random.below(sections.count))
      case 18: sections[place].title += "!"
      default: sections = sections.map { replaced($0, &random) }
      }
    }
    // Two new sections may have been given one id.
    var seen: Set<String> = []
    sections.removeAll { !seen.insert($0.id).inserted }
  }

  private static func replaced(_ old: SectionRef, _ random: inout Randomness) -> SectionRef {
    var new = section(0, &random)
    (new.id, new.title, new.level) = (old.id, old.title, old.level)
    return new
  }

  /// The event as version 1 stored it, read again.
  private static func asVersion1(_ event: Event, _ sections: [SectionRef]) throws -> Event {
    guard case .draftSaved(var saved) = event else { return event }
    saved.sections = .all(sections)
    let payload = try JSONDecoder().decode(Value.self, from: Event.draftSaved(saved).encoded())
    guard case .object(var members) = payload else { return event }
    members["sections"] = payload["sections"]?["all"]
    return try Event(type: "draft.saved", schemaVersion: 1, payload: JSONEncoder().encode(Value.object(members)))
  }

  private static func checkEarlier(of state: DocumentState?, _ lists: [[SectionRef]], seed: UInt64) throws {
    let state = try #require(state)
    let first = max(1, state.revision - WorkflowLimits.recentRevisionsMax + 1)
    for number in first...state.revision {
      #expect(state.sections(of: number) == lists[number], "seed \(seed), revision \(number) of \(state.revision)")
    }
    #expect(state.sections(of: first - 1) == nil && state.sections(of: state.revision + 1) == nil)
  }

  private static func checkKeys(_ events: [Event]) {
    var (since, changes) = (0, 0)
    for event in events {
      guard case .draftSaved(let saved) = event else { continue }
      since = saved.sections.all == nil ? since + 1 : 0
      changes += saved.sections.all == nil ? 1 : 0
      #expect(since < WorkflowLimits.keyRevisionEvery)
      if saved.revision % WorkflowLimits.keyRevisionEvery == 1 { #expect(saved.sections.all != nil) }
    }
    #expect(changes > 0)
  }
}

import Documents
import Ledger
import Workflow

/// A project's board: its steps in their order, where each document stands, and what it waits for.
struct BoardModel {
  struct Shown {
    let state: DocumentState
    let turns: [Turn]
  }

  let record: ProjectRecord
  let project: ProjectState
  /// The documents of the steps, by their id.
  let documents: [String: Shown]
  let others: DocumentListing.Found
  let mayWrite: Bool
  let now: Timestamp
  let words: PageWords

  func value() -> Value {
    let progress = ProjectProgress(project)
    return [
      "slug": .string(project.slug), "title": .string(record.opened.title),
      "address": .string("/projects/" + project.slug), "restricted": .bool(project.isRestricted),
      "may_write": .bool(mayWrite), "opened": PageWords.time(record.createdAt),
      "links": .array(Self.links(record.opened.links)), "done": .int(progress.done), "of": .int(progress.of),
      "has_progress": .bool(progress.of > 0), "progress": .string(progress.text),
      "counts": .array(project.counts.map(ProjectLine.count)), "has_steps": .bool(!project.steps.isEmpty),
      "steps": .array(project.steps.map(step)), "rows": .array(others.rows.map { $0.merging(["project": .null]) }),
      "has_rows": .bool(!others.rows.isEmpty), "empty": .bool(project.entries.isEmpty && project.steps.isEmpty),
      "next": Value(
        others.next.map { "/projects/\(project.slug)?cursor=\(FormCoding.encoded(Page.cursor($0)))#_others" }),
    ]
  }

  /// Only what leads to a page: a link may say anything.
  private static func links(_ links: [String: String]) -> [Value] {
    links.sorted { $0.key < $1.key }.map { name, target in
      let isPage = ["http://", "https://"].contains { target.lowercased().hasPrefix($0) }
      return ["name": .string(name), "href": isPage ? .string(target) : .null, "text": .string(target)]
    }
  }

  private func step(_ step: PipelineStep) -> Value {
    let state = project.state(of: step)
    let entry = project.entry(ofStep: step.name)
    let shown = entry.flatMap { documents[$0.document] }
    return [
      "number": .int(step.number), "name": .string(step.name), "title": .string(step.title),
      "template": .string(step.template), "state": .string(StepWords.sign(state)),
      "state_text": .string(StepWords.state(state)), "current": .bool(step == project.currentStep),
      "document": shown.map(document) ?? .null, "no_document": .bool(entry == nil),
      "waiting": .array(WaitingWords.lines(state == .complete ? [] : shown?.turns ?? [], words)),
      "next": Value(next(step, state)), "may_open": .bool(entry == nil && mayWrite),
      "open_address": .string("/projects/\(project.slug)?step=\(FormCoding.encoded(step.name))#_open"),
    ]
  }

  private func document(_ shown: Shown) -> Value {
    DocumentRow(state: shown.state, turns: shown.turns, words: words).value()
      .merging(["time": .string(time(shown.state))])
  }

  /// How long it took from its opening to its approval, or how long it has been open.
  private func time(_ state: DocumentState) -> String {
    if let approved = state.approvedAt {
      return "Approved \(Durations.text(from: state.createdAt, to: approved)) after it was opened"
    }
    let open = "Open for \(Durations.text(from: state.createdAt, to: now))"
    guard state.status == .inReview else { return open }
    return open + ", in this stage for \(Durations.text(from: state.stageEnteredAt, to: now))"
  }

  /// What is to be done that is nobody's turn in the document itself.
  private func next(_ step: PipelineStep, _ state: StepState) -> String? {
    let missing = PageWords.list(project.missing(for: step).map { "“\($0.title)”" })
    let entry = project.entry(ofStep: step.name)
    switch state {
    case .complete, .inReview, .drafting: return nil
    case .blocked where entry == nil: return "Begins once \(missing) is complete."
    case .blocked: return "It can be written, and be submitted once \(missing) is complete."
    case .ready: return "Somebody opens its document from the template “\(step.template)”."
    case .touched:
      let causes = project.steps.compactMap { step in entry?.touchedBy[step.name].map { _ in "“\(step.title)”" } }
      return "Words of \(PageWords.list(causes)) changed: answer with a draft, or have it approved again."
    }
  }
}

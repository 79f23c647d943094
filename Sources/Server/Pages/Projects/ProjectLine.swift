import Documents
import Ledger
import Workflow

/// A project as a line of the list: how far it is, and whom it waits for.
struct ProjectLine {
  let record: ProjectRecord
  let project: ProjectState
  /// Of the step that it is at.
  let turns: [Turn]
  let words: PageWords

  func value() -> Value {
    let progress = ProjectProgress(project)
    return [
      "href": .string("/projects/" + project.slug), "slug": .string(project.slug),
      "title": .string(record.opened.title), "restricted": .bool(project.isRestricted),
      "done": .int(progress.done), "of": .int(progress.of), "has_progress": .bool(progress.of > 0),
      "progress": .string(progress.text), "step": Value(project.currentStep.map(said)),
      "waiting": .array(WaitingWords.lines(turns, words)), "counts": .array(project.counts.map(Self.count)),
      "complete": .bool(!project.steps.isEmpty && project.currentStep == nil && progress.done == progress.of),
    ]
  }

  private func said(_ step: PipelineStep) -> String {
    "Step \(step.number), \(step.title): \(StepWords.state(project.state(of: step)).lowercased())"
  }

  static func count(_ counted: (status: DocumentState.Status, count: Int)) -> Value {
    [
      "status": .string(counted.status.rawValue),
      "text": .string(
        counted.status == .draft
          ? PageWords.count(counted.count, "draft")
          : "\(counted.count) \(PageWords.status(counted.status.rawValue).lowercased())"),
    ]
  }
}

/// How much of a project is done: steps of its pipeline, or documents where it has none.
struct ProjectProgress {
  let done: Int
  let of: Int
  let text: String

  init(_ project: ProjectState) {
    guard project.steps.isEmpty else {
      done = project.steps.count { project.isComplete($0.name) }
      of = project.steps.count
      text = "\(done) of \(PageWords.count(of, "step")) complete"
      return
    }
    let documents = project.entries.filter { !$0.isDeprecated }
    done = documents.count { $0.isApproved }
    of = documents.count
    text = of == 0 ? "No document yet" : "\(done) of \(PageWords.count(of, "document")) approved"
  }
}

enum StepWords {
  static func state(_ state: StepState) -> String {
    switch state {
    case .blocked: "Waits for earlier steps"
    case .ready: "Ready to begin"
    case .drafting: "Being written"
    case .inReview: "In review"
    case .complete: "Complete"
    case .touched: "Rests on changed words"
    }
  }

  /// The class of its sign.
  static func sign(_ state: StepState) -> String {
    switch state {
    case .blocked: "later"
    case .ready, .drafting: "open"
    case .inReview: "now"
    case .complete: "done"
    case .touched: "stale"
    }
  }
}

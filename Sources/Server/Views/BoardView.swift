import Documents
import Foundation
import Workflow

/// A project with the state of each step, who has the turn, and what it waits for.
struct BoardView {
  private let project: ProjectState
  private let url: String
  private var documents: [String: DocumentState] = [:]
  private var turns: [String: [Turn]] = [:]
  /// The documents that are no step, as far as this page shows them.
  private var others: [String] = []
  private var next: String?

  init(project: ProjectState, url: String) {
    self.project = project
    self.url = url
  }

  /// The board of a project that is being opened: nothing is there yet.
  init(opened: ProjectOpened, url: String) {
    self.init(project: ProjectState(opened), url: url)
  }

  /// Shows the documents that are no step after one of them, in the order in which they were opened.
  mutating func turnPage(after cursor: String?, limit: Int) throws(Refusal) {
    let steps = Set(project.steps.compactMap { project.entry(ofStep: $0.name)?.document })
    let ids = project.entries.map(\.document)
    var from = 0
    if let cursor {
      guard let index = ids.firstIndex(of: cursor) else {
        throw Refusal.field("cursor", "must be a next_cursor of this project.")
      }
      from = index + 1
    }
    let rest = ids[from...].filter { !steps.contains($0) }
    others = Array(rest.prefix(limit))
    next = rest.count > limit ? others.last : nil
  }

  /// The documents that it needs to know of.
  var shown: [String] { project.steps.compactMap { project.entry(ofStep: $0.name)?.document } + others }

  mutating func add(_ document: DocumentState, turns: [Turn]) {
    documents[document.id] = document
    self.turns[document.id] = turns
  }

  var members: [String: Value] {
    let cursor = next.map(Page.cursor)
    let rest = others.compactMap { documents[$0] }
    guard !project.steps.isEmpty else {
      return ["steps": .array(rest.map(listed)), "next_cursor": Value(cursor)]
    }
    return [
      "steps": .array(project.steps.map(step)),
      "next_action": .string(project.nextAction { turns[$0] ?? [] }),
      "documents": .array(rest.map { shown($0).merging(["template": .string($0.opened.template)]) }),
      "next_cursor": Value(cursor),
    ]
  }

  private func step(_ step: PipelineStep) -> Value {
    let entry = project.entry(ofStep: step.name)
    let document = entry.flatMap { documents[$0.document] }
    let turns = entry.flatMap { self.turns[$0.document] } ?? []
    let touched = entry?.touchedBy.sorted { $0.key < $1.key } ?? []
    return [
      "number": .int(step.number), "name": .string(step.name), "title": .string(step.title),
      "template": .string(step.template), "workflow": Value(step.workflow), "requires": Value(step.requires),
      "state": .string(project.state(of: step).rawValue), "document": document.map(shown) ?? .null,
      "started_at": Value(document?.createdAt), "submitted_at": Value(document?.submittedAt),
      "completed_at": Value(document?.completedAt), "approved_at": Value(document?.approvedAt),
      "turn": .array(turns.map(TurnView.value)),
      "touched_by": .array(touched.map { ["stage": .string($0.key), "sections": Value($0.value)] }),
      "next_action": Value(project.nextAction(of: step, turns: turns)),
    ]
  }

  private func shown(_ document: DocumentState) -> Value {
    [
      "id": .string(document.id), "slug": .string(document.opened.slug), "title": .string(document.title),
      "status": .string(document.status.rawValue), "stage": .string(document.stage),
      "url": .string("\(url)/api/v1/documents/\(document.id)"),
    ]
  }

  /// A document of a project that has no pipeline.
  private func listed(_ document: DocumentState) -> Value {
    [
      "document": .string(document.id), "slug": .string(document.opened.slug), "title": .string(document.title),
      "template": .string(document.opened.template), "status": .string(document.status.rawValue),
      "stage": .string(document.stage),
    ]
  }

  static func project(_ opened: ProjectOpened) -> Value {
    [
      "slug": .string(opened.slug), "title": .string(opened.title), "pipeline": Value(opened.pipeline),
      "configuration": .object(opened.configuration), "links": Value(opened.links),
      "restricted": .bool(opened.restricted ?? false),
    ]
  }
}

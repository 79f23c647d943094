import Documents

/// What a project's pipeline says of its documents.
extension ProjectState {
  /// The step that a new document is: the one that is named, else the first with its template that has no document yet;
  /// nil where it stands outside of the pipeline.
  package func step(named name: String?, for template: String) throws(Refusal) -> PipelineStep? {
    guard let name else { return steps.first { $0.template == template && entry(ofStep: $0.name) == nil } }
    try mayOpen(step: name, template: template)
    return step(named: name)
  }

  /// Whether a document may be opened for the step that it names.
  func mayOpen(step name: String, template: String) throws(Refusal) {
    guard !steps.isEmpty else {
      throw Refusal.field("step", "the project '\(slug)' has no pipeline: leave it out.")
    }
    guard let step = step(named: name) else {
      let names = steps.map(\.name).joined(separator: ", ")
      throw Refusal.field("step", "the project '\(slug)' has no step '\(name)'; there are \(names).")
    }
    guard step.template == template else {
      throw Refusal.field(
        "step", "'\(name)' is written from the template '\(step.template)', not from '\(template)': name that one.")
    }
    guard let taken = entry(ofStep: name) else { return }
    throw Refusal(
      .conflict, "step_has_document",
      "The step '\(name)' has its document already, '\(taken.slug)': work on that one, or deprecate it first.")
  }

  /// A step begins when what it requires is complete.
  func mayBegin(_ opened: DocumentOpened) throws(Refusal) {
    guard let step = opened.step.flatMap(step(named:)) else { return }
    let missing = missing(for: step)
    guard missing.isEmpty else {
      throw Refusal(
        .gate, "step_not_open",
        "'\(step.title)' cannot be submitted before \(missing.titles) \(missing.count == 1 ? "is" : "are") complete.")
    }
  }

  /// What a step requires and is not complete, in the order of the pipeline.
  package func missing(for step: PipelineStep) -> [PipelineStep] {
    steps.filter { step.requires.contains($0.name) && !isComplete($0.name) }
  }

  /// What is told when a step's document was approved; nil where it is no step.
  func completed(by document: DocumentState, at time: Timestamp) -> ProjectStepCompleted? {
    guard let step = document.opened.step.flatMap(step(named:)) else { return nil }
    var artifacts = document.opened.links
    artifacts["document"] = document.id
    artifacts["slug"] = document.opened.slug
    artifacts["revision"] = String(document.revision)
    return ProjectStepCompleted(
      project: slug, stage: step.name, number: step.number, status: document.status.rawValue, timestamp: time,
      artifacts: artifacts, nextAction: completing(document).nextAction())
  }

  /// The project as it is once the document at hand counts as approved.
  private func completing(_ document: DocumentState) -> ProjectState {
    var project = self
    if let index = entries.lastIndex(where: { $0.document == document.id }) {
      project.entries[index].isApproved = true
      project.entries[index].touchedBy = [:]
    }
    return project
  }
}

extension [PipelineStep] {
  /// As a sentence names them: 'PRD', 'Discovery Report'.
  var titles: String { map { "'\($0.title)'" }.joined(separator: ", ") }
}

import Documents

/// What a project's pipeline says of one of its documents.
extension ProjectState {
  /// A step begins when what it requires is complete.
  func mayBegin(_ document: DocumentState) throws(Refusal) {
    guard let step = document.opened.step.flatMap(step(named:)) else { return }
    let missing = step.requires.filter { !isComplete($0) }
    guard missing.isEmpty else {
      let names = missing.map { name in "'\(self.step(named: name)?.title ?? name)'" }.joined(separator: ", ")
      throw Refusal(
        .gate, "step_not_open", "'\(step.title)' cannot be submitted before \(names) is complete.")
    }
  }

  /// What is told when a step's document was approved; nil where it is no step.
  func completed(by document: DocumentState, at time: Timestamp) -> ProjectStepCompleted? {
    nil
  }

  /// What is told of the later steps that rest on a step that is open again; nil where there is nothing new to tell.
  func reopening(of document: DocumentState) -> ProjectStepReopened? {
    nil
  }
}

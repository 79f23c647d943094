import Documents

/// Which later steps rest on a step that is open again.
extension ProjectState {
  /// What is told of them; nil where there is nothing new to tell.
  ///
  /// It is told once that an approved step is open again, and then whenever the marks of a later step change: it rests on
  /// a section whose words are no longer those that were approved, or they are again. A later step's own draft or approval
  /// clears its marks: it is marked again only for words that were changed after it.
  func reopening(of document: DocumentState) -> ProjectStepReopened? {
    guard document.isOpen, let approved = document.approvedSections,
      let step = document.opened.step.flatMap(step(named:)), entry(ofStep: step.name)?.document == document.id
    else { return nil }
    let changed = Drafting.changed(from: approved, to: document.sections)
    let touched = touched(by: document, step: step, changed: changed)
    guard document.stepReopened == nil || touched.contains(where: { isNew($0, from: step.name) }) else { return nil }
    return ProjectStepReopened(
      project: slug, stage: step.name, reason: Self.reason(step, changed), sections: changed, touched: touched)
  }

  private static func reason(_ step: PipelineStep, _ changed: [String]) -> String {
    switch changed.count {
    case 0: "'\(step.title)' is open again: its words are those that were approved."
    case 1: "'\(step.title)' is open again: a section has changed since its approval."
    default: "'\(step.title)' is open again: \(changed.count) sections have changed since its approval."
    }
  }

  /// The later steps with the marks that they are to have; no sections where they lose them.
  private func touched(
    by document: DocumentState, step: PipelineStep, changed: [String]
  ) -> [ProjectStepReopened.Touched] {
    steps.filter { $0.number > step.number }.compactMap { later in
      guard let entry = entry(ofStep: later.name), entry.settledAt <= document.draftAt else { return nil }
      let linked = entry.links.values.reduce(into: Set<String>()) { sections, link in
        sections.formUnion(document.sections(changed, behind: link))
      }
      let marked = entry.touchedBy[step.name] ?? []
      let kept = document.stepReopened?.covers(marked, of: later.name) ?? false ? [] : marked
      let sections = changed.filter(linked.contains) + kept.filter { !linked.contains($0) }
      guard !sections.isEmpty || !marked.isEmpty else { return nil }
      return ProjectStepReopened.Touched(stage: later.name, document: entry.document, sections: sections)
    }
  }

  private func isNew(_ touched: ProjectStepReopened.Touched, from stage: String) -> Bool {
    Set(touched.sections) != Set(entry(ofStep: touched.stage)?.touchedBy[stage] ?? [])
  }
}

extension ProjectStepReopened {
  /// Whether a later step's marks are all of this reopening, so that they go when the words come back. Marks that an
  /// earlier one left behind stay.
  fileprivate func covers(_ marked: [String], of stage: String) -> Bool {
    let told = touched.first { $0.stage == stage }?.sections ?? []
    return Set(marked).isSubset(of: told) && Set(told).isSubset(of: sections)
  }
}

extension DocumentState {
  fileprivate var isOpen: Bool { [.draft, .inReview, .rejected].contains(status) }

  /// The changed sections that a link rests on: none where it leads elsewhere; those under the section that it names, as
  /// the document was when it was approved or as it is; all of them where it names none.
  fileprivate func sections(_ changed: [String], behind link: String) -> [String] {
    let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    var address = parts[0].prefix { $0 != "?" }
    while address.hasSuffix("/") { address.removeLast() }
    let names = [id, opened.slug]
    guard names.contains(where: { address == $0 || address.hasSuffix("/" + $0) }) else { return [] }
    guard parts.count == 2, !parts[1].isEmpty else { return changed }
    let named: Set = [String(parts[1])]
    let tree = SectionScope.trees(rootedAt: named, in: approvedSections ?? [])
      .union(SectionScope.trees(rootedAt: named, in: sections))
    return changed.filter(tree.contains)
  }
}

/// Checklists: task items in their lists.
extension RecogniserPass {
  static let itemNameMax = 48

  mutating func findTask(_ item: ListItem, line: Int) {
    let text = Volatile.withoutRemark(item.text)
    let ticked = item.ticked == true
    openChecklist(line)
    let place = findings.checklists.count - 1
    if findings.checklists[place].kind == .questions { findQuestion(item.text, ticked: ticked, line: line) }
    let name = Slug.of(text, charactersMax: Self.itemNameMax)
    findings.checklists[place].items.append(
      ChecklistItem(
        id: names.next(name.isEmpty ? "item" : name), text: text,
        required: findings.checklists[place].kind == .mustVerify, ticked: ticked, line: line))
  }

  /// A new list begins with a new section, or behind a label.
  private mutating func openChecklist(_ line: Int) {
    defer { checklistEnd = line }
    let last = findings.checklists.last
    if last?.section == section, (label?.line ?? 0) < checklistEnd { return }
    let title = label?.text ?? heading
    let kind: Checklist.Kind =
      switch label.map({ SectionRole(title: $0.text, ancestors: []) }) ?? role {
      case .mustVerify: .mustVerify
      case .shouldCheck: .shouldCheck
      case .openQuestions: .questions
      case .plain, .reviewNotes: .plain
      }
    let isFirst = last?.section != section
    let id = isFirst ? section : "\(section)-\(SectionIdentity.slug(of: title))"
    findings.checklists.append(Checklist(id: id, title: title, kind: kind, section: section, items: []))
  }
}

/// Checklists and open questions.
extension RecogniserPass {
  static let itemNameMax = 48
  static let questionNameMax = 40

  mutating func findTask(_ item: ListItem, line: Int) {
    let text = Volatile.withoutRemark(item.text)
    let ticked = item.ticked == true
    openChecklist(line)
    let place = findings.checklists.count - 1
    if findings.checklists[place].kind == .questions {
      let options = QuestionOptions.inline(text)
      addQuestion(
        named: Slug.of(text, charactersMax: Self.questionNameMax), text: text, options: options,
        answered: ticked || Self.isDecided(item.text), line: line)
    }
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

  mutating func findQuestion(_ item: ListItem, line: Int) {
    let text = Volatile.withoutRemark(item.text)
    addQuestion(
      named: Slug.of(text, charactersMax: Self.questionNameMax), text: text, options: QuestionOptions.inline(text),
      answered: Self.isDecided(item.text), line: line)
  }

  mutating func findQuestion(_ row: TableRow) {
    guard let text = row["question"], !text.isEmpty else { return }
    let number = Slug.of(row["#"] ?? row["id"] ?? "", charactersMax: Self.questionNameMax)
    let decision = row["decision"] ?? ""
    let name = number.hasPrefix("q-") ? String(number.dropFirst(2)) : number
    addQuestion(
      named: name.isEmpty ? String(findings.questions.count + 1) : name, text: Volatile.withoutRemark(text),
      options: QuestionOptions.options(in: Volatile.withoutRemark(row["options"] ?? "")),
      recommendation: row["recommendation"].map(Volatile.withoutRemark),
      answered: !decision.isEmpty || row.cells.contains(where: Self.isDecided), line: row.line)
  }

  private mutating func addQuestion(
    named name: String, text: String, options: [Question.Option], recommendation: String? = nil, answered: Bool,
    line: Int
  ) {
    findings.questions.append(
      Question(
        id: names.next(name.isEmpty ? "q" : "q-\(name)"), text: text, options: options,
        recommendation: recommendation, answered: answered, blocking: false, section: section, line: line))
  }

  private static func isDecided(_ text: String) -> Bool { text.contains("[DECIDED") }
}

/// The options of a question.
enum QuestionOptions {
  /// `A: one / B: another`, or two and more parts without letters, which then get them. A single part is no choice.
  static func options(in cell: String) -> [Question.Option] {
    var parts = parts(cell, " / ")
    if parts.count < 2 { parts = self.parts(cell, "<br>") }
    if parts.count < 2 { parts = self.parts(cell, "/").allSatisfy { key($0) != nil } ? self.parts(cell, "/") : [cell] }
    if parts.count < 2 { return parts.first.flatMap(key).map { [$0] } ?? [] }
    return parts.enumerated().map { index, part in
      key(part) ?? Question.Option(key: letter(index), text: part)
    }
  }

  /// Only options with letters, as a list item may end with: `Which? A: one / B: another`.
  static func inline(_ text: String) -> [Question.Option] {
    guard let mark = text.lastIndex(of: "?") else { return [] }
    let options = parts(String(text[text.index(after: mark)...]), " / ").compactMap(key)
    return options.count > 1 ? options : []
  }

  private static func parts(_ text: String, _ separator: String) -> [String] {
    text.split(separator: separator).map(\.trimmed).filter { !$0.isEmpty }
  }

  /// `A: one`, `B) two`.
  private static func key(_ part: String) -> Question.Option? {
    guard let first = part.utf8.first, first.isWord, let mark = part.utf8.dropFirst().first,
      mark == .colon || mark == .closeParenthesis
    else { return nil }
    return Question.Option(key: String(part.prefix(1)), text: part.dropFirst(2).trimmed)
  }

  private static func letter(_ index: Int) -> String {
    index < 26 ? String(decoding: [0x41 + UInt8(index)], as: UTF8.self) : String(index + 1)
  }
}

/// Open questions: rows of a table, items of a list with boxes or without, and lines such as `**Q1**: Which?`.
extension RecogniserPass {
  static let questionNameMax = 40

  /// `item` is the item's text without its box.
  mutating func findQuestion(_ item: String, ticked: Bool? = nil, line: Int) {
    let (name, text) = Self.labelled(Volatile.withoutRemark(item))
    if ticked == nil {
      if Self.saysNone(text) { return }
      if Self.isAnswer(text) { return noteAnswer(text) }
    }
    addQuestion(
      named: name ?? Slug.of(text, charactersMax: Self.questionNameMax), text: text,
      options: QuestionOptions.inline(text), answered: ticked == true || Self.isDecided(item), line: line)
  }

  /// The lines of a paragraph that begin with `**Q1**:` or `**Question 1:**`; `**Answer**:` settles the one before it.
  mutating func findLabelledQuestions(in block: Block) {
    for number in block.lines {
      let text = document.lines[number - 1].trimmed
      guard text.hasPrefix("**") else { continue }
      if Self.isAnswer(text) { noteAnswer(text) }
      if Self.labelled(text).name != nil { findQuestion(text, line: number) }
    }
  }

  /// `Answer: …` below a question of the same section.
  mutating func noteAnswer(_ text: String) {
    guard Self.isAnswer(text), let last = findings.questions.indices.last, findings.questions[last].section == section
    else { return }
    findings.questions[last].answered = true
  }

  mutating func findQuestion(_ row: TableRow) {
    guard let text = row["question"], !text.isEmpty else { return }
    let number = Slug.of(row["#"] ?? row["id"] ?? "", charactersMax: Self.questionNameMax)
    let name = number.hasPrefix("q-") ? String(number.dropFirst(2)) : number
    addQuestion(
      named: name.isEmpty ? String(findings.questions.count + 1) : name, text: Volatile.withoutRemark(text),
      options: QuestionOptions.options(in: Volatile.withoutRemark(row["options"] ?? "")),
      recommendation: row["recommendation"].map(Volatile.withoutRemark), answered: isAnswered(row), line: row.line)
  }

  private func isAnswered(_ row: TableRow) -> Bool {
    let answers = [row["decision"], row["answer"], row["resolution"]].compactMap(\.self)
    if answers.contains(where: { !$0.isEmpty && !Unfilled.isUnfilled($0) }) { return true }
    let settled: Set = ["resolved", "decided", "answered", "closed", "done"]
    return settled.contains(Heading.plain(row["status"] ?? "").lowercased())
      || row.cells.contains(where: Self.isDecided)
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

  /// `Q1: Which?`, `**Q1**: Which?` and `**Question 1:** Which?` are named by their number; nil where there is none.
  private static func labelled(_ text: String) -> (name: String?, text: String) {
    guard let colon = text.prefix(24).firstIndex(of: ":") else { return (nil, text) }
    let label = Heading.plain(String(text[..<colon])).lowercased()
    for prefix in ["question ", "question", "q"] where label.hasPrefix(prefix) {
      let number = label.dropFirst(prefix.count)
      guard !number.isEmpty, number.allSatisfy(\.isNumber) else { continue }
      let rest = text[text.index(after: colon)...].drop { $0 == "*" || $0 == "_" }.trimmed
      return rest.isEmpty ? (nil, text) : (String(number), rest)
    }
    return (nil, text)
  }

  /// `Answer: …`, `**Decision:** …` with words behind it.
  private static func isAnswer(_ text: String) -> Bool {
    guard let colon = text.prefix(24).firstIndex(of: ":") else { return false }
    let label = Heading.plain(String(text[..<colon])).lowercased()
    guard ["answer", "answered", "decision", "decided", "resolution", "resolved", "outcome"].contains(label) else {
      return false
    }
    let value = text[text.index(after: colon)...].drop { $0 == "*" || $0 == "_" }.trimmed
    return !value.isEmpty && !Unfilled.isUnfilled(value)
  }

  /// An item that says that there is no question.
  private static func saysNone(_ text: String) -> Bool {
    let words = text.lowercased().split { !($0.isLetter || $0 == "/") }.joined(separator: " ")
    return ["none", "n/a", "nothing", "no open questions", "no questions", "none at present", "none so far", ""]
      .contains(words)
  }
}

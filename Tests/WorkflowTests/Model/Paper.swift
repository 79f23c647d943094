import Documents
import Workflow

/// The document that the random histories write on: a few sections, each of which may say one of a few things.
enum Paper {
  struct Section {
    let id: String
    let title: String
    let level: Int
    /// What a scope may call it, in lower case: its id, its title, its title without the number.
    let names: [String]

    init(id: String, title: String, level: Int) {
      (self.id, self.title, self.level) = (id, title, level)
      let words = title.lowercased()
      names = [id, words, words.split(separator: " ").last.map(String.init) ?? words]
    }
  }

  static let sections = [
    Section(id: "pre", title: "", level: 0),
    Section(id: "a", title: "1. Alpha", level: 1),
    Section(id: "b", title: "2. Beta", level: 1),
    Section(id: "b1", title: "2.1 Keys", level: 2),
    Section(id: "c", title: "3. Gamma", level: 1),
    Section(id: "d", title: "Delta", level: 1),
  ]

  /// `?` leaves a placeholder, `-` a lone bullet; `2` in section c answers its question.
  static let words = ["1", "2", "3", "?", "-"]

  static func draft(_ words: [String: String]) -> DraftContent {
    let present = sections.filter { words[$0.id] != nil }
    var draft = DraftContent(
      sections: present.map { section in
        let says = "\(section.id): \(words[section.id] ?? "")"
        return SectionRef(id: section.id, title: section.title, level: section.level, digest: says, text: says)
      }, checklists: checklists(words), questions: questions(words), message: nil, source: DraftSource(kind: "api"))
    draft.lint = lint(words)
    return draft
  }

  private static func checklists(_ words: [String: String]) -> [Checklist] {
    guard words["a"] != nil else { return [] }
    let items = [
      ChecklistItem(id: "safe", text: "It is safe", required: true, ticked: false, line: 1),
      ChecklistItem(id: "nice", text: "It is nice", required: false, ticked: false, line: 2),
    ]
    return [Checklist(id: "must", title: "Must Verify", kind: .mustVerify, section: "a", items: items)]
  }

  private static func questions(_ words: [String: String]) -> [Question] {
    guard let says = words["c"] else { return [] }
    return [
      Question(
        id: "which", text: "Which?", options: [], recommendation: nil, answered: says == "2", blocking: true,
        section: "c", line: 5),
      Question(
        id: "why", text: "Why?", options: [], recommendation: nil, answered: false, blocking: false, section: "c",
        line: 6),
    ]
  }

  private static func lint(_ words: [String: String]) -> [LintRemark] {
    [("placeholder", "?"), ("lone_bullet", "-")].compactMap { rule, word in
      let count = words.values.filter { $0 == word }.count
      return count == 0 ? nil : LintRemark(rule: rule, count: count, line: 3)
    }
  }
}

import Documents
import Foundation

extension FuzzTarget {
  static let documents = [
    FuzzTarget(name: "markdown") { try readMarkdown($0.text) },
    FuzzTarget(name: "record") { try fillAndStrip($0.text) },
    FuzzTarget(name: "template") { try render($0.text) },
    FuzzTarget(name: "diff") { try compare($0.halves.0, $0.halves.1) },
    FuzzTarget(name: "definition") { data in _ = try? TemplateDefinition(yaml: data.text) },
    FuzzTarget(name: "json") { try readJSON($0) },
  ]

  private static func readMarkdown(_ text: String) throws {
    let document = ParsedDocument(text)
    try promise(document.sections.map(document.text(of:)).joined() == text, "the sections are not the document")
    let html = Html.render(document).lowercased()
    try promise(!html.contains("<script") && !html.contains("javascript:\""), "what is written is not safe")
    _ = Linter.findings(in: document)
    _ = ImportedHistory(of: document)
  }

  /// What the record form says can be taken out again.
  private static func fillAndStrip(_ text: String) throws {
    let found = Recogniser.findings(in: ParsedDocument(text))
    var state = RecordState(
      status: "Approved", version: "r7", updated: "2026-11-21", startedAt: "2026-11-01T00:00:00.000Z",
      completedAt: "2026-11-02T00:00:00.000Z", approvedAt: "2026-11-03T00:00:00.000Z", reviewers: ["Ada", "Grace"],
      revisions: [.init(number: 1, date: "2026-11-01", author: "Ada", message: "Opened")])
    for item in found.checklists.flatMap(\.items) {
      state.marks[item.id] = .init(isVerified: true, note: "Seen", name: "Grace")
    }
    for question in found.questions { state.decisions[question.id] = "Yes" }
    for role in found.signOffRoles.map(\.role) + ["reviewer"] {
      state.verdicts.append(
        .init(role: role, name: "Grace", outcome: "Approved", signature: "ab12", date: "2026-11-03", note: "Good"))
    }
    let filled = Record.fill(text, with: state)
    try promise(
      Record.strip(filled, authored: text, with: state) == text, "the record form does not give the text back")
    _ = Record.strip(text, authored: filled, with: state)
  }

  private static func render(_ text: String) throws {
    let limits = RenderLimits(outputBytesMax: 64 * 1024, stepsMax: 10_000, depthMax: 20)
    let values: [String: Value] = ["list": ["a", ["b": 1], .null], "text": "T", "number": 7, "truth": true]
    _ = Jinja.variables(in: text)
    let output = try? Jinja.render(text, named: "t", variables: values, limits: limits)
    try promise(output.map { $0.utf8.count <= limits.outputBytesMax } ?? true, "the output is over its limit")
    _ = try? DocumentOpening.render(
      template: text, named: "t", title: "Title", variables: values, configuration: ["Part": "there"], limits: limits)
  }

  private static func compare(_ old: String, _ new: String) throws {
    let unified = Differ.unified(from: old, to: new, fromName: "a", toName: "b")
    try promise(unified.isEmpty == (Array(old.utf8) == Array(new.utf8)), "a difference is missing, or is none")
    let before = ParsedDocument(old)
    _ = Differ.sections(from: before, to: ParsedDocument(new))
  }

  private static func readJSON(_ data: Data) throws {
    guard let value = try? JSONDecoder().decode(Value.self, from: data) else { return }
    guard let written = try? JSONEncoder().encode(value) else { return }
    let again = try? JSONDecoder().decode(Value.self, from: written)
    try promise(again == value, "the JSON that is written is not what was read")
  }
}

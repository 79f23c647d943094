import Documents

/// What an import would do, for a terminal.
struct ImportReport {
  private static let titleCharactersMax = 40
  private static let pathCharactersMax = 60

  let plan: ImportPlan

  var text: String {
    let count = plan.items.count
    let sections = [
      ["\(count) Markdown \(count == 1 ? "file" : "files") read."], table,
      section("Why these templates", plan.items.filter { $0.chosen != nil }.map(why)),
      section("Not understood, and kept as text only", plan.items.flatMap(notUnderstood)),
      section("Read with a remark", plan.items.flatMap(remarks)),
      section("No template fits (--template NAME takes one all the same)", plan.withoutTemplate.map(why)),
      section("There already", plan.there.map { "\($0.file.path): \($0.slug)" }),
      section(
        "Changed since they were imported (countersign save DOCUMENT FILE makes that the next draft)",
        plan.changed.map { "\($0.file.path): \($0.slug)" }),
      section("Left out", plan.leftOut.map { "\($0.path): \($0.reason)" }),
    ]
    return sections.filter { !$0.isEmpty }.map { $0.map(Self.printable).joined(separator: "\n") }
      .joined(separator: "\n\n")
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["\(title):"] + lines.map { "  " + $0 }
  }

  private var table: [String] {
    guard !plan.items.isEmpty else { return [] }
    let head = ["PATH", "TITLE", "TEMPLATE", "STATUS", "DATES", "SIGN-OFFS", "REVISIONS", "NOT UNDERSTOOD"]
    // The row cuts what may be long itself.
    return TextTable(head, plan.items.map(row), cellCharactersMax: .max).lines
  }

  private func row(_ item: ImportPlan.Item) -> [String] {
    let history = item.history
    let names = ["created": "created", "updated": "updated", "approved_at": "approved", "date": "of"]
    let dates = history.dates.compactMap { date in names[date.meaning].map { "\($0) \(date.date)" } }
    return [
      Self.cut(item.file.path, Self.pathCharactersMax), Self.cut(item.title, Self.titleCharactersMax),
      item.chosen.map { "\($0.template) \(Self.score($0))" } ?? "none fits", history.status.rawValue,
      dates.isEmpty ? "-" : dates.joined(separator: ", "), String(history.signOffs.count + history.approvals.count),
      String(history.revisions.count), String(history.notUnderstood.count),
    ].map(Self.printable)
  }

  private func why(_ item: ImportPlan.Item) -> String {
    guard let best = item.chosen ?? item.matches.first else { return "\(item.file.path): there is no template" }
    let next = item.matches.first { $0.template != best.template }
    let other = next.map { "; \(item.chosen == nil ? "then" : "next") \($0.template) \(Self.score($0))" } ?? ""
    // What is missing of a template that does not fit is nearly all of it.
    let why = item.chosen == nil ? best.why.prefix { $0 != ";" } : best.why[...]
    return "\(item.file.path): \(best.template) \(Self.score(best)), \(why)\(other)"
  }

  private func notUnderstood(_ item: ImportPlan.Item) -> [String] {
    item.history.notUnderstood.map { "\(item.file.path), line \($0.line): \($0.what) '\($0.text)'" }
  }

  private func remarks(_ item: ImportPlan.Item) -> [String] {
    item.history.remarks.map { "\(item.file.path): \($0)" }
  }

  /// `0.87`.
  static func score(_ match: TemplateMatch) -> String {
    let hundredths = Int((match.score * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private static func cut(_ text: String, _ most: Int) -> String {
    text.count > most ? text.prefix(most - 1) + "…" : text
  }

  /// Documents are other people's text: nothing of theirs commands the terminal or turns its writing round.
  static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isSafe($0) ? $0 : " " }))
  }
}

extension ImportReport {
  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory != .control && !(0x202A...0x202E).contains(scalar.value)
      && !(0x2066...0x2069).contains(scalar.value)
  }
}

extension ImportPlan.Item {
  /// The document that the file is already; empty where it is new.
  var slug: String {
    switch standing {
    case .there(let slug), .changed(let slug): slug
    case .new: ""
    }
  }
}

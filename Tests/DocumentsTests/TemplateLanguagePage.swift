import Documents
import Foundation
import TestSupport
import Testing

/// `docs/template-language.md` cannot drift: its examples are run, and it must name all that the language has.
@Suite struct TemplateLanguagePage {
  private let page: String

  init() throws {
    page = try String(contentsOf: ProjectFolder.url.appending(path: "docs/template-language.md"), encoding: .utf8)
  }

  /// The cells of each row of the tables whose last column has that heading.
  private func rows(headed heading: String) -> [[String]] {
    var (rows, isInside) = ([[String]](), false)
    for line in page.components(separatedBy: "\n") {
      guard line.hasPrefix("|") else {
        isInside = false
        continue
      }
      let cells = line.replacingOccurrences(of: "\\|", with: "\u{0}").split(separator: "|").map {
        $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "\u{0}", with: "|")
      }
      if isInside, !line.hasPrefix("|---") { rows.append(cells) }
      if cells.last == heading { isInside = true }
    }
    return rows
  }

  private func code(_ cell: String) -> String { String(cell.dropFirst().dropLast()) }

  private func values() throws -> [String: Value] {
    let fence = try #require(
      page.components(separatedBy: "```json\n").dropFirst().first?.components(separatedBy: "```").first)
    return try JSONDecoder().decode([String: Value].self, from: Data(fence.utf8))
  }

  @Test("each example gives what the page says")
  func examples() throws {
    let (rows, values) = (rows(headed: "Gives"), try values())
    #expect(rows.count > 80)
    for row in rows {
      try #require(row.count == 3, "\(row)")
      #expect(try Jinja.render(code(row[1]), named: "page", variables: values) == code(row[2]), "\(row[0])")
    }
  }

  @Test("each error has the code that the page says")
  func errors() throws {
    let rows = rows(headed: "Template that gives it")
    #expect(rows.count == 4)
    for row in rows {
      let error = #expect(throws: TemplateError.self) {
        try Jinja.render(code(row[2]), named: "page", variables: try values())
      }
      #expect(error?.code.rawValue == code(row[0]))
    }
  }

  @Test("every filter and test of the language has its row, and no other")
  func names() {
    let first = rows(headed: "Gives").map { $0[0] }
    func names(of section: String) -> Set<String> {
      let text = page.components(separatedBy: "\n## \(section)\n").last?.components(separatedBy: "\n## ").first ?? ""
      return Set(first.filter { text.contains("\n| \($0) |") }.flatMap { $0.components(separatedBy: ", ").map(code) })
    }
    #expect(names(of: "Filters") == Jinja.filterNames)
    #expect(names(of: "Tests") == Jinja.testNames)
  }

  @Test("the limits are those of the code")
  func limits() {
    let limits = RenderLimits.standard
    #expect(page.contains("- \(limits.outputBytesMax) bytes"))
    #expect(page.contains("- \(limits.stepsMax) steps"))
    #expect(page.contains("- \(limits.depthMax) blocks, and \(limits.depthMax) brackets"))
  }
}

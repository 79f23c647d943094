import Documents
import Testing

@Suite struct LintingBasics {
  @Test("lint names what is unfilled, at its line")
  func lint() {
    let text = "# T\n\n[Say what]\n\n| a | b |\n|---|---|\n|  |  |\n\n-\n\n**Why**:\n\n**Who**: me\n\n{{ left }}\n"
    let found = Linter.findings(in: ParsedDocument(text)).map { "\($0.line) \($0.rule)" }
    #expect(found == ["3 placeholder", "7 empty_table_row", "9 lone_bullet", "11 blank_field", "15 jinja_left"])
  }
}

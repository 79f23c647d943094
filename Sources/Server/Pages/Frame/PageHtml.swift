import Documents
import Foundation

/// Markdown as the HTML of a page.
enum PageHtml {
  /// What the renderer writes of a task's box. No tag of an author comes through it, so that nothing else reads like it.
  private static let boxes = [
    ("<input type=\"checkbox\" disabled> ", "<input type=\"checkbox\" disabled aria-label=\"Not ticked\"> "),
    (
      "<input type=\"checkbox\" disabled checked> ", "<input type=\"checkbox\" disabled checked aria-label=\"Ticked\"> "
    ),
  ]

  /// Each box of a task has a name, for those who hear the page.
  static func render(_ document: ParsedDocument) -> String {
    let html = Html.render(document)
    guard html.contains("type=\"checkbox\"") else { return html }
    return boxes.reduce(html) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }
}

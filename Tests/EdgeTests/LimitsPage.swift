import Edge
import Foundation
import TestSupport
import Testing

@Suite struct LimitsPage {
  @Test("docs/network.md lists the limits as they are")
  func limits() throws {
    let page = try String(
      contentsOf: ProjectFolder.url.appending(path: "docs/network.md"), encoding: .utf8)
    let rows = EdgeLimits.standard.rows.joined(separator: "\n")
    #expect(page.contains("|---|---|---|\n\(rows)\n\n"), "The rows are:\n\(rows)")
  }
}

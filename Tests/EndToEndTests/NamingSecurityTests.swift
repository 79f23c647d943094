import Foundation
import TestSupport
import Testing

/// What docs/security.md says is tested is tested.
@Suite struct NamingSecurityTests {
  @Test("every test that the page names is there, and every row has one or says why not")
  func named() throws {
    let page = try String(contentsOf: ProjectFolder.url.appending(path: "docs/security.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| V") }
    #expect(rows.count > 20)
    let sources = try Self.sources()
    for row in rows {
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      let last = cells.last ?? ""
      let names = last.matches(of: /`([A-Z]\w+)\.(\w+)`/)
      #expect(!names.isEmpty || last.hasPrefix("by "), "\(row)")
      for name in names {
        let (suite, function) = (String(name.output.1), String(name.output.2))
        let isThere = sources.contains {
          ($0.contains("struct \(suite)") || $0.contains("class \(suite)")) && $0.contains("func \(function)(")
        }
        #expect(isThere, "there is no test \(suite).\(function)")
      }
    }
  }

  private static func sources() throws -> [String] {
    let tests = ProjectFolder.url.appending(path: "Tests")
    return try FileManager.default.subpathsOfDirectory(atPath: tests.path).filter { $0.hasSuffix(".swift") }
      .map { try String(contentsOf: tests.appending(path: $0), encoding: .utf8) }
  }
}

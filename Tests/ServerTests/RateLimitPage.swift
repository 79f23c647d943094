import Foundation
import TestSupport
import Testing

@testable import Server

@Suite struct RateLimitPage {
  @Test("docs/network.md lists the rate limits as they are")
  func page() throws {
    let page = try String(contentsOf: ProjectFolder.url.appending(path: "docs/network.md"), encoding: .utf8)
    let rows = RateLimit.allCases.map(\.row).joined(separator: "\n")
    #expect(page.contains("|---|---|---|---|\n\(rows)\n\n"), "The rows are:\n\(rows)")
  }

  @Test("the settings' file names each limit with its figure")
  func settings() throws {
    let file = try String(contentsOf: ProjectFolder.url.appending(path: "config/countersign.yaml"), encoding: .utf8)
    for limit in RateLimit.allCases { #expect(file.contains("#   \(limit.rawValue): \(limit.perMinute)\n")) }
  }
}

extension RateLimit {
  /// The limit as the documentation lists it: a row of Markdown.
  fileprivate var row: String {
    "| `rate_limits.\(rawValue)` | \(perMinute) | \(perMinute * saved) | \(what) |"
  }
}

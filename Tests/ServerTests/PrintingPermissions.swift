import Foundation
import Server
import TestSupport
import Testing

/// The page of the documentation is what the program prints.
@Suite struct PrintingPermissions {
  @Test("docs/permissions.md is the printed matrix: countersign permissions --markdown > docs/permissions.md")
  func page() throws {
    let file = ProjectFolder.url.appending(path: "docs/permissions.md")
    #expect(try String(contentsOf: file, encoding: .utf8) == PermissionsPage.markdown)
  }

  @Test("no route stands in it twice")
  func once() {
    let routes = PermissionMatrix.all.map { "\($0.method) \($0.path)" }
    #expect(Set(routes).count == routes.count)
  }
}

import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// A look around the worked example, until whoever is led has seen enough of it.
struct Tour {
  /// The project of the worked example.
  private static let project = "parcel-lockers"
  private static let cookie = "countersign-tour"
  /// A year.
  private static let seconds = 31_536_000

  let waiting: Waiting

  static func isOver(for request: Request) -> Bool { Cookies.plainValue(of: cookie, in: request) == "over" }

  /// Nothing where the example is not loaded.
  func value() -> Value {
    guard let architecture = address(of: "architecture"), let proposal = address(of: "pipeline-proposal") else {
      return .null
    }
    return ["architecture": .string(architecture), "proposal": .string(proposal)]
  }

  private func address(of template: String) -> String? {
    waiting.entries.first { $0.state.project == Self.project && $0.state.opened.template == template }
      .map { "/documents/" + $0.state.opened.slug }
  }

  /// Hides it, in this browser.
  static func add(to group: RouterGroup<ServerContext>) {
    group.post("tour") { request, context in
      let form = try FormCoding(try await request.body(upTo: BodyLimits.otherBytesMax))
      try context.pageForm.check(form[PageFormSeal.field])
      var response = Response.redirect(to: "/")
      response.set(cookie: "\(cookie)=over; Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax")
      return response
    }
  }
}

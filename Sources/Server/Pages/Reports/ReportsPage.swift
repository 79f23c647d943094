import Documents
import Hummingbird
import Ledger
import Workflow

/// How long documents take, and whom they wait for.
struct ReportsPage {
  /// Documents that one page is made of.
  private static let documentsMax = 50

  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("reports") { request, context in try await page(request, context) }
  }

  private func page(_ request: Request, _ context: ServerContext) async throws -> Response {
    let words = try await PageWords(services)
    let (project, since) = (chosen("project", request), chosen("since", request))
    let hidden = try services.hidden(from: context)
    let projects = try await services.ledger.projects(after: nil, limit: Page.limitMax, hidden: hidden)
    var model: Value = [
      "since": Value(since), "later": .bool(request.query("cursor") != nil),
      "projects": .array(
        projects.map {
          [
            "slug": .string($0.opened.slug), "title": .string($0.opened.title),
            "chosen": .bool($0.opened.slug == project),
          ]
        }),
    ]
    let filters = Self.query([("project", project), ("since", since)])
    let frame = PageFrame(services: services, request: request, context: context)
    do {
      let page = try Page(request)
      let report = try await ReportRoutes(services: services).cycleTimes(
        project: project, since: try since.map(Self.time), page: page, context)
      let next = report["next_cursor"]?.string.map { "/reports?\(Self.query([("cursor", $0)]))&\(filters)" }
      model = model.merging(["next": Value(next), "shown": .int(page.limit), "problem": .null])
      model = model.merging(ReportModel(report: report, words: words).value().members)
      return try await frame.answer("reports", title: "Reports", at: .reports, model)
    } catch let error where Problem(error).status.kind == .clientError {
      let problem = Problem(error)
      model = model.merging(["problem": PageProblems.model(problem), "any": false, "none": false])
      return try await frame.answer("reports", title: "Reports", at: .reports, model, status: problem.status)
    }
  }

  /// A field that was left empty asks for nothing.
  private func chosen(_ name: String, _ request: Request) -> String? {
    request.query(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func time(_ text: String) throws(Refusal) -> Timestamp {
    guard let time = Timestamp(text) else { throw Refusal.field("since", "must be a date such as 2026-11-21.") }
    return time
  }

  private static func query(_ parts: [(String, String?)]) -> String {
    parts.compactMap { name, value in value.map { "\(name)=\(FormCoding.encoded($0))" } }.joined(separator: "&")
  }
}

extension Value {
  fileprivate var members: [String: Value] {
    if case .object(let members) = self { members } else { [:] }
  }
}

import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Takes the forms of pages, and does with each what its route does.
struct FormRoutes {
  let services: ServerServices
  let api: InnerAPI

  func add(to group: RouterGroup<ServerContext>) {
    for form in PageForm.all {
      group.post(RouterPath(form.path)) { request, context in try await take(form, request, context) }
    }
  }

  private func take(_ form: PageForm, _ request: Request, _ context: ServerContext) async throws -> Response {
    let sent = try FormCoding(try await request.body(upTo: BodyLimits.draftJSONBytesMax))
    try context.pageForm.check(sent[PageFormSeal.field])
    let returning = try ReturnPath.check(sent["return_to"])
    do {
      let body = try form.body(of: sent)
      let answer = try await api.send(
        form.method, try target(of: form, context), body: body, key: Self.key(sent, body), in: context)
      return done(answer, to: form.destination(of: answer.value) ?? returning, request)
    } catch {
      return try await refused(Problem(error), form, sent, returning, request, context)
    }
  }

  /// The same form sent twice is done once; the same page's form with other words is another.
  static func key(_ sent: FormCoding, _ body: Value) -> String? {
    sent[PageFormSeal.onceField].map { "\($0.prefix(100)) \(body.json.sha256Hexadecimal.prefix(32))" }
  }

  private func target(of form: PageForm, _ context: ServerContext) throws -> String {
    try form.target.split(separator: "/").map { part in
      guard part.hasPrefix("{") else { return String(part) }
      return FormCoding.encoded(try context.parameters.require(String(part.dropFirst().dropLast())))
    }.joined(separator: "/")
  }

  private func done(_ answer: InnerAPI.Answer, to path: String, _ request: Request) -> Response {
    // A page's script goes on from the answer itself.
    guard !request.wantsJSON else { return .json(answer.value) }
    return Response.redirect(to: path)
  }

  /// Nothing that was typed is lost: it stands in the page that says what is wrong, to be sent again.
  private func refused(
    _ problem: Problem, _ form: PageForm, _ sent: FormCoding, _ returning: String, _ request: Request,
    _ context: ServerContext
  ) async throws -> Response {
    guard !request.wantsJSON else { return problem.response(instance: request.uri.path) }
    let fields = sent.fields.filter { !PageForm.ownFields.contains($0.name) }
    let shown = fields.map { field -> Value in
      let fault = problem.errors.first { $0.field == field.name }?.message
      let isLong = field.value.count > 40 || ["body", "note", "markdown", "reason", "rationale"].contains(field.name)
      return [
        "name": .string(field.name), "label": .string(Self.label(field.name)), "value": .string(field.value),
        "long": .bool(isLong), "hidden": .bool(!isLong && fault == nil), "fault": Value(fault),
      ]
    }
    let model: Value = [
      "action": .string(request.uri.path), "fields": .array(shown), "returning": .string(returning),
      "problem": PageProblems.model(problem),
    ]
    return try await PageFrame(services: services, request: request, context: context)
      .answer("form-again", title: "Not done yet", at: .none, model, status: problem.status)
  }

  /// `anchor.quote` → `Quote`.
  private static func label(_ name: String) -> String {
    let last = name.split { $0 == "." || $0 == "]" }.last.map(String.init) ?? name
    return last.replacingOccurrences(of: "_", with: " ").sentenceCased
  }
}

extension String {
  var sentenceCased: String { prefix(1).uppercased() + dropFirst() }
}

extension Request {
  /// Whether a page's script asks, rather than a browser that goes to a page.
  var wantsJSON: Bool { headers[.accept]?.hasPrefix("application/json") == true }
  /// Whether a browser goes to a page.
  var wantsPage: Bool { headers[.accept]?.contains("text/html") == true }
}

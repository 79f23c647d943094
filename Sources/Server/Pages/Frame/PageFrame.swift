import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Workflow

/// What stands around every page: the ways to the others, who is signed in, how it looks.
struct PageFrame {
  /// Where in the product a page is.
  enum Place: String, CaseIterable {
    case inbox, documents, projects, search, audit, integrations, reports, none
  }

  /// Quick rather than small: a page is packed anew for each reader.
  private static let gzipLevel: Int32 = 4

  let services: ServerServices
  let request: Request
  let context: ServerContext

  /// A page as an answer: the model's values in the template of that name, and the frame's in the frame's own.
  func answer(
    _ template: String, title: String, at place: Place, _ model: Value, status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    let whole = model.merging(try await members(title: title, at: place))
    return answer(html: Templates.render(template, whole), status: status)
  }

  private func answer(html: String, status: HTTPResponse.Status) -> Response {
    var headers: HTTPFields = [
      .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .vary: "Accept-Encoding, Cookie",
      // With no referrer at all a browser would not say where a form comes from.
      .referrerPolicy: "same-origin", .contentSecurityPolicy: SecurityHeaders.pagePolicy,
    ]
    let bytes = Data(html.utf8)
    guard Gzip.isAccepted(by: request), let packed = Gzip.packed(bytes, level: Self.gzipLevel) else {
      return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
    headers[.contentEncoding] = "gzip"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: packed)))
  }

  private func members(title: String, at place: Place) async throws -> [String: Value] {
    var members: [String: Value] = [
      "page_title": .string(title), "asset": PageAssets.members,
      "at": .object(Dictionary(uniqueKeysWithValues: Place.allCases.map { ($0.rawValue, .bool($0 == place)) })),
      "theme": .string(PageTheme.chosen(by: request)?.rawValue ?? ""), "here": .string(here),
      "version": .string(services.version), "form": .object(context.pageForm.members(services)),
    ]
    if let caller = context.caller { members["me"] = try await me(caller) }
    return members
  }

  /// The fields that each form of the page has, for what is put together apart from it.
  var seal: String {
    Templates.render("seal", ["form": .object(context.pageForm.members(services)), "here": .string(here)])
  }

  /// The path and query, to come back to after a form.
  private var here: String { (try? ReturnPath.check(request.uri.string)) ?? "/" }

  private func me(_ caller: Caller) async throws -> Value {
    let people = services.ledger.directory
    let name = try await services.ledger.names(of: [caller.id])[caller.id] ?? caller.id
    return [
      "id": .string(caller.id), "name": .string(name), "initials": .string(Initials.of(name)),
      "admin": .bool(people.isAdmin(caller.id)),
      "auditor": .bool(people.isAdmin(caller.id) || people.isAuditor(caller.id)),
    ]
  }
}

/// Light or dark, where the reader has chosen; else as their system is set.
enum PageTheme: String {
  case light, dark
  static let cookie = "countersign-theme"

  static func chosen(by request: Request) -> PageTheme? {
    Cookies.plainValue(of: cookie, in: request).flatMap(PageTheme.init(rawValue:))
  }
}

/// Two letters that stand for somebody beside their name.
enum Initials {
  static func of(_ name: String) -> String {
    let words = name.split { !$0.isLetter && !$0.isNumber }
    let letters = words.count > 1 ? [words.first, words.last].compactMap { $0?.first } : Array(name.prefix(2))
    return String(letters).uppercased()
  }
}

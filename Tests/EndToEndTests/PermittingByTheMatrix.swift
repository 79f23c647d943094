import Documents
import Foundation
import TestSupport
import Testing

/// Every route, by everybody, with what is their own and what is another's: as the printed matrix says.
@Suite struct PermittingByTheMatrix {
  private struct Entry {
    let method: String
    let path: String
    let who: String
    let peopleOnly: String?
    let isOwnForAdmins: Bool
    let others: String?
    let isOwned: Bool

    init(_ value: Value) throws {
      method = try #require(value["method"]?.string)
      path = try #require(value["path"]?.string)
      who = try #require(value["who"]?.string)
      peopleOnly = value["people_only"]?.string
      isOwned = value["own"] != .null
      isOwnForAdmins = value["own"]?["for_admins"] == true
      others = value["own"]?["code"]?.string
    }

    var isStream: Bool { path.hasSuffix("/stream") }
  }

  private static func matrix() throws -> [Entry] {
    let printed = try TestDaemon.run(["permissions", "--json"])
    return try JSONDecoder().decode(Value.self, from: printed).items.filter { $0["page"] != true }.map(Entry.init)
  }

  /// What the matrix makes of somebody: the status and the code that they are refused with; nil where they are let in.
  private static func refusal(_ entry: Entry, of user: String, own: Bool) -> String? {
    if entry.who == "anyone" { return nil }
    if entry.who == "signed" { return "401 bad_signature" }
    if user == "anonymous" || user == "gone" { return "401 unauthorized" }
    switch entry.who {
    case "admin": if user != "root" { return "403 not_allowed" }
    case "auditor": if user != "root" && user != "olga" { return "403 not_allowed" }
    case "writer", "serverWriter": if user == "olga" { return "403 read_only" }
    default: break
    }
    if let code = entry.peopleOnly, user == "bot" || user == "hook" { return "403 \(code)" }
    guard entry.isOwned, !own, !(entry.isOwnForAdmins && user == "root") else { return nil }
    return entry.others.map { "403 \($0)" } ?? "404"
  }

  @Test("each route lets in whom the matrix names, and refuses the others as it says")
  func tryAll() async throws {
    let stage = try await MatrixStage()
    var tried = 0
    for entry in try Self.matrix() {
      for user in MatrixStage.users {
        for own in entry.isOwned ? [true, false] : [false] {
          if own, !stage.canOwn(user, entry.path) { continue }
          let expected = Self.refusal(entry, of: user, own: own)
          // It would not end.
          if entry.isStream, expected == nil { continue }
          let said = try await stage.ask(entry.method, entry.path, as: user, own: own)
          tried += 1
          #expect(
            said.isRefused == (expected != nil) && (expected.map(said.matches) ?? true),
            "\(entry.method) \(entry.path) as \(user)\(own ? ", their own" : ""): \(said.text), not \(expected ?? "let in")"
          )
        }
      }
    }
    #expect(tried > 600)
    #expect(stage.team.daemon.stop() == 0)
  }
}

import ArgumentParser
import Documents
import Foundation
import NIOHTTP1

struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Shows where a document stands, or all of them.")

  @Argument(help: "The document's id or slug.") var document: String?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    let api = try client.client()
    guard let document else {
      let list = try await api.json(.GET, "documents?limit=200")
      if client.json { return try Output.printJSON(list) }
      return list["items"]?.items.forEach(Output.printDocument) ?? ()
    }
    let found = try await api.json(.GET, "documents/\(document)")
    if client.json { try Output.printJSON(found) } else { Output.printDocument(found) }
  }
}

struct Inbox: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Shows what waits on you.")

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let inbox = try await client.client().json(.GET, "inbox")
    if client.json { return try Output.printJSON(inbox) }
    let rows = (inbox["items"]?.items ?? []).map { item in
      ["since", "due", "reason"].map { item[$0]?.string ?? "" } + [item["document"]?["title"]?.string ?? ""]
    }
    if rows.isEmpty { return print("Nothing waits on you.") }
    TextTable(["SINCE", "DUE", "REASON", "DOCUMENT"], rows).lines.forEach { print($0) }
  }
}

struct Log: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Shows the trail, of one document or of all.")

  @Argument(help: "The document's id or slug.") var document: String?
  @Option(help: "A type, or a family: verdict.*") var type: String?
  @Option(help: "Whose.") var actor: String?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    let api = try client.client()
    var cursor: String?
    repeat {
      let page = try await api.json(.GET, path(cursor))
      cursor = page["next_cursor"]?.string
      for event in page["items"]?.items ?? [] {
        if client.json { try Output.printJSON(event) } else { Self.show(event) }
      }
    } while cursor != nil
  }

  private func path(_ cursor: String?) -> String {
    var parts = URLComponents()
    parts.queryItems = [
      ("limit", "200"), ("document", document), ("type", type), ("actor", actor), ("cursor", cursor),
    ].compactMap { name, value in value.map { URLQueryItem(name: name, value: $0) } }
    let query = (parts.percentEncodedQuery ?? "").replacingOccurrences(of: "+", with: "%2B")
    return "events?\(query)"
  }

  private static func show(_ event: Value) {
    let who = event["actor"]?["name"]?.string ?? ""
    print(
      "\(event["seq"]?.printed ?? "")\t\(event["timestamp"]?.string ?? "")\t\(event["event_type"]?.string ?? "")\t\(who)"
        + ImportedEventLine.text(event)
    )
  }
}

struct Diff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Shows what changed between two revisions.")

  @Argument(help: "The document's id or slug.") var document: String
  @Option(help: "The earlier revision.") var from: Int?
  @Option(help: "The later revision; the latest where it is left out.") var to: Int?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    var query = client.json ? "form=sections" : "form=unified"
    if let from { query += "&from=\(from)" }
    if let to { query += "&to=\(to)" }
    let answer = try await client.client().text(.GET, "documents/\(document)/diff?\(query)")
    print(String(decoding: answer, as: UTF8.self), terminator: "")
  }
}

import ArgumentParser
import Documents
import Foundation
import NIOHTTP1

struct Open: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Opens a document from a template.")

  @Argument(help: "The template.") var template: String
  @Argument(help: "The title.") var title: String
  @Option(help: "The project.") var project: String?
  @Option(help: "The step of the project's pipeline; the first that fits where it is left out.") var step: String?
  @Option(help: "What it rests on: NAME=ADDRESS.") var link: [String] = []
  @Option(name: .customLong("var"), help: "A variable: NAME=VALUE; a list is JSON.") var variables: [String] = []
  @OptionGroup var client: ClientOptions

  func run() async throws {
    var body: [String: Value] = [
      "template": .string(template), "title": .string(title), "variables": .object(try Variables.values(variables)),
    ]
    if let project { body["project"] = .string(project) }
    if let step { body["step"] = .string(step) }
    if !link.isEmpty { body["links"] = .object(try Variables.values(link, option: "--link")) }
    let document = try await client.client().json(.POST, "documents", .object(body))
    if client.json { try Output.printJSON(document) } else { Output.printDocument(document) }
  }
}

struct Save: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Saves a file as the next draft of a document.")

  @Argument(help: "The document's id or slug.") var document: String
  @Argument(help: "The Markdown file.") var file: String
  @Option(help: "What changed.") var message: String?
  @Option(help: "The revision it is based on; the latest where it is left out.") var base: Int?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    let api = try client.client()
    let markdown = try TextFile.text(file)
    var body: [String: Value] = ["markdown": .string(markdown)]
    body["base_revision"] =
      if let base { .int(base) } else { try await api.json(.GET, "documents/\(document)")["revision"] }
    if let message { body["message"] = .string(message) }
    let saved = try await api.json(.PUT, "documents/\(document)/content", .object(body))
    if client.json { return try Output.printJSON(saved) }
    let stale = saved["staled"]?.items.compactMap { $0["role"]?.string } ?? []
    print("Revision \(saved["revision"]?.printed ?? "").")
    if !stale.isEmpty { print("Asked again: \(stale.joined(separator: ", ")).") }
  }
}

struct Submit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Submits a document for review.")

  @Argument(help: "The document's id or slug.") var document: String
  @OptionGroup var client: ClientOptions

  func run() async throws {
    let api = try client.client()
    let standing = try await api.json(.POST, "documents/\(document)/submission", .object([:]))
    if client.json { return try Output.printJSON(standing) }
    Output.printDocument(try await api.json(.GET, "documents/\(document)"))
  }
}

struct CommentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "comment", abstract: "Comments on a document.")

  @Argument(help: "The document's id or slug.") var document: String
  @Argument(help: "What you have to say.") var body: String
  @Option(help: "The section it is about.") var section: String?
  @Option(help: "The words it is about.") var quote: String?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    var members: [String: Value] = ["body": .string(body)]
    if let section {
      var anchor: [String: Value] = ["section": .string(section)]
      if let quote { anchor["quote"] = .string(quote) }
      members["anchor"] = .object(anchor)
    }
    let comment = try await client.client().json(.POST, "documents/\(document)/comments", .object(members))
    if client.json { try Output.printJSON(comment) } else { print(comment["id"]?.string ?? "") }
  }
}

struct Approve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Approves the latest revision of a document.")

  @Argument(help: "The document's id or slug.") var document: String
  @Option(help: "The role you approve in.") var role = "reviewer"
  @Option(help: "A note.") var note: String?
  @Option(help: "The revision you read; the latest where it is left out.") var revision: Int?
  @Option(name: .customLong("for"), help: "Whose say you use, where they have handed it to you.") var principal: String?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    try await Judgement.give(
      "approved", on: document, role: role, note: note, revision: revision, for: principal, client: client)
  }
}

struct Reject: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Rejects the latest revision of a document.")

  @Argument(help: "The document's id or slug.") var document: String
  @Argument(help: "Why.") var note: String
  @Option(help: "The role you reject in.") var role = "reviewer"
  @Option(help: "The revision you read; the latest where it is left out.") var revision: Int?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    try await Judgement.give("rejected", on: document, role: role, note: note, revision: revision, client: client)
  }
}

enum Judgement {
  static func give(
    _ outcome: String, on document: String, role: String, note: String?, revision: Int?, for principal: String? = nil,
    client: ClientOptions
  ) async throws {
    let api = try client.client()
    var body: [String: Value] = ["outcome": .string(outcome), "role": .string(role)]
    body["revision"] =
      if let revision { .int(revision) } else { try await api.json(.GET, "documents/\(document)")["revision"] }
    if let note { body["note"] = .string(note) }
    if let principal { body["on_behalf_of"] = .string(principal) }
    let verdict = try await api.json(.POST, "documents/\(document)/verdicts", .object(body))
    if client.json { return try Output.printJSON(verdict) }
    Output.printDocument(try await api.json(.GET, "documents/\(document)"))
  }
}

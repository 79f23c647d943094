import ArgumentParser
import Documents
import Foundation
import NIOHTTP1

struct ProjectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project", abstract: "Opens projects and shows their boards.",
    subcommands: [OpenProject.self, ShowProject.self])
}

struct OpenProject: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "open", abstract: "Opens a project.")

  @Argument(help: "Its name in addresses: lower-case letters, digits, '-'.") var slug: String
  @Argument(help: "The title.") var title: String
  @Option(help: "The pipeline whose steps it takes.") var pipeline: String?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    var body: [String: Value] = ["slug": .string(slug), "title": .string(title)]
    if let pipeline { body["pipeline"] = .string(pipeline) }
    let project = try await client.client().json(.POST, "projects", .object(body))
    if client.json { try Output.printJSON(project) } else { Board(project: project).show() }
  }
}

struct ShowProject: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows where each step of a project stands, and what it waits for.")

  @Argument(help: "The project's slug.") var slug: String
  @OptionGroup var client: ClientOptions

  func run() async throws {
    let project = try await client.client().json(.GET, "projects/\(slug)")
    if client.json { try Output.printJSON(project) } else { Board(project: project).show() }
  }
}

/// A project's board for a terminal.
private struct Board {
  let project: Value

  func show() {
    print("\(project["title"]?.string ?? "")  [\(project["slug"]?.string ?? "")]")
    let steps = project["steps"]?.items ?? []
    if project["pipeline"]?.string == nil {
      TextTable(["DOCUMENT", "STATUS", "TITLE"], steps.map(Self.document)).lines.forEach { print("  " + $0) }
      return
    }
    TextTable(["#", "STEP", "STATE", "APPROVED", "WAITS ON", "DOCUMENT"], steps.map(Self.step)).lines
      .forEach { print("  " + $0) }
    let others = project["documents"]?.items.count ?? 0
    if others > 0 { print("  and \(others) that \(others == 1 ? "is" : "are") no step") }
    if let next = project["next_action"]?.string { print("Next: \(next)") }
  }

  private static func step(_ step: Value) -> [String] {
    var actors: [String] = []
    for turn in step["turn"]?.items ?? [] {
      if let actor = turn["actor"]?.string, !actors.contains(actor) { actors.append(actor) }
    }
    return [
      step["number"]?.printed ?? "", step["title"]?.string ?? "", step["state"]?.string ?? "",
      String(step["approved_at"]?.string?.prefix(10) ?? "-"), actors.isEmpty ? "-" : actors.joined(separator: ", "),
      step["document"]?["slug"]?.string ?? "-",
    ]
  }

  private static func document(_ document: Value) -> [String] {
    [document["slug"]?.string ?? "", document["status"]?.string ?? "", document["title"]?.string ?? ""]
  }
}

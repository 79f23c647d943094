import ArgumentParser
import Documents
import Foundation
import NIOHTTP1

/// Takes in a tree of Markdown files: reports what it would do, asks, and does it.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Imports a tree of existing Markdown documents, after a report of what it found.")

  @Argument(help: "The folder.") var folder: String
  @Option(help: "The project that the documents are to belong to.") var project: String?
  @Option(help: "The template of all of them, however well it fits; the best-matching where it is left out.")
  var template: String?
  @Option(help: "Only files at these paths, such as 'docs/**/*.md'; may be given more than once.")
  var include: [String] = []
  @Option(help: "Their owner; you, where it is left out.") var owner: String?
  @Option(help: "Their workflow; the server's default, where it is left out.") var workflow: String?
  @Flag(help: "Import without asking.") var yes = false
  @OptionGroup var client: ClientOptions

  func run() async throws {
    let api = try client.client()
    if let project { _ = try await api.json(.GET, "projects/\(project.pathEncoded)") }
    let tree = try MarkdownTree(root: folder, include: include)
    let plan = try await ImportPlan.make(of: tree, template: template, project: project, api: api)
    if !client.json { print(ImportReport(plan: plan).text + "\n") }
    guard try isWanted(plan) else { return }
    var run = ImportRun(api: api, common: common)
    var interruption: (any Error)?
    do {
      try await run.run(plan.new) { System.printError(ImportReport.printable($0)) }
    } catch { interruption = error }
    if client.json { try Output.printJSON(try ImportJSON.value(plan, run: run)) } else { print(run.summary) }
    if let interruption { throw interruption }
    if !run.failed.isEmpty { throw ExitCode(1) }
  }

  private var common: [String: Value] {
    [("project", project), ("owner", owner), ("workflow", workflow)].reduce(into: [:]) { body, field in
      if let value = field.1 { body[field.0] = .string(value) }
    }
  }

  /// Whether to go on and write; says why where not.
  private func isWanted(_ plan: ImportPlan) throws -> Bool {
    let count = plan.new.count
    if count > 0, yes { return true }
    if client.json {
      try Output.printJSON(try ImportJSON.value(plan, run: nil))
      return false
    }
    let documents = "\(count) \(count == 1 ? "document" : "documents")"
    if count == 0 {
      print("There is nothing to import.")
    } else if !System.canAsk {
      print("Nothing was written: give --yes to import \(documents).")
    } else {
      print("Import \(documents)? [y/N] ", terminator: "")
      fflush(nil)
      if ["y", "yes"].contains(readLine()?.trimmed.lowercased()) { return true }
      print("Nothing was written.")
    }
    return false
  }
}

extension String {
  /// As one segment of a path.
  fileprivate var pathEncoded: String {
    addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-_."))) ?? self
  }
}

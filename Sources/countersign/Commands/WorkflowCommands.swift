import ArgumentParser
import Documents
import Foundation
import NIOHTTP1
import Workflow

struct WorkflowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workflow", abstract: "Works on workflows: the policies that documents run under.",
    subcommands: [Check.self, Publish.self, Show.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reads files as workflows and shows what they ask for. Exits 1 where one has a fault.")

    @Argument(help: "The files.") var files: [String]
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      let checks = try files.map(WorkflowCheck.init)
      if json {
        try Output.printJSON(encoding: checks)
      } else {
        for check in checks { print(check.text, terminator: "") }
      }
      if checks.contains(where: { $0.fault != nil }) { throw ExitCode(1) }
    }
  }

  struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Publishes a file as a workflow, or as its next version.")

    @Argument(help: "The workflow's name: lower-case letters, digits and hyphens.") var name: String
    @Argument(help: "The file.") var file: String
    @OptionGroup var client: ClientOptions

    func run() async throws {
      let yaml = try TextFile.text(file)
      do { _ = try Policy(yaml: yaml, named: name) } catch {
        throw CommandFailure("\(file): line \(error.line): \(error.message)")
      }
      try await PublishedYaml.publish(yaml, as: name, kind: "workflows", client: client)
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints a workflow as it was published.")

    @Argument(help: "The workflow's name.") var name: String
    @Option(help: "The version; the latest where it is left out.") var version: Int?
    @OptionGroup var client: ClientOptions

    func run() async throws {
      try await PublishedYaml.show(name, version: version, kind: "workflows", client: client)
    }
  }
}

/// What is to be said of one file.
struct WorkflowCheck: Encodable {
  struct Fault: Encodable {
    let key: String
    let line: Int
    let message: String
  }

  let file: String
  private(set) var workflow: Policy?
  private(set) var fault: Fault?

  /// A file without a `name` is taken for one of its own name. Throws where it cannot be read at all.
  init(_ file: String) throws {
    self.file = file
    let yaml = try TextFile.text(file)
    let own = Documents.Slug.of(URL(filePath: file).deletingPathExtension().lastPathComponent)
    do { workflow = try Policy(yaml: yaml, orElse: own) } catch {
      fault = Fault(key: error.key, line: error.line, message: error.message)
    }
  }

  var text: String {
    if let fault { return "\(file): line \(fault.line): \(fault.message)\n" }
    return workflow.map { "\(file): " + PolicyReport($0).text } ?? ""
  }
}

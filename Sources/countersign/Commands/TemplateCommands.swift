import ArgumentParser
import Documents
import Foundation
import NIOHTTP1

struct TemplateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template", abstract: "Works on templates.", subcommands: [Inspect.self, Publish.self])

  struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows what is found in a Markdown file, and what was not recognised.")

    @Argument(help: "The file.") var file: String
    @Option(help: "The YAML that corrects what is found; by default the file's name with .yaml, where there is one.")
    var definition: String?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      let template = try TemplateFile(file, definition: definition)
      let findings = Recogniser.findings(in: ParsedDocument(template.markdown), definition: template.definition)
      if json { return try Output.printJSON(JSONDecoder().decode(Value.self, from: JSONEncoder().encode(findings))) }
      print(FindingsReport(findings).text, terminator: "")
    }
  }

  struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Publishes a Markdown file as a template, or as its next version.")

    @Argument(help: "The template's name: lower-case letters, digits and hyphens.") var name: String
    @Argument(help: "The file.") var file: String
    @Option(help: "The YAML that corrects what is found; by default the file's name with .yaml, where there is one.")
    var definition: String?
    @OptionGroup var client: ClientOptions

    func run() async throws {
      let template = try TemplateFile(file, definition: definition)
      var body: [String: Value] = ["name": .string(name), "markdown": .string(template.markdown)]
      if let yaml = template.yaml { body["definition"] = .string(yaml) }
      let answer = try await client.client().json(.POST, "templates", .object(body))
      if client.json { return try Output.printJSON(answer) }
      print("\(name), version \(answer["version"]?.printed ?? "")")
    }
  }
}

/// A template as files: its Markdown, and the definition beside it.
struct TemplateFile {
  let markdown: String
  let yaml: String?
  let definition: TemplateDefinition?

  /// Throws `CommandFailure`, which names the file and, in a definition, the line.
  init(_ file: String, definition named: String?) throws {
    markdown = try Self.text(file)
    let beside = URL(filePath: file).deletingPathExtension().appendingPathExtension("yaml").path
    let path = named ?? (beside != file && FileManager.default.fileExists(atPath: beside) ? beside : nil)
    yaml = try path.map(Self.text)
    do {
      definition = try yaml.map { try TemplateDefinition(yaml: $0) }
    } catch let error as DefinitionError {
      throw CommandFailure("\(path ?? ""):\(error.line): \(error.message)")
    }
  }

  static func text(_ file: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw CommandFailure("'\(file)' cannot be read.")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw CommandFailure("'\(file)' is not UTF-8: save it as UTF-8.")
    }
    return text
  }
}

struct LintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Shows what is still unfilled in a Markdown file. Exits 1 where something is.")

  @Argument(help: "The file.") var file: String
  @Option(help: "The YAML definition of its template.") var definition: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let template = try TemplateFile(file, definition: definition)
    let findings = Linter.findings(in: ParsedDocument(template.markdown))
    if json {
      try Output.printJSON(JSONDecoder().decode(Value.self, from: JSONEncoder().encode(findings)))
    } else if findings.isEmpty {
      print("\(file): complete")
    } else {
      for finding in findings { print("\(file):\(finding.line): \(finding.rule): \(finding.message)") }
    }
    if !findings.isEmpty { throw ExitCode(1) }
  }
}

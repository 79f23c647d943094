import ArgumentParser
import Documents
import Foundation
import NIOHTTP1

struct TemplateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template", abstract: "Works on templates.", subcommands: [Inspect.self, Preview.self, Publish.self])

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
      if json { return try Output.printJSON(encoding: findings) }
      print(FindingsReport(findings).text, terminator: "")
    }
  }

  struct Preview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints the document that a template would be opened as.")

    @Argument(help: "The file.") var file: String
    @Option(help: "The document's title.") var title = "Untitled"
    @Option(name: .customLong("var"), help: "A variable: NAME=VALUE; a list is JSON.") var variables: [String] = []
    @Option(name: .customLong("section"), help: "A section that the project's configuration has.")
    var sections: [String] = []
    @Option(help: "The YAML that corrects what is found; by default the file's name with .yaml, where there is one.")
    var definition: String?

    func run() async throws {
      let template = try TemplateFile(file, definition: definition)
      do {
        let opened = try DocumentOpening.render(
          template: template.markdown, named: file, title: title, variables: try Variables.values(variables),
          configuration: ["sections": .array(sections.map { .string($0) })], definition: template.definition)
        print(opened.markdown, terminator: "")
      } catch let error as TemplateError {
        throw CommandFailure("\(error.template):\(error.line): \(error.message)")
      }
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
    markdown = try TextFile.text(file)
    let beside = URL(filePath: file).deletingPathExtension().appendingPathExtension("yaml").path
    let path = named ?? (beside != file && FileManager.default.fileExists(atPath: beside) ? beside : nil)
    yaml = try path.map(TextFile.text)
    do {
      definition = try yaml.map { try TemplateDefinition(yaml: $0) }
    } catch let error as YamlFault {
      throw CommandFailure("\(path ?? ""):\(error.line): \(error.message)")
    }
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
    let findings = Linter.findings(in: ParsedDocument(template.markdown), definition: template.definition)
    if json {
      try Output.printJSON(encoding: findings)
    } else if findings.isEmpty {
      print("\(file): complete")
    } else {
      for finding in findings { print("\(file):\(finding.line): \(finding.rule): \(finding.message)") }
    }
    if !findings.isEmpty { throw ExitCode(1) }
  }
}

/// Variables as they are given in a shell.
enum Variables {
  /// `name=value`; a value that is a JSON array is a list.
  static func values(_ arguments: [String], option: String = "--var") throws -> [String: Value] {
    var values: [String: Value] = [:]
    for argument in arguments {
      guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
        throw ValidationError("\(option) takes NAME=VALUE, and '\(argument)' is none.")
      }
      let text = String(argument[argument.index(after: equals)...])
      let list = text.hasPrefix("[") ? try? JSONDecoder().decode(Value.self, from: Data(text.utf8)) : nil
      values[String(argument[..<equals])] = list ?? .string(text)
    }
    return values
  }
}

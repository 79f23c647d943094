import ArgumentParser
import Documents
import Foundation
import NIOHTTP1
import Workflow

struct PipelineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipeline", abstract: "Works on pipelines: the steps that projects take.",
    subcommands: [Publish.self, Show.self])

  struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Publishes a file as the pipeline that it names, or as its next version.")

    @Argument(help: "The file.") var file: String
    @OptionGroup var client: ClientOptions

    func run() async throws {
      let yaml = try TextFile.text(file)
      let pipeline: Pipeline
      do { pipeline = try Pipeline(yaml: yaml) } catch {
        throw CommandFailure("\(file): line \(error.line): \(error.message)")
      }
      try await PublishedYaml.publish(yaml, as: pipeline.name, kind: "pipelines", client: client)
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints a pipeline as it was published.")

    @Argument(help: "The pipeline's name.") var name: String
    @Option(help: "The version; the latest where it is left out.") var version: Int?
    @OptionGroup var client: ClientOptions

    func run() async throws {
      try await PublishedYaml.show(name, version: version, kind: "pipelines", client: client)
    }
  }
}

import ArgumentParser
import Documents
import NIOHTTP1

/// Loads a worked example into an empty server: people, a project, and five documents, each at another point of its way.
struct ExampleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "example", abstract: "Loads a worked example, once.")

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let api = try client.client()
    let projects = try await api.json(.GET, "projects")
    if projects["items"]?.items.contains(where: { $0["slug"] == .string(ExampleStory.project) }) == true {
      return print("The example is loaded already.")
    }
    let story = try await ExampleStory(admin: api)
    try await story.play()
    print("Loaded the project '\(ExampleStory.project)' with five documents.")
  }
}

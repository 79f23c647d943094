import ArgumentParser
import Documents
import Foundation
import NIOHTTP1
import Workflow

struct PeopleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "people", abstract: "Works on users, groups and roles.", subcommands: [Apply.self])

  struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes users, groups and roles as a file has them, and prints what that changes.")

    @Argument(help: "The file, such as config/examples/people.yaml.") var file: String
    @Flag(help: "Only print what would change.") var dryRun = false
    @Flag(help: "Deactivate the users and delete the groups that are not in the file.") var prune = false
    @OptionGroup var client: ClientOptions

    func run() async throws {
      let yaml = try TextFile.text(file)
      do { _ = try PeopleFile(yaml: yaml) } catch {
        throw CommandFailure("\(file): line \(error.line): \(error.message)")
      }
      let answer = try await client.client().json(
        .POST, "people?dry_run=\(dryRun)&prune=\(prune)", .object(["definition": .string(yaml)]))
      if client.json { return try Output.printJSON(answer) }
      print(answer)
    }

    private func print(_ answer: Value) {
      let changes = answer["changes"]?.items ?? []
      guard !changes.isEmpty else { return Swift.print("Nothing to change: everybody is as the file says.") }
      let rows = changes.map { change in
        ["kind", "id", "action", "what", "from", "to"].map { change[$0]?.string ?? "" }
      }
      TextTable(["", "ID", "ACTION", "WHAT", "FROM", "TO"], rows).lines.forEach { Swift.print($0) }
      for handed in answer["handed_on"]?.items ?? [] {
        let to = handed["to"]?.items.compactMap(\.string).joined(separator: ", ") ?? ""
        Swift.print(
          "\(handed["document"]?["title"]?.string ?? "") (\(handed["reason"]?.string ?? "")) waits on "
            + (to.isEmpty ? "nobody" : to))
      }
      Swift.print(dryRun ? "Nothing was written." : "Applied: \(changes.count) changes.")
    }
  }
}

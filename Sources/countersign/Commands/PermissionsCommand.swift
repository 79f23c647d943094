import ArgumentParser
import Server

struct PermissionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "permissions", abstract: "Prints who may do what, as the daemon decides it.")

  @Flag(help: "Print the page of the documentation (without this, too).") var markdown = false
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    if json { return try Output.printJSON(PermissionsPage.value) }
    print(PermissionsPage.markdown, terminator: "")
  }
}

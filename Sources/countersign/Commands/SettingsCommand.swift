import ArgumentParser
import Documents
import Foundation
import Ledger

struct SettingsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings", abstract: "Lists what the daemon can be told, with the defaults.")

  @Flag(help: "As the table of docs/operations.md.") var markdown = false
  @Flag(help: "As JSON.") var json = false

  func run() async throws {
    if markdown { return print(Setting.markdown, terminator: "") }
    if json { return try Output.printJSON(Self.value) }
    for setting in Setting.all {
      print("\(setting.name)  (\(setting.variable))")
      print("    \(Self.plain(setting.meaning)) Default: \(Self.plain(setting.standard)).\n")
    }
  }

  private static var value: Value {
    .array(
      Setting.all.map {
        [
          "name": .string($0.name), "variable": .string($0.variable), "default": .string(plain($0.standard)),
          "meaning": .string(plain($0.meaning)),
        ]
      })
  }

  private static func plain(_ text: String) -> String { text.replacingOccurrences(of: "`", with: "") }
}

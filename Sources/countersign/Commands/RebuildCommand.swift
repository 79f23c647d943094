import ArgumentParser
import Documents
import Foundation
import Ledger
import NIOHTTP1
import NIOConcurrencyHelpers

struct RebuildCommand: AsyncParsableCommand {
  private static let pollEvery = Duration.milliseconds(300)

  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Makes every read table again from the log.",
    discussion: """
      With --data, beside a daemon that is stopped. Without it, as a client, in a daemon that goes on working: each
      document's rows are replaced in one transaction, and nobody reads half of them.
      """)

  @Option(help: "The data directory of a daemon that is stopped.") var data: String?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    if let data { try await rebuild(in: data) } else { try await rebuildRunning() }
  }

  private func rebuild(in data: String) async throws {
    let last = try await DataDirectory(path: data).withLedger { ledger in
      let last = Int(ledger.position)
      let bar = NIOLockedValueBox(ProgressBar("rebuild", of: last))
      try await ledger.rebuild { progress in bar.withLockedValue { $0.show(progress.events) } }
      return last
    }
    if client.json { try Output.printJSON(["events": .int(last)]) } else { print("Rebuilt from \(last) events.") }
  }

  private func rebuildRunning() async throws {
    let api = try client.client()
    var state = try await api.json(.POST, "rebuild", [:])
    var bar: ProgressBar?
    while state["state"] == "running" {
      try await Task.sleep(for: Self.pollEvery)
      state = try await api.json(.GET, "rebuild")
      guard let all = state["documents_in_all"]?.int, all > 0 else { continue }
      bar = bar ?? ProgressBar("rebuild", of: all)
      bar?.show(state["documents"]?.int ?? 0)
    }
    if client.json { return try Output.printJSON(state) }
    guard state["state"] == "done" else { throw CommandFailure("The rebuild failed: the daemon's log says why.") }
    print("Rebuilt \(state["documents"]?.printed ?? "0") documents from \(state["events"]?.printed ?? "0") events.")
  }
}

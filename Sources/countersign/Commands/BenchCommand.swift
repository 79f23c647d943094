import ArgumentParser
import Documents
import Foundation
import Ledger

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures a daemon that it starts, beside what this disk and plain SQLite can do.",
    discussion: """
      Each figure is a ratio to something measured in the same run, because machines are noisy. The load runs on the same
      processors as the daemon. With --url it measures a running daemon, and leaves comments and documents there.
      """)

  @Option(help: "Where to make the data directory: on the disk that is to be measured.")
  var directory = NSTemporaryDirectory()
  @Option(help: "Events in the log for audit queries, export, start and rebuild.") var events = 1_000_000
  @Option(help: "Seconds of each load.") var seconds = 5.0
  @Flag(help: "A short run: 20,000 events, one second of each load.") var quick = false
  @Option(help: "A running daemon instead of an own one.") var url: String?
  @Option(help: "A token of an admin there.") var token: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let daemon = url == nil ? try BenchDaemon(in: directory) : nil
    try daemon?.start()
    guard let url = url ?? daemon?.url, let token = token ?? daemon?.token ?? System.environment["COUNTERSIGN_TOKEN"]
    else {
      throw ValidationError("Give the token of an admin: --token, or COUNTERSIGN_TOKEN.")
    }
    let plan = BenchRun.Plan(events: quick ? 20_000 : events, seconds: quick ? 1 : seconds)
    let floor = PlainSQLite(directory: daemon?.directory ?? URL(fileURLWithPath: directory))
    let bench = BenchRun(
      plan: plan, target: try LoadTarget(url: url, token: token), api: APIClient(url: url, token: token),
      daemon: daemon,
      floor: floor)
    // What was measured before a failure is shown too.
    do { try await bench.run() } catch {
      try show(bench)
      throw error
    }
    try show(bench)
  }

  private func show(_ bench: BenchRun) throws {
    if json {
      try Output.printJSON(["measures": .array(bench.measures.map(\.json))])
    } else {
      TextTable(Measure.heads, bench.measures.map(\.cells)).lines.forEach { print($0) }
    }
  }
}

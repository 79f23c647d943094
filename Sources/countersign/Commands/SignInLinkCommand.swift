import ArgumentParser
import Documents
import Ledger
import Server

struct SignInLinkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-in-link",
    abstract: "Makes a link that signs a user in with a browser, once, beside a daemon that is stopped.")

  @Option(help: "The data directory.") var data: String
  @Option(help: "The directory of the keys, where that is not in the data directory.") var keys: String?
  @Option(help: "Whose.") var user: String
  @Option(help: "For how many hours it is good, at most 168.") var hours = SignInLink.hoursDefault
  @Option(help: "How browsers reach the daemon.") var publicURL: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...168).contains(hours) else { throw ValidationError("--hours must be 1 to 168.") }
  }

  func run() async throws {
    let link = try await DataDirectory(path: data, keys: keys).withLedger {
      try await Self.address(for: user, hours: hours, publicURL: publicURL, in: $0)
    }
    if json { try Output.printJSON(["url": .string(link)]) } else { print(link) }
  }

  /// The settings may not be there yet, so the daemon's own default stands where nothing says how it is reached.
  static func address(for user: String, hours: Int, publicURL: String?, in ledger: Ledger) async throws -> String {
    let url = publicURL ?? System.environment["COUNTERSIGN_PUBLIC_URL"] ?? "http://127.0.0.1:8080"
    let path = try await SignInLink.make(for: user, hours: hours, in: ledger).path
    return (url.hasSuffix("/") ? String(url.dropLast()) : url) + path
  }
}

import ArgumentParser
import Documents
import Foundation
import Ledger
import Server
import Workflow

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a data directory with its keys, the first admin and a token, which is shown once.")

  @Option(help: "The data directory.") var data: String
  @Option(help: "The id of the first admin.") var admin = "admin"
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let directory = DataDirectory(path: data)
    guard !directory.isInitialised else {
      throw CommandFailure("'\(data)' holds a log already: it is left as it is.")
    }
    try directory.create()
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    let ledger = try directory.openLedger()
    let metadata = EventMetadata(source: "init")
    let user = UserRegistered(user: admin, kind: .person)
    _ = try await ledger.perform(
      WriteRequest(
        target: .registry(.registerUser(user, grants: [RoleGrant(role: KnownRole.admin)])), actor: .daemon,
        metadata: metadata, privateWrites: [.profile(user: admin, Profile(name: admin))]))
    let token = try await Token.issue(for: admin, name: "init", ledger: ledger)
    try await BuiltInFiles.publish(to: ledger)
    if json {
      try Output.printJSON(["token": .string(token), "data": .string(data)])
    } else {
      print("The data directory is \(data). The admin's token, shown this once:\n\(token)")
    }
  }
}

struct Token: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Issues a token for a user, beside a daemon that is stopped.")

  @Option(help: "The data directory.") var data: String
  @Option(help: "Whose.") var user: String
  @Option(help: "What it is for.") var name = "command line"
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let directory = DataDirectory(path: data)
    try directory.requireLog()
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    let token = try await Self.issue(for: user, name: name, ledger: try directory.open())
    if json { try Output.printJSON(["token": .string(token)]) } else { print(token) }
  }

  static func issue(for user: String, name: String, ledger: Ledger) async throws -> String {
    let token = APIToken.issue(ledger.sources)
    let issued = TokenIssued(token: token.id, user: user, name: name, scopes: [], expiresAt: nil)
    _ = try await ledger.perform(
      WriteRequest(
        target: .registry(.issueToken(issued)), actor: .daemon, metadata: EventMetadata(source: "cli"),
        privateWrites: [.tokenSecret(token: token.id, hash: token.hash)]))
    return token.text
  }
}

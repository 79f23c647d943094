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
  @Option(help: "The directory of the keys, where that is not to be in the data directory.") var keys: String?
  @Option(help: "The id of the first admin.") var admin = "admin"
  @Option(help: "How browsers will reach the daemon: stands in the link that signs the admin in.")
  var publicURL: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let directory = DataDirectory(path: data, keys: keys)
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
    let link = try await SignInLinkCommand.address(
      for: admin, hours: SignInLink.hoursDefault, publicURL: publicURL, in: ledger)
    try await BuiltInFiles.publish(to: ledger)
    let verifier = ledger.verifierKey?.description ?? ""
    try ledger.close()
    if json {
      try Output.printJSON([
        "token": .string(token), "data": .string(data), "keys": .string(directory.keys),
        "verifier_key": .string(verifier), "setup_url": .string(link),
      ])
    } else {
      print("The data directory is \(data). The admin's token, shown this once:\n\(token)")
      print(
        "A link that signs the admin in with a browser, once, in the next \(SignInLink.hoursDefault) hours:\n\(link)")
      print("The key that the log is verified with; keep it elsewhere:\n\(verifier)")
    }
  }
}

struct Token: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Issues a token for a user, beside a daemon that is stopped.")

  @Option(help: "The data directory.") var data: String
  @Option(help: "The directory of the keys, where that is not in the data directory.") var keys: String?
  @Option(help: "Whose.") var user: String
  @Option(help: "What it is for.") var name = "command line"
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let token = try await DataDirectory(path: data, keys: keys).withLedger {
      try await Self.issue(for: user, name: name, ledger: $0)
    }
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

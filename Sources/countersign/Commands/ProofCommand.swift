import ArgumentParser
import Documents
import Foundation
import Ledger
import Workflow
import NIOHTTP1

struct ProofCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proof", abstract: "Writes a file that proves one event, for 'countersign verify --proof'.")

  @Option(help: "The event's log position.") var seq: Int
  @Option(help: "Where to write it; printed where left out.") var out: String?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    let file = try await client.client().text(.GET, "log/proof/file?seq=\(seq)")
    guard let out else { return print(String(decoding: file, as: UTF8.self)) }
    do {
      try file.write(to: URL(fileURLWithPath: out))
    } catch {
      throw CommandFailure("'\(out)' could not be written.")
    }
    if client.json { try Output.printJSON(["proof": .string(out)]) } else { print("The proof is \(out).") }
  }
}

/// What a proof file proves, for the terminal.
struct ProofReport {
  let file: String
  let key: NoteKey?
  let json: Bool

  func show() throws {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw CommandFailure("'\(file)' cannot be read.")
    }
    guard let proof = try? JSONDecoder().decode(ProofFile.self, from: data) else {
      throw CommandFailure("'\(file)' is no proof file: a member is missing or of another kind.")
    }
    let proven: ProofFile.Proven
    do { proven = try proof.check(trusted: key) } catch { throw CommandFailure("Not proven: \(error)") }
    if json { return try Output.printJSON(value(proven)) }
    let envelope = proven.envelope
    print(
      "Proven: event \(envelope["seq"]?.printed ?? ""), \(envelope["type"]?.string ?? ""), "
        + "by \(envelope["actor"]?.string ?? ""), in the log '\(proven.key.name)' of \(proven.checkpoint.size) events"
        + (proven.signedAt.map { ", signed \($0)." } ?? "."))
    for part in proven.erased { print("The \(part) was erased before: what stands here is what was left of it.") }
    if key == nil {
      print("The key is the file's own: compare it with the one you know, or give that with --key.\n\(proven.key)")
    }
  }

  private func value(_ proven: ProofFile.Proven) -> Value {
    [
      "proven": true, "event": proven.envelope, "tree_size": .int(Int(proven.checkpoint.size)),
      "origin": .string(proven.checkpoint.origin), "key_is_trusted": .bool(key != nil),
      "signed_at": proven.signedAt.map { .string($0.description) } ?? .null,
      "erased": .array(proven.erased.map { .string($0) }),
    ]
  }
}

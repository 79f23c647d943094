import ArgumentParser
import Crypto
import Documents
import Foundation
import Ledger
import Workflow

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks a log, an export or a proof, offline, and names the first thing that is wrong.")

  @Option(help: "A data directory, beside a daemon that runs or is stopped.") var data: String?
  @Option(help: "The directory of the keys, where that is not in the data directory.") var keys: String?
  @Option(help: "A copy of a database file.") var database: String?
  @Option(help: "An export of the events, as JSON lines.") var export: String?
  @Option(help: "A proof file.") var proof: String?
  @Option(help: "The log's verifier key; by default that of the data directory's keys.") var key: String?
  @Option(help: "A checkpoint that was kept elsewhere: the log must continue it.") var checkpoint: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard [data, database, export, proof].compactMap({ $0 }).count == 1 else {
      throw ValidationError("Say what to check: one of --data, --database, --export and --proof.")
    }
  }

  func run() async throws {
    if let proof { return try ProofReport(file: proof, key: try verifierKey(), json: json).show() }
    let report = try report()
    if json { try Output.printJSON(VerificationView.value(report)) } else { VerificationView.show(report) }
    if !report.isSound { throw ExitCode(1) }
  }

  private func report() throws -> VerificationReport {
    let (key, kept) = (try verifierKey(), try keptCheckpoint())
    if let export {
      return try ExportVerification.run(file: export, key: key, kept: kept) { System.printError("\($0) events") }
    }
    let directory = data.map { DataDirectory(path: $0, keys: keys) }
    if let directory, !directory.isInitialised { throw CommandFailure("'\(directory.path)' holds no log.") }
    let verification = Verification(key: key, box: try? directory?.secretBox(), kept: kept) { done, all in
      System.printError("\(done) of \(all) events")
    }
    return try verification.run(database: directory?.databasePath ?? database ?? "")
  }

  /// A key that is given goes before the one that lies beside the log.
  private func verifierKey() throws -> NoteKey? {
    if let key {
      guard let key = NoteKey(key) else { throw CommandFailure("--key: '\(key)' is no verifier key (name+hash+key).") }
      return key
    }
    guard let data else { return nil }
    let secret = try? DataDirectory(path: data, keys: keys).signingKey()
    // The name is taken from each checkpoint.
    return secret.flatMap { NoteKey(name: "countersign", publicKey: $0.publicKey.rawRepresentation) }
  }

  private func keptCheckpoint() throws -> SignedNote? {
    guard let checkpoint else { return nil }
    guard let text = try? String(contentsOfFile: checkpoint, encoding: .utf8), let note = SignedNote(text) else {
      throw CommandFailure("--checkpoint: '\(checkpoint)' is no signed note.")
    }
    return note
  }
}

enum VerificationView {
  static func value(_ report: VerificationReport) -> Value {
    [
      "sound": .bool(report.isSound), "size": .int(Int(report.size)), "root_hash": .string(report.root.hexadecimal),
      "checkpoints": .int(report.checkpoints),
      "last_checkpoint": report.lastCheckpoint.map {
        ["size": .int(Int($0.size)), "signed_at": .string($0.signedAt.description)]
      } ?? .null,
      "findings": .array(
        report.findings.map {
          [
            "seq": $0.seq.map { .int(Int($0)) } ?? .null, "row": $0.row.map { .string($0) } ?? .null,
            "reason": .string($0.reason),
          ]
        }),
      "not_checked": .array(report.notChecked.map { .string($0) }),
    ]
  }

  static func show(_ report: VerificationReport) {
    for finding in report.findings { print("WRONG  \(finding)") }
    for sentence in report.notChecked { print("note   \(sentence)") }
    guard report.isSound else { return }
    print("All is well: \(report.size) events, root \(report.root.hexadecimal).")
    if let last = report.lastCheckpoint { print("Last checkpoint: \(last.size) events, signed \(last.signedAt).") }
  }
}

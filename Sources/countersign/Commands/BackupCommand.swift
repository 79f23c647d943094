import ArgumentParser
import Documents
import Foundation
import Ledger
import NIOHTTP1
import Workflow

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Makes a checked copy of the log: of a data directory, or by asking a daemon (--url).")

  @Option(help: "The data directory, with or without a daemon at work on it.") var data: String?
  @Option(help: "The directory for the backup.") var to: String?
  @Option(help: "Backups older than this many days are removed; the newest stays.") var keepDays = Backups
    .keepDaysDefault
  @Flag(help: "Copy the keys as well: who has both can read every secret.") var withKeys = false
  @Flag(help: "Restore it into a temporary place and compare.") var drill = false
  @OptionGroup var client: ClientOptions

  func validate() throws {
    if data != nil, to == nil { throw ValidationError("Say where the backup is to go: --to DIR.") }
    guard data == nil else { return }
    if to != nil || withKeys || drill {
      throw ValidationError("--to, --with-keys and --drill go with --data DIR; a daemon writes where its settings say.")
    }
  }

  func run() async throws {
    guard let data, let to else { return try await askDaemon() }
    guard keepDays >= 1 else { throw ValidationError("--keep-days must be at least 1.") }
    let directory = DataDirectory(path: data)
    try directory.requireLog()
    let backups = Backups(of: directory.databasePath, in: to, keepDays: keepDays, now: System.sources.now)
    let record = try backups.makeNow()
    let path = "\(to)/\(record.name)"
    if withKeys { try BackupKeys.copy(from: directory, beside: path) }
    if client.json {
      try Output.printJSON(record.value)
    } else {
      print("\(path)\n  up to event \(record.name.seq), \(record.bytes) bytes, SHA-256 \(record.sha256)")
    }
    if drill { try await Drill.run(path, isJSON: client.json) }
  }

  private func askDaemon() async throws {
    let answer = try await client.client().json(.POST, "backups")
    if client.json { return try Output.printJSON(answer) }
    print("\(answer["name"]?.string ?? "")\n  up to event \(answer["seq"]?.printed ?? "")")
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Makes a new data directory from a backup, whole or as it was at an event or a time.")

  @Option(help: "A backup, or a directory of backups: the newest of them.") var from: String
  @Option(help: "The new data directory.") var data: String
  @Option(help: "The last event that is to be in it.") var to: Int64?
  @Option(help: "The time up to which events are to be in it, as 2026-11-21T01:15:00Z.") var at: String?
  @Option(help: "The directory of keys of the old data directory, where they are not beside the backup.")
  var keys: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let directory = DataDirectory(path: data)
    guard !directory.isInitialised else {
      throw CommandFailure("'\(data)' holds a log already: restore into a new directory.")
    }
    let (backup, until) = (try BackupChoice.path(from), try until())
    try directory.createEmpty()
    let lock = try directory.lock()
    let report = try await Restoring(backup: backup, sources: System.sources, box: try .throwaway())
      .run(to: directory.databasePath, until: until) { System.printError($0) }
    let hasKeys = try BackupKeys.restore(from: keys, backup: backup, to: directory)
    withExtendedLifetime(lock) {}
    try show(report, backup: backup, hasKeys: hasKeys)
  }

  private func until() throws -> Restoring.Until {
    switch (to, at) {
    case (nil, nil): return .end
    case (let seq?, nil): return .seq(seq)
    case (nil, let text?): return .time(try BackupChoice.time(text))
    default: throw ValidationError("--to and --at exclude each other.")
    }
  }

  private func show(_ report: Restoring.Report, backup: String, hasKeys: Bool) throws {
    let missing = "The keys are not in it: copy 'keys' of the old data directory to '\(data)/keys' before it is served."
    let notes = report.notes + (hasKeys ? [] : [missing])
    if json {
      return try Output.printJSON([
        "data": .string(data), "from": .string(backup), "seq": .int(Int(report.seq)),
        "backup_seq": .int(Int(report.backupSeq)), "notes": .array(notes.map(Value.string)),
      ])
    }
    print("\(data) holds \(backup) up to event \(report.seq) of \(report.backupSeq).")
    for note in notes { print("  \(note)") }
  }
}

struct DrillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill", abstract: "Restores a backup into a temporary place, compares, and says how long it took.")

  @Option(help: "A backup, or a directory of backups: the newest of them.") var from: String
  @Flag(help: "Print JSON.") var json = false

  func run() async throws { try await Drill.run(try BackupChoice.path(from), isJSON: json) }
}

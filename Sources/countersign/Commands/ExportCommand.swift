import ArgumentParser
import Documents
import Foundation
import Ledger
import Server
import Workflow

struct ExportCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case jsonl, csv, ocsf
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the trail, or what a query lets through, to a file or to the standard output.",
    discussion: """
      As a client it asks a daemon; with --data it reads a data directory itself, whether a daemon runs on it or not. \
      A query: actor:jdoe type:verdict.* -type:comment.* created:>=2026-01-01 "free text"
      """)

  @Argument(help: "A query in the search grammar; everything where it is left out.") var query: String?
  @Option(help: "jsonl, csv or ocsf.") var format = Format.jsonl
  @Option(help: "The file to write; the standard output where it is left out.") var out: String?
  @Option(help: "A data directory, to read without a daemon.") var data: String?
  @Option(help: "Only the events of a document, by id or slug.") var document: String?
  @Option(help: "Only those of a project.") var project: String?
  @Option(help: "Only one type, or a family: verdict.*") var type: String?
  @Option(help: "Only those of an actor.") var actor: String?
  @Option(help: "Only those in a role.") var role: String?
  @Option(help: "Only those that name a section.") var section: String?
  @Option(help: "Only from a time on.") var since: String?
  @Option(help: "Only up to a time.") var until: String?
  @Option(help: "Only behind a log position.") var after: Int64?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    let sink = try ExportSink(path: out)
    if let data {
      try offline(DataDirectory(path: data), to: sink)
    } else {
      try await client.client().download(path, to: sink)
    }
    try sink.finish()
    if client.json {
      try Output.printJSON(["bytes": .int(sink.bytes), "out": .string(out ?? "-"), "format": .string(format.rawValue)])
    }
  }

  func validate() throws {
    guard !client.json || out != nil else { throw ValidationError("--json tells of the file: say which with --out.") }
  }

  private var path: String {
    var parts = URLComponents()
    parts.queryItems = [
      ("format", format.rawValue), ("query", query), ("document", document), ("project", project), ("type", type),
      ("actor", actor), ("role", role), ("section", section), ("since", since), ("until", until),
      ("after", after.map { String($0) }),
    ].compactMap { name, value in value.map { URLQueryItem(name: name, value: $0) } }
    return "events/export?" + (parts.percentEncodedQuery ?? "").replacingOccurrences(of: "+", with: "%2B")
  }

  private func offline(_ directory: DataDirectory, to sink: ExportSink) throws {
    guard directory.isInitialised else { throw CommandFailure("'\(directory.path)' holds no log.") }
    do {
      let selection = try selection()
      let trail = try OfflineTrail(path: directory.databasePath)
      switch format {
      case .jsonl: try trail.export(selection, as: JSONLines()) { try sink.write($0.storage) }
      case .csv: try trail.export(selection, as: EventCSV()) { try sink.write($0.storage) }
      case .ocsf: try trail.export(selection, as: EventOCSF()) { try sink.write($0.storage) }
      }
    } catch let refusal as Refusal {
      throw CommandFailure(refusal.detail)
    }
  }

  private func selection() throws -> EventSelection {
    var query: SearchQuery
    do { query = try SearchParser.parse(self.query ?? "") } catch { throw error.refusal }
    let named: [SearchCondition?] = [
      document.map { .document($0) }, project.map { .project($0) }, type.map { .type($0) }, actor.map { .actor($0) },
      role.map { .role($0) }, section.map { .section($0) },
      try Self.times(since: since, until: until),
    ]
    query.terms += named.compactMap { $0.map { SearchQuery.Term($0) } }
    var selection = EventSelection(query)
    if let after { selection.start(after: after) }
    return selection
  }

  private static func times(since: String?, until: String?) throws -> SearchCondition? {
    guard since != nil || until != nil else { return nil }
    func time(_ text: String?, _ name: String) throws -> Int64? {
      guard let text else { return nil }
      guard let time = Timestamp(text) else { throw CommandFailure("--\(name) must be a time or a date.") }
      return time.milliseconds
    }
    return .times(SearchRange(from: try time(since, "since"), to: try time(until, "until")))
  }
}

/// Where an export goes. A file is written beside its name and put there once it is whole.
final class ExportSink {
  private let handle: FileHandle
  private let path: String?
  private(set) var bytes = 0

  init(path: String?) throws {
    self.path = path
    guard let path else {
      handle = .standardOutput
      return
    }
    let partial = path + ".partial"
    guard FileManager.default.createFile(atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: partial)
    else { throw CommandFailure("'\(partial)' cannot be written.") }
    handle = file
  }

  func write(_ data: [UInt8]) throws {
    bytes += data.count
    try handle.write(contentsOf: data)
  }

  func finish() throws {
    guard let path else { return }
    try handle.synchronize()
    try handle.close()
    guard rename(path + ".partial", path) == 0 else { throw CommandFailure("'\(path)' cannot be written.") }
  }
}

import ArgumentParser
import Documents
import Foundation
import NIOHTTP1

struct GateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate", abstract: "Explains what a document's stage still needs. Exits 1 while it is blocked.")

  @Argument(help: "The document's id or slug.") var document: String
  @OptionGroup var client: ClientOptions

  func run() async throws {
    let gate = try await client.client().json(.GET, "documents/\(document)/gate")
    if client.json { try Output.printJSON(gate) } else { GateText.print(gate) }
    guard gate["blocking"]?.items.isEmpty == true else { throw ExitCode(1) }
  }
}

struct WhatIfCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "what-if",
    abstract: "Tells what saving a file as the next draft would ask again. Exits 1 where it would ask anybody.")

  @Argument(help: "The document's id or slug.") var document: String
  @Argument(help: "The Markdown file.") var file: String
  @OptionGroup var client: ClientOptions

  func run() async throws {
    let markdown = try TextFile.text(file)
    let answer = try await client.client().json(
      .POST, "documents/\(document)/gate/what-if", ["markdown": .string(markdown)])
    let staled = answer["would_stale"]?.items ?? []
    if client.json { try Output.printJSON(answer) } else { Self.show(staled, answer) }
    if !staled.isEmpty { throw ExitCode(1) }
  }

  private static func show(_ staled: [Value], _ answer: Value) {
    for verdict in staled {
      let sections = verdict["changed_sections"]?.items.compactMap(\.string).joined(separator: ", ") ?? ""
      print("Asks \(verdict["actor"]?.string ?? "") (\(verdict["role"]?.string ?? "")) again: \(sections)")
    }
    if staled.isEmpty { print("Asks nobody again.") }
    let findings = answer["lint"]?["findings"]?.items.count ?? 0
    if findings > 0 { print("Leaves \(findings) places unfilled: countersign lint names them.") }
  }
}

struct OverrideCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "override", abstract: "Passes over a rule of the gate, where the workflow lets you.")

  @Argument(help: "The document's id or slug.") var document: String
  @Argument(help: "The rule, as the gate names it.") var rule: String
  @Argument(help: "Why: it stays on record.") var reason: String
  @OptionGroup var client: ClientOptions

  func run() async throws {
    let api = try client.client()
    let override = try await api.json(
      .POST, "documents/\(document)/gate/override", ["rule": .string(rule), "reason": .string(reason)])
    if client.json { return try Output.printJSON(override) }
    GateText.print(try await api.json(.GET, "documents/\(document)/gate"))
  }
}

struct DelegateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delegate", abstract: "Hands your say in a role to somebody else for a time.")

  @Argument(help: "To whom: a user's id.") var user: String
  @Argument(help: "The role.") var role: String
  @Option(help: "Until when: 2026-12-24, or a time.") var until: String
  @Option(help: "From when; now where it is left out.") var from: String?
  @Option(help: "In this project only.") var project: String?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    var body: [String: Value] = ["to": .string(user), "role": .string(role), "until": .string(until)]
    if let from { body["from"] = .string(from) }
    if let project { body["project"] = .string(project) }
    let granted = try await client.client().json(.POST, "delegations", .object(body))
    if client.json { return try Output.printJSON(granted) }
    print("\(granted["id"]?.string ?? "")  \(user) speaks for you as \(role) until \(granted["until"]?.string ?? "").")
  }
}

struct HandOverCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hand-over", abstract: "Hands your turn on a document to somebody else.")

  @Argument(help: "The document's id or slug.") var document: String
  @Argument(help: "To whom: a user's id.") var user: String
  @Option(help: "A note.") var note: String?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    var body: [String: Value] = ["to": .string(user)]
    if let note { body["note"] = .string(note) }
    let api = try client.client()
    let standing = try await api.json(.POST, "documents/\(document)/turn", .object(body))
    if client.json { return try Output.printJSON(standing) }
    Output.printDocument(try await api.json(.GET, "documents/\(document)"))
  }
}

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Shows where the documents' time went: hours by stage and holder.")

  @Option(help: "Of one project.") var project: String?
  @Option(help: "Only time after this: 2026-11-01.") var since: String?
  @OptionGroup var client: ClientOptions

  func run() async throws {
    let api = try client.client()
    var (rows, cursor) = ([[String]](), String?.none)
    repeat {
      let page = try await api.json(.GET, path(cursor))
      if client.json { try Output.printJSON(page) }
      rows += (page["items"]?.items ?? []).flatMap(Self.rows)
      cursor = page["next_cursor"]?.string
    } while cursor != nil
    guard !client.json else { return }
    let head = ["DOCUMENT", "STAGE", "AUTHOR", "REVIEWERS", "IDLE", "TOTAL"]
    TextTable(head, rows).lines.forEach { print($0) }
  }

  private func path(_ cursor: String?) -> String {
    var parts = URLComponents()
    parts.queryItems = [("limit", "200"), ("project", project), ("since", since), ("cursor", cursor)]
      .compactMap { name, value in value.map { URLQueryItem(name: name, value: $0) } }
    return "reports/cycle-times?\((parts.percentEncodedQuery ?? "").replacingOccurrences(of: "+", with: "%2B"))"
  }

  private static func rows(_ item: Value) -> [[String]] {
    (item["stages"]?.items ?? []).map { stage in
      [item["document"]?["slug"]?.string ?? "", stage["stage"]?.string ?? ""]
        + ["author_seconds", "reviewers_seconds", "idle_seconds", "total_seconds"].map { hours(stage[$0]) }
    }
  }

  private static func hours(_ seconds: Value?) -> String {
    let seconds: Double =
      switch seconds {
      case .double(let number): number
      case .int(let number): Double(number)
      default: 0
      }
    return String(format: "%.1f h", seconds / 3600)
  }
}

enum GateText {
  static func print(_ gate: Value) {
    Swift.print("\(gate["stage"]?.string ?? ""): \(gate["state"]?.string ?? "")")
    let rows = (gate["rules"]?.items ?? []).map { rule in
      ["state", "rule"].map { rule[$0]?.string ?? "" } + [waiting(rule)]
    }
    let details = (gate["rules"]?.items ?? []).map { $0["detail"]?.string ?? "" }
    let lines = TextTable(["STATE", "RULE", "WAITING ON"], rows).lines
    if let head = lines.first { Swift.print("  \(head)") }
    for (line, detail) in zip(lines.dropFirst(), details) { Swift.print("  \(line)\n      \(detail)") }
  }

  private static func waiting(_ rule: Value) -> String {
    guard rule["open"] != false else { return "(after the group before)" }
    return rule["waiting_on"]?.items.compactMap(\.string).joined(separator: ", ") ?? ""
  }
}

import Documents
import Foundation
import NIOHTTP1

/// What people do in the example, each as one request.
extension ExampleStory {
  func opened(
    _ template: String, _ title: String, by person: String, reviewers: [String], workflow: String? = nil,
    variables: [String: Value] = [:]
  ) async throws -> String {
    var body: [String: Value] = [
      "template": .string(template), "title": .string(title), "project": .string(Self.project),
      "reviewers": .array(reviewers.map(Value.string)), "variables": .object(variables),
    ]
    if let workflow { body["workflow"] = .string(workflow) }
    let document = try await client(person).json(.POST, "documents", .object(body))
    guard let id = document["id"]?.string else { throw ExampleFault(description: "'\(title)' was not opened.") }
    return id
  }

  func save(_ id: String, _ example: String, by person: String, _ message: String) async throws {
    try await send(
      .PUT, "documents/\(id)/content", by: person,
      ["markdown": .string(BuiltInFiles.example(example)), "base_revision": 1, "message": .string(message)])
  }

  func submit(_ id: String, by person: String) async throws {
    try await send(.POST, "documents/\(id)/submission", by: person, .object([:]))
  }

  func comment(
    _ id: String, by person: String, _ body: String, quote: String? = nil, in title: String? = nil
  ) async throws -> String {
    var members: [String: Value] = ["body": .string(body)]
    if let quote, let title {
      members["anchor"] = ["section": .string(try await section(id, title)), "quote": .string(quote)]
    }
    return try await send(.POST, "documents/\(id)/comments", by: person, .object(members))["id"]?.string ?? ""
  }

  func reply(_ id: String, to comment: String, by person: String, _ body: String) async throws {
    try await send(
      .POST, "documents/\(id)/comments", by: person, ["body": .string(body), "reply_to": .string(comment)])
  }

  func resolve(_ id: String, _ comment: String, by person: String) async throws {
    try await send(.POST, "documents/\(id)/comments/\(comment)/resolution", by: person, .object([:]))
  }

  func approve(_ id: String, by person: String, as role: String, note: String? = nil) async throws {
    var body: [String: Value] = [
      "role": .string(role), "outcome": "approved", "revision": .int(try await revision(id)),
    ]
    if let note { body["note"] = .string(note) }
    try await send(.POST, "documents/\(id)/verdicts", by: person, .object(body))
  }

  /// Changes some words of the architecture.
  func edit(
    _ id: String, by person: String, _ message: String, replacing words: String, with others: String
  ) async throws {
    let whole = BuiltInFiles.example("architecture")
    guard whole.contains(words) else { throw ExampleFault(description: "The example does not say '\(words)'.") }
    try await send(
      .PUT, "documents/\(id)/content", by: person,
      [
        "markdown": .string(whole.replacingOccurrences(of: words, with: others)),
        "base_revision": .int(try await revision(id)), "message": .string(message),
      ])
  }

  func revision(_ id: String) async throws -> Int {
    try await admin.json(.GET, "documents/\(id)")["revision"]?.int ?? 1
  }

  /// The id of the section whose title ends so.
  func section(_ id: String, _ title: String) async throws -> String {
    let sections = try await admin.json(.GET, "documents/\(id)")["sections"]?.items ?? []
    guard let found = sections.first(where: { $0["title"]?.string?.hasSuffix(title) == true })?["id"]?.string else {
      throw ExampleFault(description: "The example has no section '\(title)'.")
    }
    return found
  }

  @discardableResult
  func send(_ method: HTTPMethod, _ path: String, by person: String, _ body: Value) async throws -> Value {
    try await client(person).json(method, path, body)
  }
}

/// The example does not fit the program that it is compiled in: a fault of the build.
struct ExampleFault: Error, CustomStringConvertible {
  let description: String
}

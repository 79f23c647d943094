import ArgumentParser
import Documents
import Foundation
import NIOHTTP1

/// Loads a small example into an empty server: a project, two documents, reviewers, a comment, one approval missing.
struct ExampleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "example", abstract: "Loads a small worked example, once.")

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let api = try client.client()
    let projects = try await api.json(.GET, "projects")
    if projects["items"]?.items.contains(where: { $0["slug"] == "parcel-tracking" }) == true {
      return print("The example is loaded already.")
    }
    var people: [String: APIClient] = [:]
    for (id, name, role) in Self.people {
      let user: Value = [
        "id": .string(id), "name": .string(name), "kind": "person", "roles": [["role": .string(role)]],
      ]
      _ = try await api.json(.POST, "users", user)
      let token = try await api.json(.POST, "tokens", ["user": .string(id), "name": "example"])
      people[id] = APIClient(url: api.url, token: token["token"]?.string ?? "")
    }
    guard let ada = people["ada"], let sam = people["sam"], let tess = people["tess"] else { return }
    _ = try await ada.json(
      .POST, "projects",
      ["slug": "parcel-tracking", "title": "Parcel tracking", "configuration": ["sections": ["API Conventions"]]])
    try await loadArchitecture(author: ada, security: sam, lead: tess)
    try await loadDesign(author: ada)
    print("Loaded the project 'parcel-tracking' with two documents.")
  }

  private static let people = [
    ("ada", "Ada Moreau", "member"), ("tess", "Tess Lindqvist", "technical-lead"),
    ("arif", "Arif Demir", "architect"), ("sam", "Sam Okafor", "security-lead"), ("dee", "Dee Novak", "devops-lead"),
  ]

  private func loadArchitecture(author: APIClient, security: APIClient, lead: APIClient) async throws {
    let opened = try await author.json(
      .POST, "documents",
      [
        "template": "architecture", "title": "Parcel Tracking", "project": "parcel-tracking",
        "reviewers": ["tess", "arif", "sam", "dee"],
      ])
    guard let id = opened["id"]?.string else { return }
    _ = try await author.json(
      .PATCH, "documents/\(id)/sections/purpose",
      [
        "markdown": "### 1.1 Purpose\n\nA customer sees where a parcel is within ten seconds of each scan.\n\n",
        "base_revision": 1, "message": "Say what it is for",
      ])
    _ = try await author.json(.POST, "documents/\(id)/submission", .object([:]))
    _ = try await security.json(
      .POST, "documents/\(id)/comments",
      [
        "body": "Ten seconds: measured at the scanner, or at our edge?",
        "anchor": ["section": "purpose", "quote": "within ten seconds"],
      ])
    for (approver, role) in [(lead, "technical-lead")] {
      _ = try await approver.json(
        .POST, "documents/\(id)/verdicts", ["role": .string(role), "outcome": "approved", "revision": 2])
    }
  }

  private func loadDesign(author: APIClient) async throws {
    _ = try await author.json(
      .POST, "documents",
      [
        "template": "design", "title": "Scan Ingest", "project": "parcel-tracking", "reviewers": ["tess"],
      ])
  }
}

import Documents
import Ledger
import Workflow

/// What a request says of an endpoint.
struct EndpointRequest {
  private static let settingsMax = 64

  let fields: Fields
  let services: ServerServices

  func settings() throws(Refusal) -> [String: Value]? {
    guard let settings = try fields.optionalObject("settings") else { return nil }
    guard settings.count <= Self.settingsMax else { throw fields.refusal("settings", "has too many members.") }
    return settings
  }

  func eventTypes() throws(Refusal) -> [String]? {
    guard let types = try fields.optionalTexts("event_types") else { return nil }
    for type in types where type != "*" {
      let isKnown = EventType(rawValue: type) != nil
      let isFamily = type.hasSuffix(".*") && EventType.allCases.contains { $0.rawValue.hasPrefix(type.dropLast()) }
      guard isKnown || isFamily else { throw fields.refusal("event_types", "there is no event type '\(type)'.") }
    }
    return types
  }

  func projects() async throws -> [String]? {
    guard let projects = try fields.optionalTexts("projects") else { return nil }
    for project in projects where try await services.ledger.project(project) == nil {
      throw fields.refusal("projects", "there is no project '\(project)'.")
    }
    return projects
  }

  /// The stored settings with those of the request in their place; null takes one away.
  static func merged(_ stored: [String: Value]?, with changes: [String: Value]) -> [String: Value] {
    (stored ?? [:]).merging(changes) { $1 }.filter { $0.value != .null }
  }
}

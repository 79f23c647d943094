import Crypto
import Documents
import Foundation
import Ledger
import Workflow

/// Plans the weekly digests of chats: what is in review, and whom it waits on.
struct DigestPlanner {
  /// Documents that a digest names.
  private static let documentsMax = 50

  private let ledger: Ledger
  /// What was planned last, by endpoint. Forgotten by a restart, and planned again under the same id, which changes
  /// nothing.
  private var planned: [String: Timestamp] = [:]

  init(ledger: Ledger) { self.ledger = ledger }

  /// Returns the endpoints that have one coming.
  mutating func plan(for endpoints: [LaneEndpoint]) async throws -> Set<String> {
    var changed: Set<String> = []
    for endpoint in endpoints where endpoint.traits.isChat {
      guard let due = endpoint.hours.lastDigest(before: ledger.now), due > endpoint.record.createdAt,
        planned[endpoint.id] != due
      else { continue }
      let body = try JSONEncoder().encode(try await notice(for: endpoint, at: due))
      let delivery = PlannedDelivery(
        id: Self.id(of: endpoint, at: due), endpoint: endpoint.id, position: ledger.position,
        document: nil, eventType: "digest", body: body)
      try await ledger.plan([delivery])
      planned[endpoint.id] = due
      changed.insert(endpoint.id)
    }
    return changed
  }

  private static func id(of endpoint: LaneEndpoint, at due: Timestamp) -> String {
    let hash = SHA256.hash(data: Data("digest \(endpoint.id) \(due.milliseconds)".utf8))
    return SystemSources.id("msg", at: due, Array(hash.prefix(10)))
  }

  private func notice(for endpoint: LaneEndpoint, at due: Timestamp) async throws -> Notice {
    var filter = DocumentFilter()
    filter.status = DocumentState.Status.inReview.rawValue
    let wanted = endpoint.record.created.projects
    var (lines, count) = ([String](), 0)
    for row in try await ledger.documents(filter, after: nil, limit: 1000) {
      guard let state = try await ledger.document(row.id),
        wanted.isEmpty || state.project.map(wanted.contains) == true,
        endpoint.record.mayTell(of: state.project, ledger.directory)
      else { continue }
      count += 1
      guard lines.count < Self.documentsMax else { continue }
      let turns = Turn.turns(of: state, in: ledger.gateContext(of: state))
      let names = try await ledger.profiles(of: Set(turns.map(\.actor)))
      let who = turns.map { "\(names[$0.actor]?.name ?? $0.actor) (\($0.reason.rawValue.replacing("_", with: " ")))" }
      lines.append("\(state.title): \(who.isEmpty ? "nobody" : who.joined(separator: ", "))")
    }
    return Notice(
      event: ["data": ["body": .string(lines.joined(separator: "\n"))], "count": .int(count)], type: "digest",
      timestamp: due.description, actorName: "Countersign")
  }
}

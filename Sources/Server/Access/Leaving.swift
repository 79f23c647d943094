import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// What becomes of the turns of those who were deactivated.
///
/// It follows the deactivation, document by document: whoever repeats the request after a crash hands on what is left.
struct Leaving {
  let services: ServerServices
  let users: Set<String>
  let context: ServerContext

  /// Writes down who has each turn now, and returns all of them.
  func handOn() async throws -> [Value] {
    guard !users.isEmpty else { return [] }
    var handed: [Value] = []
    var cursor: (updatedAt: Int64, id: String)?
    var ids: [String] = []
    // Writing changes the order of the list, so it is read to its end first.
    repeat {
      let found = try await services.ledger.documents(DocumentFilter(), after: cursor, limit: Page.limitMax)
      cursor = found.count == Page.limitMax ? found.last.map { ($0.updatedAt, $0.id) } : nil
      ids += found.map(\.id)
    } while cursor != nil
    for id in ids {
      for user in users.sorted() { handed += try await handOn(id, of: user) }
    }
    return handed
  }

  private func handOn(_ id: String, of user: String) async throws -> [Value] {
    guard let state = try await services.ledger.document(id) else { return [] }
    let turns = HandedOn.turns(of: user, on: state, in: services.ledger.gateContext(of: state))
    guard !turns.isEmpty else { return [] }
    let write = WriteRequest(
      target: .document(id: id, .handOnTurns(of: user)), actor: try context.known().actor,
      metadata: context.metadata()
    ) { _ in .nothing }
    _ = try await services.ledger.perform(write)
    return turns.map { handed in
      [
        "document": [
          "id": .string(state.id), "slug": .string(state.opened.slug), "title": .string(state.title),
        ],
        "reason": .string(handed.turn.reason.rawValue), "role": Value(handed.turn.role), "to": Value(handed.to),
      ]
    }
  }
}

import Documents
import Hummingbird
import Ledger
import Workflow

/// Who read the trail, and projects whose readers are recorded: for admins and auditors.
struct ReadingRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("readings", use: list)
  }

  @Sendable private func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    var filter = ReadingFilter()
    filter.actor = request.query("actor")
    filter.project = request.query("project")
    if let name = request.query("document") {
      guard let id = try await services.ledger.documentID(name) else { throw Refusal.unknown("document", name) }
      filter.document = id
    }
    filter.since = try request.time("since")
    filter.until = try request.time("until")
    // So that whoever asks sees what was read just now; where the disk is full, what is on it.
    try? await services.ledger.flushReadings()
    let found = try await services.ledger.readings(
      filter, after: try page.place() ?? 0, limit: page.limit)
    services.recordReading("readings", request, context)
    let names = try await services.ledger.names(of: Set(found.map(\.reading.actor)))
    return Page.answer(
      found.map { Self.value($0.id, $0.reading, names) },
      next: found.count == page.limit ? found.last.map { String($0.id) } : nil)
  }

  private static func value(_ id: Int64, _ reading: Reading, _ names: [String: String]) -> Value {
    [
      "id": .int(Int(id)), "at": Value(reading.at),
      "actor": ["id": .string(reading.actor), "name": .string(names[reading.actor] ?? reading.actor)],
      "token": .string(reading.token), "what": .string(reading.what), "path": .string(reading.path),
      "query": .string(reading.query), "project": Value(reading.project), "document": Value(reading.document),
      "first_seq": reading.first.map { .int(Int($0)) } ?? .null,
      "last_seq": reading.last.map { .int(Int($0)) } ?? .null,
    ]
  }
}

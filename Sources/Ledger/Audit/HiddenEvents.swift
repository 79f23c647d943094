import GRDB
import Workflow

extension EventSelection {
  /// Lets nothing through that tells of these projects, and finds no document of theirs. An earlier word on it is
  /// forgotten.
  package mutating func hide(projects: Set<String>) { hidden = projects }
}

/// The events that name a project which somebody must not know of, though they are not its own: who holds a role in it,
/// where its deliveries go, and what comes from its repositories.
struct HiddenEvents {
  /// Where one event of a stream names a project, all of the stream belongs to it.
  private static let namingStreams: [EventType] = [
    .connectionCreated, .endpointCreated, .endpointUpdated, .delegationGranted, .groupCreated, .groupUpdated,
  ]
  private static let naming: [EventType] = [.roleGranted, .roleRevoked]

  let db: Database
  let projects: Set<String>
  /// Where events are looked for that may name them.
  let bounds: SearchRange

  /// What is to be passed over.
  func postings() throws -> [any Postings] {
    guard !projects.isEmpty else { return [] }
    let streams: [String] = try found("stream", of: Self.namingStreams, in: SearchRange())
    let positions: [Int64] = try found("seq", of: Self.naming, in: bounds)
    return Set(streams).sorted().map { StreamRun(db, stream: $0) } + [Positions(positions.sorted())]
  }

  /// A slug is plain, so that it stands in JSON between its quotes as it is. A name that happens to be the same text is
  /// taken for it: rather too little is shown than too much.
  private func found<Column: DatabaseValueConvertible & StatementColumnConvertible>(
    _ column: String, of types: [EventType], in range: SearchRange
  ) throws -> [Column] {
    let names = Array(repeating: "instr(body, CAST(? AS BLOB))", count: projects.count).joined(separator: " OR ")
    return try Column.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT \(column) FROM event WHERE type IN (\(EventReading.list(types))) AND seq BETWEEN ? AND ? AND (\(names))
          """),
      arguments: [range.from ?? 0, range.to ?? .max] + StatementArguments(projects.sorted().map { "\"\($0)\"" }))
  }
}

/// Some positions, known beforehand.
private final class Positions: Postings {
  private let positions: [Int64]
  private var place = 0

  init(_ positions: [Int64]) { self.positions = positions }

  func next(from start: Int64) -> Int64? {
    while place < positions.count, positions[place] < start { place += 1 }
    return place < positions.count ? positions[place] : nil
  }

  func count(from start: Int64, to end: Int64, upTo most: Int) -> Int {
    min(most, positions.count { start <= $0 && $0 <= end })
  }
}

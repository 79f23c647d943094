import GRDB
import Workflow

/// Where in the log a time is. The log's time never goes back, so it is found by halving, at a few rows' cost.
struct LogPlaces {
  private let db: Database

  init(_ db: Database) {
    self.db = db
  }

  /// The position of the last event; 0 where there is none.
  func last() throws -> Int64 {
    try Int64.fetchOne(db.cachedStatement(sql: "SELECT MAX(seq) FROM event")) ?? 0
  }

  /// The position of the last event recorded at or before a time; 0 where there is none.
  func last(at time: Int64) throws -> Int64 {
    var (low, high) = (Int64(0), try last())
    while low < high {
      let middle = low + (high - low + 1) / 2
      if try recordedAt(middle) <= time { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The positions of the events recorded from one time to another.
  func positions(of times: SearchRange) throws -> SearchRange {
    SearchRange(
      from: try times.from.map { $0 == .min ? 0 : try last(at: $0 - 1) + 1 }, to: try times.to.map { try last(at: $0) })
  }

  private func recordedAt(_ position: Int64) throws -> Int64 {
    let statement = try db.cachedStatement(sql: "SELECT recorded_at FROM event WHERE seq = ?")
    guard let time = try Int64.fetchOne(statement, arguments: [position]) else {
      throw LogFailure(seq: position, reason: "there is no event at this position")
    }
    return time
  }
}

/// Which values a column of the log has, and with which types: read off its index by leaping from one to the next.
struct IndexedValues {
  private let db: Database

  init(_ db: Database) {
    self.db = db
  }

  /// The types that the events with a value have, where they are among those that are asked for.
  func types(of value: String, in column: RunSource, among wanted: [String]?) throws -> [String] {
    if let wanted, wanted.count <= 8 { return wanted }
    let statement = try db.cachedStatement(
      sql: """
        SELECT type FROM event INDEXED BY \(column.index) WHERE \(column.name) = ? AND type > ? ORDER BY type LIMIT 1
        """)
    var types: [String] = []
    while let type = try String.fetchOne(statement, arguments: [value, types.last ?? ""]) { types.append(type) }
    return wanted.map { wanted in types.filter(wanted.contains) } ?? types
  }

  /// All values but some, each with its types; nil where there are more than so many. A nil value is none.
  func pairs(
    in column: RunSource, without excluded: Set<String>, most: Int
  ) throws -> [(value: String?, type: String)]? {
    var pairs: [(value: String?, type: String)] = []
    if column == .project {
      let statement = try db.cachedStatement(
        sql: """
          SELECT type FROM event INDEXED BY event_by_project WHERE project IS NULL AND type > ? ORDER BY type LIMIT 1
          """)
      while let type = try String.fetchOne(statement, arguments: [pairs.last?.type ?? ""]) { pairs.append((nil, type)) }
    }
    let next = try db.cachedStatement(
      sql: """
        SELECT \(column.name) FROM event INDEXED BY \(column.index) WHERE \(column.name) > ? ORDER BY \(column.name) LIMIT 1
        """)
    var value = ""
    while let found = try String.fetchOne(next, arguments: [value]) {
      value = found
      guard !excluded.contains(value) else { continue }
      pairs += try types(of: value, in: column, among: nil).map { (value, $0) }
      guard pairs.count <= most else { return nil }
    }
    return pairs
  }
}

extension RunSource {
  fileprivate var name: String {
    switch self {
    case .actor: "actor"
    case .project: "project"
    default: "role"
    }
  }

  fileprivate var index: String { "event_by_\(name)" }
}

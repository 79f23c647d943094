import GRDB
import Workflow

/// Finds the positions of the events that a selection lets through, in the order of the log.
///
/// Every condition has an index that gives its positions in order. The rarest, where there is one that is rare, is walked
/// and each event looked at; common ones are walked together, each leaping to where the others are. So no question reads
/// much more of the log than the entries of its rarest condition, whatever SQLite would have guessed.
struct EventSearch {
  /// Entries up to which a condition is rare: so many rows are looked at within milliseconds.
  static let rareMax = 2000
  /// Pairs of a value and a type up to which "not this one" is walked as all the others.
  static let othersMax = 512

  private let db: Database
  private let selection: EventSelection
  private let bounds: SearchRange
  private let gaps: [SearchRange]
  private let tail: UnindexedTail
  private let values: IndexedValues
  private let rareMax: Int

  /// Looks up documents and times. Throws `Refusal` where a document is unknown.
  init(_ selection: EventSelection, in db: Database, rareMax: Int = rareMax) throws {
    self.db = db
    self.rareMax = rareMax
    var selection = selection
    selection.documents = try Self.ids(of: selection.documents, hidden: selection.hidden, in: db)
    selection.excludeHidden()
    self.selection = selection
    let places = LogPlaces(db)
    let last = try places.last()
    var bounds = selection.positions
    bounds.narrow(to: try places.positions(of: selection.times))
    bounds.narrow(to: SearchRange(from: 1, to: last))
    self.bounds = bounds
    gaps = try selection.excludedPositions + selection.excludedTimes.map(places.positions(of:))
    tail = try UnindexedTail(db, last: last)
    values = IndexedValues(db)
  }

  /// The first positions, at most so many; fewer mean that there are no more up to `end`.
  func positions(limit: Int) throws -> [Int64] {
    guard !selection.isImpossible, let from = bounds.from, let to = bounds.to, from <= to else { return [] }
    let drivers = try drivers()
    var found: [Int64] = []
    let rarest = try rarest(of: drivers, from: from, to: to)
    let walked = rarest.map { [$0] } ?? drivers.map(\.postings)
    let filter = try filter(besides: drivers.filter { $0.isOfIndex && rarest != nil && $0.postings !== rarest })
    var start = from
    while found.count < limit, let position = try Self.next(in: walked, from: start), position <= to {
      if let gap = gaps.first(where: { $0.contains(position) }) {
        guard let end = gap.to, end < to else { break }
        start = end + 1
        continue
      }
      if try filter.lets(position) { found.append(position) }
      start = position + 1
    }
    return found
  }

  /// Where the search ends: what is appended later is no part of it.
  var end: Int64 { max(bounds.to ?? 0, 0) }

  /// The first position and the last; the last is before the first where there is none.
  var range: (lowerBound: Int64, upperBound: Int64) { (bounds.from ?? 1, end) }

  /// The first position that all of them have.
  private static func next(in postings: [any Postings], from start: Int64) throws -> Int64? {
    var position = start
    var agreed = 0
    while agreed < postings.count {
      for posting in postings {
        guard let next = try posting.next(from: position) else { return nil }
        agreed = next == position ? agreed + 1 : 1
        position = next
        if agreed >= postings.count { break }
      }
    }
    return position
  }

  private func rarest(of drivers: [Driver], from: Int64, to: Int64) throws -> (any Postings)? {
    guard drivers.count > 1 else { return drivers.first?.postings }
    var rarest: (count: Int, postings: any Postings)?
    for driver in drivers {
      let most = min(rareMax, rarest?.count ?? rareMax)
      let count = try driver.postings.count(from: from, to: to, upTo: most)
      if count < most { rarest = (count, driver.postings) }
    }
    return rarest?.postings
  }

  private static func ids(
    of names: EventSelection.Values, hidden: Set<String>, in db: Database
  ) throws -> EventSelection.Values {
    func id(_ name: String) throws -> String {
      let row = try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT id, project FROM document WHERE id = ?1 UNION ALL SELECT id, project FROM document WHERE slug = ?1
            """),
        arguments: [name])
      let project: String? = row?["project"]
      guard let row, project.map(hidden.contains) != true else { throw Refusal.unknown("document", name) }
      return row["id"]
    }
    var ids = EventSelection.Values()
    for name in names.required { ids.add(try id(name), isNegated: false) }
    for name in names.excluded { ids.add(try id(name), isNegated: true) }
    return ids
  }
}

/// What the log can be walked by.
private struct Driver {
  let postings: any Postings
  /// Whether an event itself does not say it in a column.
  var isOfIndex = false
}

extension EventSearch {
  /// For each condition that something can be walked by, its positions; never empty.
  private func drivers() throws -> [Driver] {
    var drivers: [Driver] = []
    if let document = selection.documents.required.first {
      drivers.append(Driver(postings: StreamRun(db, stream: "document-\(document)")))
    }
    for (column, values) in columns {
      if let postings = try postings(column, values) { drivers.append(Driver(postings: postings)) }
    }
    // The indexes of the columns have the types in them.
    let hasColumn = columns.contains { !$0.1.required.isEmpty }
    if selection.kinds != nil || selection.types != nil && !hasColumn {
      drivers.append(Driver(postings: ofTypes()))
    }
    if selection.isDelegated == true { drivers.append(Driver(postings: Run(db, .delegated, key: []))) }
    drivers += selection.sections.required.map { Driver(postings: ofSection($0), isOfIndex: true) }
    if !selection.texts.required.isEmpty {
      drivers.append(Driver(postings: ofWords(selection.texts.required), isOfIndex: true))
    }
    return drivers.isEmpty ? [Driver(postings: EveryPosition())] : drivers
  }

  private var columns: [(RunSource, EventSelection.Values)] {
    [(.actor, selection.actors), (.project, selection.projects), (.role, selection.roles)]
  }

  /// The events that have a value, and one of the types; or, where that is few enough, all values but some.
  private func postings(_ column: RunSource, _ wanted: EventSelection.Values) throws -> (any Postings)? {
    if let value = wanted.required.first {
      let types = try values.types(of: value, in: column, among: selection.types)
      return Union(types.map { Run(db, column, key: [value, $0]) })
    }
    guard !wanted.excluded.isEmpty, column != .role, selection.isWide, try isCommon(wanted.excluded, in: column),
      let others = try values.pairs(in: column, without: wanted.excluded, most: Self.othersMax)
    else { return nil }
    return Union(
      others.map { value, type in
        value.map { Run(db, column, key: [$0, type]) } ?? Run(db, .noProject, key: [type])
      })
  }

  /// Whether most of the next events have one of these values, so that looking at each would mostly be in vain.
  private func isCommon(_ excluded: Set<String>, in column: RunSource) throws -> Bool {
    guard let from = bounds.from else { return false }
    var count = 0
    for value in excluded {
      let runs = try values.types(of: value, in: column, among: nil).map { Run(db, column, key: [value, $0]) }
      count += try Union(runs).count(from: from, to: from + 2 * Int64(rareMax), upTo: rareMax)
    }
    return count >= rareMax
  }

  private func ofTypes() -> any Postings {
    let kinds = selection.kinds ?? ActorKind.allCases.map(\.rawValue)
    return Union(
      (selection.types ?? EventTypes.all).flatMap { type in kinds.map { Run(db, .type, key: [type, $0]) } })
  }

  private func ofWords(_ texts: [String]) -> any Postings {
    IndexedRun(Run(db, .words, key: [EventWords.match(texts)]), tail: tail, condition: .words(texts))
  }

  private func ofSection(_ section: String) -> any Postings {
    IndexedRun(Run(db, .section, key: [section]), tail: tail, condition: .section(section))
  }

  /// Whole runs of what is not wanted are passed over by their index, without a look at each event.
  private func filter(besides drivers: [Driver]) throws -> EventCheck {
    let hidden = try HiddenEvents(db: db, projects: selection.hidden, bounds: bounds).postings()
    let excluded: [any Postings] =
      selection.documents.excluded.map { StreamRun(db, stream: "document-\($0)") }
      + selection.sections.excluded.map(ofSection) + selection.texts.excluded.map { ofWords([$0]) } + hidden
    return EventCheck(db: db, selection: selection, required: drivers.map(\.postings), excluded: excluded)
  }
}

extension EventSelection {
  /// Whether nothing narrows the log but what is not wanted.
  fileprivate var isWide: Bool {
    documents.required.isEmpty && actors.required.isEmpty && projects.required.isEmpty && roles.required.isEmpty
      && isDelegated != true && sections.required.isEmpty && texts.required.isEmpty && types == nil
  }
}

/// All of the log: it has no gaps.
private final class EveryPosition: Postings {
  func next(from start: Int64) -> Int64? { start }
  func count(from start: Int64, to end: Int64, upTo most: Int) -> Int { most }
}

/// Looks at one event, where its indexes have not said everything.
private struct EventCheck {
  let db: Database
  let selection: EventSelection
  let required: [any Postings]
  let excluded: [any Postings]

  func lets(_ position: Int64) throws -> Bool {
    for postings in excluded where try postings.next(from: position) == position { return false }
    if selection.asksColumns, try !letsRow(position) { return false }
    for postings in required where try postings.next(from: position) != position { return false }
    return true
  }

  private func letsRow(_ position: Int64) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: """
        SELECT type, actor, actor_kind, document, project, role, on_behalf_of IS NOT NULL FROM event WHERE seq = ?
        """)
    statement.setUncheckedArguments([position])
    guard let row = try Row.fetchOne(statement) else { return false }
    let type: String = row[0]
    let kind: String = row[2]
    let isDelegated: Bool = row[6]
    return selection.types?.contains(type) ?? true && selection.kinds?.contains(kind) ?? true
      && selection.isDelegated ?? isDelegated == isDelegated && selection.actors.allows(row[1])
      && selection.documents.allows(row[3]) && selection.projects.allows(row[4]) && selection.roles.allows(row[5])
  }
}

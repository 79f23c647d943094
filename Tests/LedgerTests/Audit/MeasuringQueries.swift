import Foundation
import GRDB
import Testing

@testable import Ledger

/// How long a page takes in a large log. Runs only where `COUNTERSIGN_MEASURE` names a database: `COUNTERSIGN_MEASURE=…
/// swift test --filter MeasuringQueries` prints a line a query.
@Suite struct MeasuringQueries {
  private static var path: String? { ProcessInfo.processInfo.environment["COUNTERSIGN_MEASURE"] }
  private static let rounds = 60

  @Test("a page of a hundred events is found in milliseconds", .enabled(if: path != nil))
  func pages() throws {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: try #require(Self.path), configuration: configuration)
    let last = try queue.read { db in try LogPlaces(db).last() }
    let queries = try String(
      contentsOfFile: ProcessInfo.processInfo.environment["COUNTERSIGN_QUERIES"] ?? "/dev/null", encoding: .utf8)
    for query in queries.split(separator: "\n") {
      let selection = EventSelection(try SearchParser.parse(String(query)))
      var times: [Double] = []
      var found = 0
      for round in 0..<Self.rounds {
        let start = ContinuousClock.now
        let page = try queue.read { db in
          var format = JSONItems()
          return try EventPage.read(
            selection, after: last * Int64(round) / Int64(Self.rounds), limit: 100, as: &format, in: db)
        }
        let took = ContinuousClock.now - start
        times.append(Double(took.components.attoseconds) / 1e15 + Double(took.components.seconds) * 1000)
        found += page.count
      }
      times.sort()
      let figures = [times[times.count / 2], times[times.count - 1]].map { String(format: "%.1f", $0) }
      print("p50 \(figures[0]) ms  worst \(figures[1]) ms  \(found) events  \(query)")
    }
  }
}

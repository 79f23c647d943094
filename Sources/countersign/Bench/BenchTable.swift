import Documents
import Foundation

/// One line of the table.
struct Measure: Sendable {
  let name: String
  var connections: Int?
  var perSecond: Double?
  var p50: Double?
  var p99: Double?
  /// What the same server does at the same load without storing anything, and this as a share of it.
  var plainPerSecond: Double?
  /// What plain SQLite does with the same batches, and this as a share of it.
  var sqlitePerSecond: Double?
  /// Commands in a transaction, on average.
  var batch: Double?
  /// Another figure than those above, with its unit.
  var value: Double?
  var unit: String?
  /// What it was to be, in words, and whether it is.
  var goal: String?
  var isReached: Bool?

  init(_ name: String, connections: Int? = nil) {
    self.name = name
    self.connections = connections
  }

  init(_ name: String, _ result: LoadResult, connections: Int? = nil) {
    self.init(name, connections: connections)
    perSecond = result.perSecond
    p50 = result.percentile(0.5)
    p99 = result.percentile(0.99)
  }

  init(_ name: String, _ value: Double, _ unit: String) {
    self.init(name)
    self.value = value
    self.unit = unit
  }

  func goal(_ text: String, _ isReached: Bool) -> Measure {
    var measure = self
    (measure.goal, measure.isReached) = (text, isReached)
    return measure
  }

  var plainShare: Double? { share(of: plainPerSecond) }
  var sqliteShare: Double? { share(of: sqlitePerSecond) }

  private func share(of other: Double?) -> Double? {
    guard let perSecond, let other, other > 0 else { return nil }
    return perSecond / other
  }

  var json: Value {
    var members: [String: Value] = ["name": .string(name)]
    func put(_ key: String, _ number: Double?) { if let number { members[key] = .double(number) } }
    if let connections { members["connections"] = .int(connections) }
    put("per_second", perSecond)
    put("p50_ms", p50)
    put("p99_ms", p99)
    put("batch", batch)
    put("plain_per_second", plainPerSecond)
    put("share_of_plain", plainShare)
    put("sqlite_per_second", sqlitePerSecond)
    put("share_of_sqlite", sqliteShare)
    put("value", value)
    if let unit { members["unit"] = .string(unit) }
    if let goal { members["goal"] = .string(goal) }
    if let isReached { members["reached"] = .bool(isReached) }
    return .object(members)
  }

  var cells: [String] {
    [
      name, connections.map(String.init) ?? "", value.map { "\(Self.text($0)) \(unit ?? "")" } ?? Self.text(perSecond),
      Self.text(p50), Self.text(p99), Self.text(batch), Self.percent(plainShare), Self.percent(sqliteShare),
      goal.map { "\($0): \(isReached == true ? "yes" : "no")" } ?? "",
    ]
  }

  private static func text(_ number: Double?) -> String {
    guard let number else { return "" }
    return String(format: number >= 100 ? "%.0f" : number >= 1 ? "%.1f" : "%.3f", number)
  }

  private static func percent(_ share: Double?) -> String { share.map { String(format: "%.0f %%", $0 * 100) } ?? "" }

  static let heads = [
    "what", "conn.", "per second", "p50 ms", "p99 ms", "batch", "of plain", "of SQLite", "goal: reached",
  ]
}

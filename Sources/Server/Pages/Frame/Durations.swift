import Workflow

/// Spans of time as people say them.
enum Durations {
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("second", 1000),
  ]

  /// In its largest unit: `5 days`, `2 hours`, and `under a second` below all of them.
  static func text(_ milliseconds: Int64) -> String {
    guard let unit = units.first(where: { milliseconds >= $0.milliseconds }) else { return "under a second" }
    return PageWords.count(Int(milliseconds / unit.milliseconds), unit.name)
  }

  static func text(from start: Timestamp, to end: Timestamp) -> String {
    text(max(0, end.milliseconds - start.milliseconds))
  }

  /// With one decimal, for tables and charts that compare: `5.3 days`, `2.0 hours`.
  static func exact(_ milliseconds: Int64) -> String {
    guard milliseconds > 0 else { return "0" }
    guard let unit = units.first(where: { milliseconds >= $0.milliseconds }) else { return "\(milliseconds) ms" }
    let tenths = (milliseconds * 10 + unit.milliseconds / 2) / unit.milliseconds
    return "\(tenths / 10).\(tenths % 10) \(unit.name)\(tenths == 10 ? "" : "s")"
  }
}

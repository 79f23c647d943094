import NIOConcurrencyHelpers

/// A counter for each combination of labels.
package final class Counter: Sendable {
  /// Combinations that are kept; what comes beyond them is counted under `other`.
  static let seriesMax = 4000

  private let family: MetricFamily
  private let labels: [String]
  private let counts = NIOLockedValueBox<[[String]: Double]>([:])

  package init(_ name: String, _ help: String, labels: [String] = [], unit: String? = nil) {
    family = MetricFamily(name, .counter, help, unit: unit)
    self.labels = labels
    // One that has no labels is there from the start, at 0.
    if labels.isEmpty { counts.withLockedValue { $0[[]] = 0 } }
  }

  package func add(_ values: [String] = [], by amount: Double = 1) {
    counts.withLockedValue { $0[Series.key(values, among: $0), default: 0] += amount }
  }

  package var metric: MetricFamily {
    var metric = family
    for (values, count) in Series.sorted(counts.withLockedValue { $0 }) {
      metric.add(count, Array(zip(labels, values).map { (name: $0, value: $1) }))
    }
    return metric
  }
}

/// A histogram for each combination of labels.
package final class Histogram: Sendable {
  private let family: MetricFamily
  private let labels: [String]
  private let empty: Buckets
  private let counted = NIOLockedValueBox<[[String]: Buckets]>([:])

  package init(_ name: String, _ help: String, labels: [String] = [], unit: String? = nil, _ buckets: Buckets) {
    family = MetricFamily(name, .histogram, help, unit: unit)
    self.labels = labels
    empty = buckets
    if labels.isEmpty { counted.withLockedValue { $0[[]] = buckets } }
  }

  package func observe(_ value: Double, _ values: [String] = []) {
    counted.withLockedValue { $0[Series.key(values, among: $0), default: empty].observe(value) }
  }

  package var metric: MetricFamily {
    var metric = family
    for (values, buckets) in Series.sorted(counted.withLockedValue { $0 }) {
      metric.add(buckets, Array(zip(labels, values).map { (name: $0, value: $1) }))
    }
    return metric
  }
}

/// A number that goes up and down.
package final class Level: Sendable {
  private let family: MetricFamily
  private let value = NIOLockedValueBox(0)

  package init(_ name: String, _ help: String) {
    family = MetricFamily(name, .gauge, help)
  }

  package func add(_ amount: Int) { value.withLockedValue { $0 += amount } }

  package var metric: MetricFamily {
    var metric = family
    metric.add(Double(value.withLockedValue { $0 }))
    return metric
  }
}

private enum Series {
  /// The labels' values, or `other` for all of them once there are too many: nothing from outside can take all memory.
  static func key<Kept>(_ values: [String], among kept: [[String]: Kept]) -> [String] {
    kept.count < Counter.seriesMax || kept[values] != nil ? values : values.map { _ in "other" }
  }

  static func sorted<Kept>(_ kept: [[String]: Kept]) -> [(key: [String], value: Kept)] {
    kept.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }
}

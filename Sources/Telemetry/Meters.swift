import NIOConcurrencyHelpers

/// A counter for each combination of labels.
package final class Counter: Sendable {
  /// Combinations that are kept; what comes beyond them is counted under `other`.
  static let seriesMax = 4000

  private let series: Series<Double>

  package init(_ name: String, _ help: String, labels: [String] = [], unit: String? = nil) {
    series = Series(MetricFamily(name, .counter, help, unit: unit), labels, empty: 0)
  }

  package func add(_ values: [String] = [], by amount: Double = 1) {
    series.change(values) { $0 += amount }
  }

  package var metric: MetricFamily { series.metric { $0.add($1, $2) } }
}

/// A histogram for each combination of labels.
package final class Histogram: Sendable {
  private let series: Series<Buckets>

  package init(_ name: String, _ help: String, labels: [String] = [], unit: String? = nil, _ buckets: Buckets) {
    series = Series(MetricFamily(name, .histogram, help, unit: unit), labels, empty: buckets)
  }

  package func observe(_ value: Double, _ values: [String] = []) {
    series.change(values) { $0.observe(value) }
  }

  package var metric: MetricFamily { series.metric { $0.add($1, $2) } }
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

/// What is kept for each combination of labels.
private struct Series<Kept: Sendable>: Sendable {
  private let family: MetricFamily
  private let labels: [String]
  private let empty: Kept
  private let kept = NIOLockedValueBox<[[String]: Kept]>([:])

  init(_ family: MetricFamily, _ labels: [String], empty: Kept) {
    self.family = family
    self.labels = labels
    self.empty = empty
    // One that has no labels is there from the start.
    if labels.isEmpty { kept.withLockedValue { $0[[]] = empty } }
  }

  /// Counts under `other` for all of the labels once there are too many: nothing from outside can take all memory.
  func change(_ values: [String], _ change: (inout Kept) -> Void) {
    kept.withLockedValue { kept in
      let isKnown = kept.count < Counter.seriesMax || kept[values] != nil
      change(&kept[isKnown ? values : values.map { _ in "other" }, default: empty])
    }
  }

  func metric(_ add: (inout MetricFamily, Kept, [(name: String, value: String)]) -> Void) -> MetricFamily {
    var metric = family
    let sorted = kept.withLockedValue { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    for (values, kept) in sorted { add(&metric, kept, zip(labels, values).map { (name: $0, value: $1) }) }
    return metric
  }
}

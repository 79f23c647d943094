/// One metric with all its samples, as it is shown to Prometheus.
package struct MetricFamily: Sendable {
  package enum Kind: String, Sendable { case counter, gauge, histogram, info }

  package struct Sample: Sendable {
    /// Behind the family's name: `_total`, `_bucket`, `_sum`, `_count`, `_info`.
    let suffix: String
    let labels: [(name: String, value: String)]
    let value: Double
  }

  /// Without a suffix. Where there is a unit, the name ends with it.
  package let name: String
  package let help: String
  package let kind: Kind
  package let unit: String?
  package private(set) var samples: [Sample] = []

  package init(_ name: String, _ kind: Kind, _ help: String, unit: String? = nil) {
    self.name = unit.map { "\(name)_\($0)" } ?? name
    self.help = help
    self.kind = kind
    self.unit = unit
  }

  /// With one value and no labels; with none where there is no value.
  package init(_ name: String, _ kind: Kind, _ help: String, unit: String? = nil, value: (some BinaryInteger)?) {
    self.init(name, kind, help, unit: unit)
    if let value { add(Double(value)) }
  }

  package init(_ name: String, _ kind: Kind, _ help: String, unit: String? = nil, value: Double?) {
    self.init(name, kind, help, unit: unit)
    if let value { add(value) }
  }

  package mutating func add(_ value: Double, _ labels: [(name: String, value: String)] = []) {
    let suffix = kind == .counter ? "_total" : kind == .info ? "_info" : ""
    samples.append(Sample(suffix: suffix, labels: labels, value: value))
  }

  /// A histogram's samples.
  package mutating func add(_ counted: Buckets, _ labels: [(name: String, value: String)] = []) {
    var sum = 0
    for (bound, count) in zip(counted.bounds, counted.counts) {
      sum += count
      samples.append(
        Sample(suffix: "_bucket", labels: labels + [("le", MetricsText.number(bound))], value: Double(sum)))
    }
    samples.append(Sample(suffix: "_bucket", labels: labels + [("le", "+Inf")], value: Double(counted.count)))
    samples.append(Sample(suffix: "_sum", labels: labels, value: counted.sum))
    samples.append(Sample(suffix: "_count", labels: labels, value: Double(counted.count)))
  }
}

/// How often a value lay below each of some bounds.
package struct Buckets: Sendable {
  /// Rising; each counts what is not above it.
  package let bounds: [Double]
  /// Of each bound alone, and last what lies above all of them.
  package private(set) var counts: [Int]
  package private(set) var sum = 0.0
  package private(set) var count = 0

  package init(_ bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  package mutating func observe(_ value: Double) {
    counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
    sum += value
    count += 1
  }

  /// Seconds of a request or an attempt; with the objectives' 0.1, 0.5, 1 and 2 seconds as bounds.
  package static let seconds = Buckets([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10])
  /// Seconds of a commit on a disk.
  package static let commitSeconds = Buckets([0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2])
  /// Things that are done together.
  package static let batch = Buckets([1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
}

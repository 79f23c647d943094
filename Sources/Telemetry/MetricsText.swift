/// Writes metrics as text.
package enum MetricsText {
  package enum Format: Sendable {
    /// Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
    case prometheus
    /// OpenMetrics 1.0: a counter's name is without `_total`, and there is an end.
    case openMetrics

    package var contentType: String {
      switch self {
      case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
      case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
      }
    }
  }

  /// A family without samples is left out.
  package static func text(of families: [MetricFamily], as format: Format) -> String {
    let written = families.filter { !$0.samples.isEmpty }.map { text(of: $0, as: format) }.joined()
    return format == .openMetrics ? written + "# EOF\n" : written
  }

  private static func text(of family: MetricFamily, as format: Format) -> String {
    let isOpen = format == .openMetrics
    let suffix = isOpen ? "" : family.kind == .counter ? "_total" : family.kind == .info ? "_info" : ""
    let kind = !isOpen && family.kind == .info ? "gauge" : family.kind.rawValue
    let name = family.name + suffix
    var text = "# HELP \(name) \(escaped(family.help))\n# TYPE \(name) \(kind)\n"
    if let unit = family.unit { text += "# UNIT \(name) \(unit)\n" }
    for sample in family.samples { text += line(family.name + sample.suffix, sample) }
    return text
  }

  private static func line(_ name: String, _ sample: MetricFamily.Sample) -> String {
    let labels = sample.labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
    return "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(number(sample.value))\n"
  }

  /// Whole numbers without a point, as people write them.
  static func number(_ value: Double) -> String {
    value.magnitude < 1e15 && value == value.rounded() ? String(Int64(value)) : "\(value)"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\"", with: "\\\"")
  }
}

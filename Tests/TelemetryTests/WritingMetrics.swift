import Telemetry
import Testing

/// The text that Prometheus reads.
@Suite struct WritingMetrics {
  @Test("a counter, a gauge and a histogram are written with their help, their type and their unit")
  func write() {
    let counter = Counter("a_requests", "Those that \"came\"\nin.", labels: ["route"])
    counter.add(["/a\"b\\c\n"])
    counter.add(["/a\"b\\c\n"], by: 2)
    let histogram = Histogram("a_time", "How long.", unit: "seconds", Buckets([0.5, 1]))
    for value in [0.25, 0.5, 0.75, 2] { histogram.observe(value) }
    let families = [
      counter.metric, MetricFamily("a_size", .gauge, "How much.", unit: "bytes", value: 7), histogram.metric,
    ]
    let histogramLines = """
      # UNIT a_time_seconds seconds
      a_time_seconds_bucket{le="0.5"} 2
      a_time_seconds_bucket{le="1"} 3
      a_time_seconds_bucket{le="+Inf"} 4
      a_time_seconds_sum 3.5
      a_time_seconds_count 4

      """
    #expect(
      MetricsText.text(of: families, as: .prometheus) == #"""
        # HELP a_requests_total Those that \"came\"\nin.
        # TYPE a_requests_total counter
        a_requests_total{route="/a\"b\\c\n"} 3
        # HELP a_size_bytes How much.
        # TYPE a_size_bytes gauge
        # UNIT a_size_bytes bytes
        a_size_bytes 7
        # HELP a_time_seconds How long.
        # TYPE a_time_seconds histogram

        """# + histogramLines)
    let open = MetricsText.text(of: families, as: .openMetrics)
    #expect(open.contains("# TYPE a_requests counter\na_requests_total{"))
    #expect(open.hasSuffix("# EOF\n"))
  }

  @Test("a client that makes up labels cannot take all memory: what is too many is counted as other")
  func bounded() {
    let counter = Counter("a_requests", "Those that came in.", labels: ["route"])
    for number in 0..<10_000 { counter.add(["/\(number)"]) }
    let text = MetricsText.text(of: [counter.metric], as: .prometheus)
    #expect(text.split(separator: "\n").count < 5000)
    #expect(text.contains("a_requests_total{route=\"other\"} 6000"))
  }

  @Test("a metric of which nothing is known is left out")
  func absent() {
    let family = MetricFamily("a_size", .gauge, "How much.", value: Int?.none)
    #expect(MetricsText.text(of: [family], as: .prometheus).isEmpty)
  }
}

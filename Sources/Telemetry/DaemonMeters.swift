package import Logging
import NIOConcurrencyHelpers

/// What the parts of the daemon count while they work; made once, and handed to them.
package final class DaemonMeters: Sendable {
  package let requests = Counter(
    "countersign_http_requests", "Requests that were answered.", labels: ["method", "route", "status"])
  package let requestSeconds = Histogram(
    "countersign_http_request_duration", "The time from a request's head to its answer's head.",
    labels: ["method", "route"], unit: "seconds", .seconds)
  package let requestsUnderWay = Level("countersign_http_requests_under_way", "Requests that are being answered.")
  package let authenticationFailures = Counter(
    "countersign_authentication_failures", "Requests that were refused because nobody was known to have sent them.")
  package let connections = Level("countersign_connections", "Connections of clients that are open.")
  package let connectionsRefused = Counter(
    "countersign_connections_refused", "Connections that were closed at once, since all others were being answered.")
  package let connectionsDisplaced = Counter(
    "countersign_connections_displaced",
    "Connections that were closed to make room, having gone longest without a request.")
  package let deliveryAttempts = Counter(
    "countersign_delivery_attempts", "Attempts at outgoing deliveries, by the kind of endpoint and what came of them.",
    labels: ["kind", "outcome"])
  package let deliverySeconds = Histogram(
    "countersign_delivery_attempt_duration", "How long attempts at outgoing deliveries took.", labels: ["kind"],
    unit: "seconds", .seconds)
  package let logLines = Counter("countersign_log_lines", "Lines that were logged.", labels: ["level"])

  package init() {}

  package var metrics: [MetricFamily] {
    [
      requests.metric, requestSeconds.metric, requestsUnderWay.metric, authenticationFailures.metric,
      connections.metric, connectionsRefused.metric, connectionsDisplaced.metric, deliveryAttempts.metric,
      deliverySeconds.metric, logLines.metric,
    ]
  }
}

/// The level of the log, which can be changed while the daemon runs.
package final class LogLevel: Sendable {
  /// As the settings have it.
  package let configured: Logger.Level
  private let value: NIOLockedValueBox<Logger.Level>

  package init(_ configured: Logger.Level = .info) {
    self.configured = configured
    value = NIOLockedValueBox(configured)
  }

  package var current: Logger.Level {
    get { value.withLockedValue { $0 } }
    set { value.withLockedValue { $0 = newValue } }
  }
}
